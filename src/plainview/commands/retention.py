"""`plainview retention`: purge what may no longer be kept."""

from datetime import UTC, datetime

import click

from plainview.commands import setup


@click.group()
def retention() -> None:
    """Purge what the policy no longer lets us keep."""
    setup.ready()


@retention.command()
def purge() -> None:
    """Drop every day that has reached the limit in force. Held reads are copied to their case first."""
    from plainview import jobs  # noqa: PLC0415 - after Django is set up
    from plainview.policy import parameters  # noqa: PLC0415 - the same

    at = datetime.now(UTC)
    limit = parameters.retention(at.date())
    done = jobs.purge(actor=setup.console(), at=at)
    for day, dropped, held in done.days:
        click.echo(f"{day}: {dropped} reads gone, {held} held reads kept for their case")
    for day, trouble in done.waits:
        click.echo(
            f"{day}: WAITS, its held pictures cannot be copied to their case: {trouble}. The server tries again each"
            " minute; or run this again.",
            err=True,
        )
    if done.waits:
        raise SystemExit(1)
    click.echo(
        f"Nothing unheld from before {parameters.first_day_kept(at)} remains ({limit.days} days, {limit.clause.id},"
        f" {limit.pack}); {done.alerts} alerts deleted."
    )


@retention.command()
def status() -> None:
    """Say what remains, and whether any of it is overdue."""
    from plainview.retention import queries  # noqa: PLC0415 - after Django is set up

    remaining = queries.remaining(at=datetime.now(UTC))
    for day, reads in remaining.days:
        click.echo(f"{day}: {reads} reads{'  OVERDUE' if day in remaining.overdue else ''}")
    click.echo(f"Limit in force: {remaining.limit.days} days ({remaining.limit.source})")
    if remaining.overdue:
        raise SystemExit(1)
