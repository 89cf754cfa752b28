"""Set Django up for a command. Nothing of the server is imported before this."""

import getpass
import os

import click

from plainview.audit import source
from plainview.database.passwords import NotPrepared
from plainview.terms.actor import Actor, ActorKind

SETTINGS = "plainview.web.settings"


def ready() -> None:
    """Make the rooms' doors usable in this process, as the application's role.

    Raises:
        ClickException: the database was never prepared.
    """
    import django  # noqa: PLC0415 - only commands of the server need it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        django.setup()
    except NotPrepared as trouble:
        raise click.ClickException(f"{trouble} Or run 'plainview db migrate', which does both.") from trouble
    if (context := click.get_current_context(silent=True)) is not None:
        # What is written from here on came by this command. The arguments are left out: they may name anything.
        source.enter("command", " ".join(_called(context)))


def _called(context: click.Context) -> list[str]:
    """The names of the command, the same however the program was started."""
    names = [] if context.invoked_subcommand is None else [context.invoked_subcommand]
    while context.parent is not None:
        names.insert(0, context.info_name or "")
        context = context.parent
    return ["plainview", *names]


def console() -> Actor:
    """Whoever sits at the server's own console, by the name that the operating system knows."""
    return Actor(ActorKind.CONSOLE, getpass.getuser(), f"console ({getpass.getuser()})")
