"""`plainview recognition`: measure an engine on labelled pictures, and see which engines there are."""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from plainview.commands.starting import started

try:
    from plainview.recognition import engine as engines
    from plainview.recognition.engines import offered
    from plainview.recognition.measuring import summary
    from plainview.recognition.measuring.evaluation import Evaluation
    from plainview.recognition.measuring.labels import BadLabels, checked_pictures
    from plainview.recognition.measuring.looks import Look, Unreadable, looks
    from plainview.recognition.measuring.misses import misses
    from plainview.recognition.measuring.report.page import Facts, page
    from plainview.recognition.measuring.score import LabelledPicture
except ImportError as missing:  # the server may be installed without the packages of the camera side
    raise click.ClickException(f"measuring engines needs the packages of plainview[edge]: {missing}") from missing

UNREADABLE: Final = 2
"""The exit code where labels are wrong, or where a picture could not be opened, after all others were read."""


@click.group()
def recognition() -> None:
    """Measure engines on labelled pictures."""


@recognition.command()
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the table.")
@click.option(
    "--report", metavar="OUT.html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with each miss."
)
@click.option("--engine", "name", metavar="NAME", default=engines.DEFAULT, show_default=True, help="Engine to measure.")
@click.option(
    "--crops", is_flag=True, help="Take each picture for one plate, cut out already, whatever its labels say."
)
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads of the processor.")
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="At most so many pictures of each folder.")
def evaluate(  # noqa: PLR0913 - an argument for each option
    folders: tuple[Path, ...],
    *,
    as_json: bool,
    report: Path | None,
    name: str,
    crops: bool,
    threads: int,
    limit: int | None,
) -> None:
    """Measure an engine on folders of labelled pictures.

    Each DIR holds a file labels.jsonl, a line a picture. Wrong labels end the command before a picture is read, with
    exit code 2. A picture that cannot be opened is named on standard error and left out, and the exit code is 2.
    """
    if report is not None:
        _check_place(report)
    labelled = {str(folder): _labelled(folder, limit) for folder in dict.fromkeys(folders)}
    engine = started(name, threads)
    found, unreadable = _read(engine, labelled, crops=crops)
    whole = Evaluation([look for each in found.values() for look in each.looks])
    if not whole.looks:
        raise click.ClickException("not one picture could be opened, so there is nothing to measure")
    click.echo(_json(engine, threads, found, whole, unreadable) if as_json else _table(found, whole))
    if report is not None:
        version = f"{engine.name} {engine.version}"
        facts = Facts(version, threads, datetime.now().astimezone(), _shown(found), unreadable)
        _write(report, page(whole, facts))
        click.echo(
            f"The report is in {click.format_filename(report)}. It shows plates: treat it as stored reads.", err=True
        )
    if unreadable:
        count = (
            "1 picture could not be opened and is"
            if len(unreadable) == 1
            else (f"{len(unreadable)} pictures could not be opened and are")
        )
        click.echo(f"plainview: {count} left out", err=True)
        sys.exit(UNREADABLE)


@recognition.command("engines")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_engines(*, as_json: bool) -> None:
    """List the installed engines, and whether each can start."""
    there = offered.offers()
    if as_json:
        entries = [
            {
                "name": each.name,
                "version": each.version,
                "default": each.default,
                "starts": each.starts,
                "note": each.note,
            }
            for each in there
        ]
        click.echo(msgspec.json.encode({"engines": entries, "not_offered": offered.NOT_OFFERED}))
        return
    for each in there:
        state = {True: "starts", False: "cannot start", None: "not tried"}[each.starts]
        default = ", default" if each.default else ""
        click.echo(f"{each.name:<12} {each.version or '-':<36} {state}{default}")
        if each.note:
            click.echo(f"{'':<12} {each.note}")
    for what in offered.NOT_OFFERED:
        click.echo(f"{what:<49} not offered")


def _labelled(folder: Path, limit: int | None) -> list[LabelledPicture]:
    try:
        pictures = list(checked_pictures(folder))
    except BadLabels as wrong:
        raise click.UsageError(str(wrong)) from wrong
    # Spread over the folder, because neighbours are often of one street and one hour.
    if limit is None or limit >= len(pictures):
        return pictures
    return [pictures[place * len(pictures) // limit] for place in range(limit)]


def _read(
    engine: engines.Engine, labelled: dict[str, list[LabelledPicture]], *, crops: bool
) -> tuple[dict[str, Evaluation], list[Unreadable]]:
    found, unreadable = {}, []
    with _progress(sum(map(len, labelled.values()))) as advance:
        for folder, pictures in labelled.items():
            kept: list[Look] = []
            for each in looks(engine, pictures, crops=crops):
                advance()
                if isinstance(each, Look):
                    kept.append(each)
                else:
                    unreadable.append(each)
                    click.echo(f"plainview: {click.format_filename(each.path)}: {each.reason}", err=True)
            found[folder] = Evaluation(kept)
    return found, unreadable


def _table(found: dict[str, Evaluation], whole: Evaluation) -> str:
    columns = [*_shown(found).items(), *([("all", whole)] if len(found) > 1 else [])]
    cells = [dict(summary.rows(each)) for _, each in columns]
    labels = [label for label, _ in summary.rows(whole)]
    widths = [max(len(name), *map(len, each.values())) for (name, _), each in zip(columns, cells, strict=True)]
    first = max(map(len, labels))
    lines = [[f"{'':<{first}}", *(f"{name:>{width}}" for (name, _), width in zip(columns, widths, strict=True))]]
    for label in labels:
        values = [each.get(label, summary.NOTHING) for each in cells]
        lines.append([f"{label:<{first}}", *(f"{value:>{width}}" for value, width in zip(values, widths, strict=True))])
    return "\n".join("  ".join(line).rstrip() for line in lines)


def _shown(found: dict[str, Evaluation]) -> dict[str, Evaluation]:
    """The folders by their last name, or by their paths where two share it."""
    names = [Path(folder).resolve().name for folder in found]
    return dict(zip(names if len(set(names)) == len(names) else found, found.values(), strict=True))


def _json(
    engine: engines.Engine,
    threads: int,
    found: dict[str, Evaluation],
    whole: Evaluation,
    unreadable: Sequence[Unreadable],
) -> str:
    entry: dict[str, Any] = {
        "engine": {"name": engine.name, "version": engine.version, "threads": threads},
        "all": summary.as_json(whole),
        "folders": {folder: summary.as_json(each) for folder, each in found.items()},
        "unreadable": [{"image": str(each.path), "reason": each.reason} for each in unreadable],
        "misses": [summary.miss_as_json(miss) for miss in misses(whole.looks)],
    }
    return msgspec.json.encode(entry).decode()


def _check_place(report: Path) -> None:
    """Before minutes are spent on reading, see that the page can be written at the end."""
    if not report.parent.is_dir() or not os.access(report.parent, os.W_OK):
        raise click.BadParameter(f"{report.parent} is no folder that can be written to", param_hint="--report")


def _write(report: Path, text: str) -> None:
    """Write the page whole or not at all, for its owner alone: it shows plates."""
    handle, name = tempfile.mkstemp(dir=report.parent, prefix=f".{report.name}.")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(report)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """A bar on standard error, if that is a terminal. Gives a function that is called once a picture."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console  # noqa: PLC0415 - takes longer to import than to read a small picture
    from rich.progress import Progress  # noqa: PLC0415 - the same

    with Progress(console=Console(stderr=True), redirect_stdout=False, transient=True) as progress:
        task = progress.add_task("Reading", total=total)
        yield lambda: progress.advance(task)
