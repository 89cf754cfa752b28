"""`plainview training`: training records from elsewhere, and who lapses when."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from plainview.commands import faults, setup
from plainview.csv_files import HeaderRejected
from plainview.training.csv_format import FIELDS

_CANNOT = 2


@click.group()
def training() -> None:
    """Import training records and say who lapses."""
    setup.ready()


class Column(click.ParamType[tuple[str, str]]):
    """FIELD=NAME: which column of the file holds one of our fields."""

    name = "FIELD=NAME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Parse the text."""
        field, equals, name = str(value).partition("=")
        if not equals or field not in FIELDS or not name:
            self.fail(f"{value!r} is not FIELD=NAME with a field of {', '.join(FIELDS)}", param, ctx)
        return field, name


@training.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Say what the file would do, and do nothing.")
@click.option("--column", "columns", multiple=True, type=Column(), help="Where the file calls a field otherwise.")
def import_records(file: Path, columns: tuple[tuple[str, str], ...], *, check: bool) -> None:
    """Give the certificates of a CSV file: email or badge, topic, version, date, instructor, source. All or nothing."""
    from plainview.training import imports  # noqa: PLC0415 - after Django is set up

    act = imports.plan if check else imports.import_csv
    try:
        done = act(file.read_bytes(), dict(columns), actor=setup.console(), at=datetime.now(UTC))
    except HeaderRejected as trouble:
        click.echo(f"{file}: {trouble}. Name a column with --column FIELD=NAME.", err=True)
        raise SystemExit(_CANNOT) from trouble
    except imports.ImportStopped as stopped:
        faults.show(file, stopped.faults)
        click.echo(f"{file}: {stopped}.", err=True)
        raise SystemExit(_CANNOT) from stopped
    if done.faults:
        faults.show(file, done.faults)
        raise SystemExit(_CANNOT)
    said = "would be given" if check else "are given"
    click.echo(f"{len(done.lines)} certificates {said} to {done.people} people; {done.known} were on record already.")


@training.command()
def status() -> None:
    """Print everybody with access and until when their training stands. Exit 1 if somebody's has lapsed."""
    from plainview.training import queries  # noqa: PLC0415 - after Django is set up

    lapsed = 0
    for person, standing in queries.standings(queries.local_day(datetime.now(UTC))):
        if standing.lapses:
            lapsed += 1
            topics = ", ".join(each.topic for each in standing.lapses)
            click.echo(f"{person.email}  {person.name}  LAPSED, no access: {topics}")
        else:
            click.echo(f"{person.email}  {person.name}  stands until {standing.until}")
    if lapsed:
        raise SystemExit(1)
