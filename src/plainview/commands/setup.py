"""Set Django up for a command. Nothing of the server is imported before this."""

import getpass
import os

import click

from plainview.audit import source
from plainview.database.passwords import NotPrepared
from plainview.policy.book import Loosening
from plainview.policy.packing import PackMistake
from plainview.terms.actor import Actor, ActorKind

SETTINGS = "plainview.web.settings"


def ready() -> None:
    """Make the rooms' doors usable in this process, as the application's role, if the command's rule lets the console.

    Raises:
        UsageError: a policy pack of the agency's own has a mistake, or loosens a rule; or as `configure` has it.
        ClickException: the database was never prepared, the rules are broken, the command has no rule in
            `commands/rules.py`, or the console may not run it.
    """
    check_rules()
    try:
        configure()
    except NotPrepared as trouble:
        raise click.ClickException(f"{trouble} Or run 'plainview db migrate', which does both.") from trouble
    except (PackMistake, Loosening) as trouble:
        raise click.UsageError(f"The agency's policy pack cannot be used, so nothing starts. {trouble}") from trouble
    context = click.get_current_context(silent=True)
    if context is not None:
        # What is written from here on came by this command. The arguments are left out: they may name anything.
        source.enter("command", f"plainview {name(context)}")
        _ask(name(context))


def configure() -> None:
    """Set Django up.

    Raises:
        NotPrepared: the database was never prepared.
        UsageError: what the environment says of the dispatch system, the identity provider, the map tiles or the
            pictures' store is wrong.
    """
    import django  # noqa: PLC0415 - only commands of the server need it

    from plainview.archive import key_sources  # noqa: PLC0415 - the same
    from plainview.archive.bucket_settings import StoreMisnamed  # noqa: PLC0415 - the same
    from plainview.cad.connector import CadMisnamed  # noqa: PLC0415 - the same
    from plainview.web.identity_provider import ProviderMisnamed  # noqa: PLC0415 - the same
    from plainview.web.map_tiles import TilesMisnamed  # noqa: PLC0415 - the same

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        key_sources.configured()
        django.setup()
        _check_place()
    except (CadMisnamed, key_sources.KeyMisnamed, ProviderMisnamed, StoreMisnamed, TilesMisnamed) as trouble:
        raise click.UsageError(f"The environment cannot be used, so nothing starts. {trouble}") from trouble


def _check_place() -> None:
    """Pictures that lie in an object store are looked for there, or nothing starts."""
    from django.conf import settings  # noqa: PLC0415 - after Django is set up

    from plainview.archive import noted  # noqa: PLC0415 - the same

    noted.check_place(settings.PICTURES)


def check_master_key() -> None:
    """Let nothing go on with a master key that does not open what is stored.

    Raises:
        ClickException: it does not, or does not come from where it should.
    """
    from plainview.archive import master_key  # noqa: PLC0415 - after Django is set up
    from plainview.archive.key_sources import NoKey  # noqa: PLC0415 - the same

    try:
        master_key.check()
    except (NoKey, master_key.WrongKey) as trouble:
        raise click.ClickException(f"The master key cannot be used, so nothing starts. {trouble}") from trouble


def check_rules() -> None:
    """Let nothing start whose rules of who may do what are broken.

    Raises:
        ClickException: with the file and the line.
    """
    from plainview.accounts.permissions import authorizer  # noqa: PLC0415 - only commands of the server need it
    from plainview.policy.authorization import rules  # noqa: PLC0415 - the same

    try:
        authorizer()
    except rules.RulesBroken as trouble:
        raise click.ClickException(
            f"The rules of who may do what are broken, so nothing starts. {trouble} (in {rules.FOLDER})"
        ) from trouble


def name(context: click.Context) -> str:
    """What was typed after `plainview`: a command, or a group and its command."""
    typed = [context.invoked_subcommand] if context.invoked_subcommand else []
    each: click.Context | None = context
    while each is not None and each.command.name != "main":
        typed.insert(0, each.info_name or "")
        each = each.parent
    return " ".join(typed)


def _ask(command: str) -> None:
    from plainview.accounts.permissions import Permission, may  # noqa: PLC0415 - only commands of the server need it
    from plainview.commands.rules import COMMANDS  # noqa: PLC0415 - the same
    from plainview.policy.decisions import PolicyRefusal, require  # noqa: PLC0415 - the same

    needs = COMMANDS.get(command)
    if needs is None:
        raise click.ClickException(f"'{command}' has no rule in commands/rules.py, so it may do nothing")
    if isinstance(needs, Permission):
        try:
            require(may(console(), needs))
        except PolicyRefusal as refusal:
            raise click.ClickException(str(refusal)) from refusal


def console() -> Actor:
    """Whoever sits at the server's own console, by the name that the operating system knows."""
    return Actor(ActorKind.CONSOLE, getpass.getuser(), f"console ({getpass.getuser()})")
