"""`plainview pictures`: try the store of the pictures out, and say what waits for it."""

import secrets
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

import click

from plainview.commands import setup

_TRIAL_BYTES: Final = 64


@click.group()
def pictures() -> None:
    """Try the pictures' store out, and say what waits for it."""
    setup.ready()


@pictures.command()
def check() -> None:
    """Write something, read it, list it and delete it, and say what is wrong."""
    from plainview.archive.disk import pictures as on_disk  # noqa: PLC0415 - after Django is set up
    from plainview.archive.keeping import object_store  # noqa: PLC0415 - the same
    from plainview.archive.packs import NotStored, StoreAway, durable  # noqa: PLC0415 - the same

    folder, store = on_disk().root / "check", object_store()
    name, content = f"{uuid4()}.pack", secrets.token_bytes(_TRIAL_BYTES)
    try:
        durable(folder, name, [content])
        if (folder / name).read_bytes() != content:
            raise click.ClickException(f"{folder}: what was read back is not what was written")
    except (NotStored, OSError) as trouble:
        raise click.ClickException(f"{folder}: {trouble}") from trouble
    finally:
        (folder / name).unlink(missing_ok=True)
        if folder.is_dir():
            folder.rmdir()
    click.echo(f"{on_disk().root}: written, read and deleted.")
    if store is None:
        click.echo("Pictures lie there for good; PLAINVIEW_PICTURES_BUCKET names no object store.")
        return
    try:
        store.check()
    except StoreAway as trouble:
        raise click.ClickException(f"{store.settings.place}: {trouble}") from trouble
    click.echo(f"{store.settings.place}: written, read, listed and deleted.")


@pictures.command()
def status() -> None:
    """Say how many packs wait for the object store, since when, and what went wrong. Ends with 1 if something did."""
    from plainview.retention import queries  # noqa: PLC0415 - after Django is set up

    found = queries.pictures_waiting()
    if found is None:
        click.echo("Pictures lie on this server's disk; no object store is set.")
        return
    since = f", the oldest since {_moment(found.since)}" if found.since else ""
    waits = "1 pack waits" if found.packs == 1 else f"{found.packs} packs wait"
    room = f"{found.lying / 1e6:.1f} MB lie here, of {found.most / 1e9:g} GB"
    click.echo(f"{waits} for {found.place}{since}: {found.size / 1e6:.1f} MB. {room}.")
    noted = found.noted
    if noted.moved_at:
        click.echo(f"The last went there at {_moment(noted.moved_at)}.")
    if noted.trouble and noted.since and noted.next_try:
        click.echo(f"Since {_moment(noted.since)}: {noted.trouble}. Next try after {_moment(noted.next_try)}.")
    if noted.not_deleted:
        click.echo(f"Pictures of purged days may still be there: {noted.not_deleted}. Tried again each minute.")
    if noted.trouble or noted.not_deleted or found.lying >= found.most:
        raise SystemExit(1)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
