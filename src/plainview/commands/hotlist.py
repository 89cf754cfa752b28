"""`plainview hotlist`: import a list and end what has expired."""

from datetime import UTC, datetime
from pathlib import Path

import click

from plainview.commands import faults, setup


@click.group()
def hotlist() -> None:
    """Import and expire hot lists."""
    setup.ready()


@hotlist.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", required=True, help="The list's name; its earlier version is replaced.")
@click.option("--keep-good", is_flag=True, help="Import the good lines although others are bad.")
@click.option("--simulated", is_flag=True, help="Mark the list as made up, on every page.")
def import_list(file: Path, name: str, *, keep_good: bool, simulated: bool) -> None:
    """Replace a list by a CSV file. A bad line stops the import unless you keep the good ones."""
    from plainview.hotlists import imports  # noqa: PLC0415 - after Django is set up
    from plainview.hotlists.formats.line import FileRefused  # noqa: PLC0415 - the same

    try:
        done = imports.import_csv(
            name,
            file.read_bytes(),
            keep_good=keep_good,
            simulated=simulated,
            actor=setup.console(),
            at=datetime.now(UTC),
        )
    except FileRefused as trouble:
        click.echo(f"{file}: {trouble}", err=True)
        raise SystemExit(2) from trouble
    except imports.ImportStopped as stopped:
        faults.show(file, stopped.faults)
        click.echo(f"{file}: {stopped}. Mend them, or add --keep-good.", err=True)
        raise SystemExit(2) from stopped
    faults.show(file, done.faults)
    if done.waits:
        reasons = " ".join(done.version.reasons)
        click.echo(f"{done.entries} entries wait for a supervisor, on the page Approvals. {reasons}")
        return
    click.echo(f"{done.entries} entries stand on {name!r}; {done.replaced} before, {done.expired} had expired.")


@hotlist.command()
def expire() -> None:
    """End the entries whose time is over. The server does this every minute by itself."""
    from plainview.hotlists import actions  # noqa: PLC0415 - after Django is set up

    click.echo(f"{actions.expire(actor=setup.console(), at=datetime.now(UTC))} entries ended.")
