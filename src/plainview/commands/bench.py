"""`plainview bench`: measure on made-up traffic, in a database of its own that is gone afterwards."""

import json
import sys
from dataclasses import asdict
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
