"""`plainview people`: the first log-ins of an instance, made at its console."""

from datetime import UTC, datetime

import click

from plainview.commands import setup
from plainview.configuration import port
from plainview.terms.actor import Role


@click.group()
def people() -> None:
    """Invite people and release locked accounts."""
    setup.ready()


@people.command()
@click.argument("email")
@click.option("--name", required=True, help="As it stands in reports.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--badge", default="", help="Badge number.")
def invite(email: str, name: str, role: str, badge: str) -> None:
    """Invite one person and print the link on which they choose a password."""
    from plainview.accounts import actions  # noqa: PLC0415 - after Django is set up
    from plainview.policy.decisions import PolicyRefusal  # noqa: PLC0415 - the same

    try:
        token = actions.invite(
            email, name=name, role=Role(role), badge=badge, actor=setup.console(), at=datetime.now(UTC)
        )
    except PolicyRefusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"http://localhost:{port()}/join/{token}/")
    click.echo(f"Give this link to {name} alone. It works once, within seven days.", err=True)


@people.command()
@click.argument("email")
def release(email: str) -> None:
    """Let somebody try again after five failed attempts."""
    from plainview.accounts import actions, queries  # noqa: PLC0415 - after Django is set up

    person = queries.by_email(email)
    if person is None:
        raise click.ClickException(f"nobody has a log-in under {email}")
    actions.release(person, actor=setup.console(), at=datetime.now(UTC))
    click.echo(f"{person.name} may sign in again.")
