"""`plainview keys`: see that the master key opens what is stored, and change it."""

from datetime import UTC, datetime

import click

from plainview.commands import setup


@click.group()
def keys() -> None:
    """Look after the master key."""
    setup.ready()


@keys.command()
def check() -> None:
    """Ask for the master key where it comes from, and see that it opens what is stored."""
    from plainview.archive import key_sources, master_key  # noqa: PLC0415 - after Django is set up

    setup.check_master_key()
    found = master_key.opens(master_key.master_key())
    words = "It opens the keys of the days." if found else "No day is stored yet."
    click.echo(
        f"The master key {master_key.mark(master_key.master_key())} comes from {key_sources.configured()}. {words}"
    )


@keys.command()
@click.option(
    "--to",
    "wanted",
    default="file",
    show_default=True,
    help="Where the new key comes from: file (one is made), file:PATH, env:NAME, or command:PROGRAM ARGUMENTS.",
)
def rewrap(wanted: str) -> None:
    """Wrap everything under a new master key, in one transaction. The server must be stopped."""
    from plainview.archive import key_sources, master_key  # noqa: PLC0415 - after Django is set up
    from plainview.archive.key_sources import KeyMisnamed, NoKey, OwnFile  # noqa: PLC0415 - the same
    from plainview.policy.decisions import PolicyRefusal  # noqa: PLC0415 - the same
    from plainview.web import new_master_key  # noqa: PLC0415 - the same

    setup.check_master_key()
    try:
        source, present = key_sources.named(wanted), key_sources.configured()
        own = source == OwnFile()
        if own and present != OwnFile():
            raise click.UsageError("The key comes from elsewhere. Name the new one's place, as in --to file:PATH.")
        new = master_key.coming() if own else key_sources.fetched(source)
    except (KeyMisnamed, NoKey) as trouble:
        raise click.ClickException(str(trouble)) from trouble
    change = master_key.Change(master_key.master_key(), new)
    if change.new == change.old:
        raise click.ClickException("That is the key in use; a new one is needed.")
    try:
        done = new_master_key.rewrap(change, actor=setup.console(), at=datetime.now(UTC))
    except PolicyRefusal as refusal:
        words = " ".join(f"{each.reason[0].upper()}{each.reason[1:]}. {each.remedy}" for each in refusal.refusals)
        raise click.ClickException(words) from refusal
    except master_key.Damaged as trouble:
        raise click.ClickException(
            f"Under the key in use {trouble} does not open: it is damaged. Nothing was changed, and the old key"
            " stays in use."
        ) from trouble
    if own:
        master_key.take_place()
    click.echo(
        f"Under the new key {master_key.mark(new)}: {done.days} days, {done.cases} cases, {done.documents} documents,"
        f" {done.factors} second factors."
    )
    if not own:
        click.echo(f"Before the server starts, let the environment say that the key comes from {source}.")
    old = master_key.mark(change.old)
    click.echo(f"Keep the old key {old} until the last backup from before is destroyed; then destroy it.")
