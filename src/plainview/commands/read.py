"""`plainview read`: the plates in photographs, folders and videos, without a server."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from plainview.commands.starting import started

try:
    from plainview.recognition import engine as engines
    from plainview.recognition.finder import Finder, finder
    from plainview.recognition.media import sources, video
    from plainview.recognition.media.sources import Picture, SourceRejected, files
    from plainview.recognition.vehicles.watch import vehicles
except ImportError as missing:  # the server may be installed without the packages of the camera side
    raise click.ClickException(f"reading pictures needs the packages of plainview[edge]: {missing}") from missing

from plainview.terms.read import Alternate, Character, Reading

FILMED: Final = 30.0
"""Frames a second of a film that are looked at for vehicles; where nothing moves they cost almost nothing."""
Look = Callable[[engines.Image], tuple[Reading, ...]]
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
    help=f"Frames of a video to look at, at most.  [default: {FILMED}; {video.FRAMES_A_SECOND:g} with --each-frame]",
)
@click.option("--each-frame", is_flag=True, help="Read each frame of a video by itself, not each vehicle that passes.")
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads of the processor.")
def read(  # noqa: PLR0913 - an argument for each option
    paths: tuple[Path, ...],
    *,
    as_json: bool,
    name: str,
    crops: bool,
    frames_per_second: float | None,
    each_frame: bool,
    threads: int,
) -> None:
    """Read the plates in photographs, folders of them and videos.

    In a video, each vehicle that passes is one line: what most of its frames agree on, named after its best frame.

    A file that cannot be read is named on standard error, the others are finished, and the exit code is 2.
    """
    engine = started(name, threads)
    look = _crop_of(engine) if crops else engine.read
    looked = _Looks(look, None if crops or each_frame else finder(engine), frames_per_second)
    show = _json_line if as_json else _rows
    if not as_json:
        click.echo(f"{'plate':<10} {'sure':>5}  {'state':<9} {'x':>5} {'y':>5} {'w':>5} {'h':>5}  image")
    unreadable = 0
    with _progress() as bar:
        for file in bar(list(files(paths))):
            try:
                if isinstance(file, SourceRejected):
                    raise file
                for picture, readings, milliseconds in looked.at(file):
                    click.echo(show(picture, readings, milliseconds))
            except SourceRejected as rejected:
                unreadable += 1
                click.echo(f"plainview: {click.format_filename(rejected.path)}: {rejected}", err=True)
    if unreadable:
        sys.exit(UNREADABLE)


class _Looks:
    """Looks at one file after another: picture by picture, or at the vehicles of a film where there is a finder."""

    def __init__(self, look: Look, watcher: Finder | None, frames_a_second: float | None) -> None:
        self._look = look
        self._watcher = watcher
        self._frames_a_second = frames_a_second

    def at(self, file: Path) -> Iterator[tuple[Picture, tuple[Reading, ...], float | None]]:
        """Pictures with what was read in them and the milliseconds of the reading, where one can tell."""
        if self._watcher is not None and not sources.is_picture(file):
            yield from self._vehicles(file, self._watcher)
            return
        for picture in sources.pictures_in(file, frames_a_second=self._frames_a_second or video.FRAMES_A_SECOND):
            started = time.perf_counter()
            readings = self._look(picture.image)
            yield picture, readings, (time.perf_counter() - started) * 1000

    def _vehicles(self, file: Path, watcher: Finder) -> Iterator[tuple[Picture, tuple[Reading, ...], None]]:
        frames = sources.frames_in(file, frames_a_second=self._frames_a_second or FILMED)
        for vehicle in vehicles(frames, watcher):
            yield Picture(sources.named(file, vehicle.best_seconds), vehicle.picture), (vehicle.reading,), None


def _crop_of(engine: engines.Engine) -> Look:
    def look(image: engines.Image) -> tuple[Reading, ...]:
        reading = engine.read_crop(image)
        return () if reading is None else (reading,)

    return look


def _json_line(picture: Picture, readings: tuple[Reading, ...], milliseconds: float | None) -> str:
    height, width = picture.image.shape[:2]
    line = {
        "image": picture.name,
        "width": width,
        "height": height,
        "ms": None if milliseconds is None else round(milliseconds, 1),
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
        "frames": reading.frames,
        "characters": [
            {**_said(character), "alternates": [_said(alternate) for alternate in character.alternates]}
            for character in reading.characters
        ],
    }


def _said(character: Character | Alternate) -> dict[str, str | float]:
    return {"char": character.char, "confidence": _rounded(character.confidence)}


def _rounded(confidence: float) -> float:
    return round(confidence, 4)


def _rows(picture: Picture, readings: tuple[Reading, ...], milliseconds: float | None) -> str:  # noqa: ARG001 - as _json_line
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
