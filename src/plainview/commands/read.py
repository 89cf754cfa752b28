"""`plainview read`: the plates in photographs, folders and videos, without a server."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
import msgspec

try:
    from plainview.recognition import engine as engines
    from plainview.recognition import video
    from plainview.recognition.sources import Picture, SourceRejected, files, pictures_in
except ImportError as missing:  # the server may be installed without the packages of the camera side
    raise click.ClickException(f"reading pictures needs the packages of plainview[edge]: {missing}") from missing

from plainview.terms.read import Alternate, Character, Reading

UNREADABLE: Final = 2
"""The exit code where a file could not be read, after all others were."""


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a picture, one a line.")
@click.option(
    "--engine", "name", metavar="NAME", default=engines.DEFAULT, show_default=True, help="Engine to read with."
)
@click.option("--crops", is_flag=True, help="Take each picture for one plate, cut out already.")
@click.option(
    "--frames-per-second",
    type=click.FloatRange(min=0, min_open=True),
    default=video.FRAMES_A_SECOND,
    show_default=True,
    help="Frames of a video to read, at most.",
)
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads of the processor.")
def read(  # noqa: PLR0913 - an argument for each option
    paths: tuple[Path, ...], *, as_json: bool, name: str, crops: bool, frames_per_second: float, threads: int
) -> None:
    """Read the plates in photographs, folders of them and videos.

    A file that cannot be read is named on standard error, the others are finished, and the exit code is 2.
    """
    engine = _started(name, threads)
    look = _crop_of(engine) if crops else engine.read
    show = _json_line if as_json else _rows
    if not as_json:
        click.echo(f"{'plate':<10} {'sure':>5}  {'state':<9} {'x':>5} {'y':>5} {'w':>5} {'h':>5}  image")
    unreadable = 0
    with _progress() as bar:
        for file in bar(list(files(paths))):
            try:
                if isinstance(file, SourceRejected):
                    raise file
                for picture in pictures_in(file, frames_a_second=frames_per_second):
                    started = time.perf_counter()
                    readings = look(picture.image)
                    click.echo(show(picture, readings, (time.perf_counter() - started) * 1000))
            except SourceRejected as rejected:
                unreadable += 1
                click.echo(f"plainview: {click.format_filename(rejected.path)}: {rejected}", err=True)
    if unreadable:
        sys.exit(UNREADABLE)


def _started(name: str, threads: int) -> engines.Engine:
    try:
        return engines.load(name, threads=threads)
    except engines.UnknownEngine as unknown:
        raise click.BadParameter(str(unknown), param_hint="--engine") from unknown
    except engines.EngineUnavailable as unavailable:
        raise click.ClickException(str(unavailable)) from unavailable


def _crop_of(engine: engines.Engine) -> Callable[[engines.Image], tuple[Reading, ...]]:
    def look(image: engines.Image) -> tuple[Reading, ...]:
        reading = engine.read_crop(image)
        return () if reading is None else (reading,)

    return look


def _json_line(picture: Picture, readings: tuple[Reading, ...], milliseconds: float) -> str:
    height, width = picture.image.shape[:2]
    line = {
        "image": picture.name,
        "width": width,
        "height": height,
        "ms": round(milliseconds, 1),
        "reads": [_as_json(reading) for reading in readings],
    }
    return msgspec.json.encode(line).decode()


def _as_json(reading: Reading) -> dict[str, Any]:
    return {
        "plate": reading.plate,
        "canonical": reading.canonical,
        "state": reading.state,
        "state_confidence": None if reading.state_confidence is None else _rounded(reading.state_confidence),
        "confidence": _rounded(reading.confidence),
        "box": reading.box,
        "characters": [
            {**_said(character), "alternates": [_said(alternate) for alternate in character.alternates]}
            for character in reading.characters
        ],
    }


def _said(character: Character | Alternate) -> dict[str, str | float]:
    return {"char": character.char, "confidence": _rounded(character.confidence)}


def _rounded(confidence: float) -> float:
    return round(confidence, 4)


def _rows(picture: Picture, readings: tuple[Reading, ...], milliseconds: float) -> str:  # noqa: ARG001 - as _json_line
    return "\n".join(_row(picture.name, reading) for reading in readings) or f"{'-':<53}{picture.name}"


def _row(name: str, reading: Reading) -> str:
    state = f"{reading.state} {reading.state_confidence or 0:>4.0%}" if reading.state else ""
    x, y, width, height = reading.box
    where = f"{x:>5} {y:>5} {width:>5} {height:>5}"
    return f"{reading.canonical:<10} {reading.confidence:>5.0%}  {state:<9} {where}  {name}"


@contextmanager
def _progress() -> Iterator[Callable[[list[Any]], Any]]:
    """A bar on standard error, if that is a terminal and the lines go elsewhere; on the same screen they are enough."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield iter
        return
    from rich.console import Console  # noqa: PLC0415 - takes longer to import than to read a small picture
    from rich.progress import Progress  # noqa: PLC0415 - the same

    with Progress(console=Console(stderr=True), redirect_stdout=False, transient=True) as progress:
        yield lambda sequence: progress.track(sequence, description="Reading")
