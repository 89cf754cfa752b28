"""`plainview bench`: measure on made-up traffic, in a database of its own that is gone afterwards."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from plainview.commands import setup

_MOST: Final = 100_000_000


@click.group()
def bench() -> None:
    """Measure the system on made-up traffic, in a database of its own."""


@bench.command()
@click.option(
    "--reads", type=click.IntRange(1_000, _MOST), default=1_000_000, show_default=True, help="Reads of a month."
)
def archive(reads: int) -> None:
    """Fill an archive and measure size, searches, ingest and purge. The last line is one JSON object.

    A million reads take some minutes and 300 MB, fifty million an hour and 15 GB.
    """
    from plainview.bench import scratch  # noqa: PLC0415 - numpy is needed by nobody else here
    from plainview.bench.machine import machine  # noqa: PLC0415 - the same

    with scratch.database(setup.ready) as embedded:
        from plainview.bench.archive import measured  # noqa: PLC0415 - models need Django to be set up

        found = measured(embedded, reads, told=lambda line: click.echo(line, err=True))
    sys.stdout.write(json.dumps({"name": "archive", "machine": machine(), **asdict(found)}) + "\n")


@bench.command()
@click.argument("results", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--to", "picture", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The SVG to write."
)
def chart(results: tuple[Path, ...], picture: Path) -> None:
    """Draw what `archive` measured at several sizes, one file of its output each."""
    from plainview.bench import chart as charts  # noqa: PLC0415 - only here

    try:
        found = [json.loads(each.read_text("utf-8").splitlines()[-1]) for each in results]
        drawn = charts.chart(found)
    except (ValueError, IndexError, KeyError, AttributeError) as trouble:
        raise click.ClickException(
            f"A file's last line is not what 'plainview bench archive' prints: {trouble}"
        ) from trouble
    picture.write_text(drawn, "utf-8")
    for name, times in charts.growth(found, 5, 50).items():
        click.echo(f"{charts.PANELS[name]}: {times:g} times from 5 to 50 million")
