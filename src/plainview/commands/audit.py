"""`plainview audit`: check the log."""

from datetime import UTC, datetime

import click

from plainview.commands import setup


@click.group()
def audit() -> None:
    """Check the log."""
    setup.ready()


@audit.command()
def verify() -> None:
    """Walk the whole chain. Exit 1 at the first entry that does not hold."""
    from django.db import transaction  # noqa: PLC0415 - after Django is set up

    from plainview.audit import actions, queries  # noqa: PLC0415 - the same
    from plainview.audit.chain import Broken  # noqa: PLC0415 - the same
    from plainview.audit.events import Event  # noqa: PLC0415 - the same

    found = queries.verify()
    if isinstance(found, Broken):
        click.echo(f"The log is BROKEN at entry {found.seq}: {found.reason}.", err=True)
        raise SystemExit(1)
    click.echo(f"The log holds: {found} entries, each follows from the one before.")
    with transaction.atomic():
        actions.append(Event.AUDIT_READ, actor=setup.console(), at=datetime.now(UTC), facts={"verified_entries": found})
