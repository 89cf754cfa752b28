"""`plainview camera`: the register, from the server's console."""

from datetime import UTC, datetime
from pathlib import Path

import click

from plainview.commands import setup


@click.group()
def camera() -> None:
    """Register cameras and their device keys."""
    setup.ready()


@camera.command()
@click.argument("name")
@click.option("--place", required=True, help="Where it stands, as in a report (J.4).")
@click.option("--latitude", type=click.FloatRange(-90, 90))
@click.option("--longitude", type=click.FloatRange(-180, 180))
@click.option("--direction", default="", help="The traffic that it sees, as in 'eastbound'.")
@click.option("--mobile", is_flag=True, help="It rides in a car, whose box may carry the department's entries.")
@click.option(
    "--attest", "statement", default="", help="State what it sees and from where (G.1). Without it, no reads."
)
@click.option(
    "--public-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The device's key (PEM)."
)
def add(  # noqa: PLR0913, PLR0917 - one option a column of the register
    name: str,
    place: str,
    latitude: float | None,
    longitude: float | None,
    direction: str,
    mobile: bool,  # noqa: FBT001 - click passes each option by name
    statement: str,
    public_key: Path | None,
) -> None:
    """Put a camera on the register and print its id."""
    from plainview.cameras import actions, queries  # noqa: PLC0415 - after Django is set up
    from plainview.policy.decisions import PolicyRefusal  # noqa: PLC0415 - the same

    if queries.named(name) is not None:
        raise click.ClickException(f"a camera named {name!r} is on the register already")
    actor, at = setup.console(), datetime.now(UTC)
    try:
        added = actions.add(
            name,
            place=place,
            latitude=latitude,
            longitude=longitude,
            direction=direction,
            mobile=mobile,
            actor=actor,
            at=at,
        )
    except PolicyRefusal as refusal:
        raise click.UsageError(str(refusal)) from refusal
    if statement:
        actions.attest(added.pk, statement, actor=actor, at=at)
    if public_key is not None:
        try:
            actions.add_device(added.pk, public_key.read_bytes(), actor=actor, at=at)
        except actions.KeyRejected as trouble:
            raise click.ClickException(
                f"{public_key}: {trouble}. The camera is on the register without it."
            ) from trouble
    click.echo(added.pk)


@camera.command()
@click.argument("name")
@click.argument("public_key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def trust(name: str, public_key: Path) -> None:
    """Let the box with this public key (PEM) send the reads of camera NAME."""
    from plainview.cameras import actions, queries  # noqa: PLC0415 - after Django is set up

    found = queries.named(name)
    if found is None:
        raise click.ClickException(f"no camera is named {name!r}; see 'plainview camera list'")
    try:
        device = actions.add_device(found.pk, public_key.read_bytes(), actor=setup.console(), at=datetime.now(UTC))
    except actions.KeyRejected as trouble:
        raise click.ClickException(f"{public_key}: {trouble}.") from trouble
    click.echo(f"The key {device.key_id} may send reads of {name}.")


@camera.command()
@click.argument("key_id")
def distrust(key_id: str) -> None:
    """Stop believing the box with this key id; its spool keeps what it has."""
    from plainview.cameras import actions, queries  # noqa: PLC0415 - after Django is set up

    if queries.device(key_id) is None:
        raise click.ClickException(f"no box with the key {key_id!r} is trusted")
    actions.revoke_device(key_id, actor=setup.console(), at=datetime.now(UTC))
    click.echo(f"The key {key_id} is no longer believed.")


@camera.command("list")
def list_cameras() -> None:
    """Print the register."""
    from plainview.cameras import queries  # noqa: PLC0415 - after Django is set up

    for each in queries.register():
        state = "attested" if each.attested_at else "NOT ATTESTED: its reads are refused (G.1)"
        click.echo(f"{each.pk}  {each.name}, {each.place}  {state}")
        for device in each.devices.all():
            click.echo(f"    key {device.key_id}{'  no longer believed' if device.revoked_at else ''}")
