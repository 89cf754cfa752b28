"""`plainview audit`: check the log, sign it, take it along, prove an entry of it."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from plainview.commands import setup

if TYPE_CHECKING:
    from plainview.audit.models import Checkpoint

_SHOWN: Final = 20
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def audit() -> None:
    """Check the log, sign it, take it along."""
    setup.ready()


@audit.command()
def verify() -> None:
    """Check the whole log: tree, seals, checkpoints, witness. Exit 1 if anything does not hold, and say where."""
    from plainview.audit import actions, checking, queries  # noqa: PLC0415 - after Django is set up

    with click.progressbar(length=queries.size(), label="Entries", file=sys.stderr) as bar:
        found = checking.verify(told=lambda done: bar.update(done - bar.pos))
        bar.update(found.entries - bar.pos)
    for words in found.warnings:
        click.echo(words)
    for each in found.findings[:_SHOWN]:
        click.echo(f"FAILS at {each.where}: {each.what}.", err=True)
    facts = {"verified_entries": found.entries, "holds": found.holds}
    actions.note_reading(facts, actor=setup.console(), at=datetime.now(UTC))
    if not found.holds:
        click.echo(f"The log does NOT hold: {len(found.findings)} findings.", err=True)
        raise SystemExit(1)
    click.echo(f"The log holds: {found.entries} entries, {found.checkpoints} checkpoints. Root {found.root.hex()}.")


@audit.command()
@click.argument("file", type=_FILE)
@click.option("--csv", "as_csv", is_flag=True, help="For a spreadsheet; the verifier reads JSON lines.")
@click.option("--checkpoints", type=_FILE, help="Write every checkpoint here too.")
def export(file: Path, *, as_csv: bool, checkpoints: Path | None) -> None:
    """Write the log to FILE without its sealed parts (J.3). That it was taken along is logged."""
    from plainview.audit import actions, exports, queries  # noqa: PLC0415 - after Django is set up

    actions.note_export("csv" if as_csv else "jsonl", actor=setup.console(), at=datetime.now(UTC))
    size = _sign().size
    part = exports.csv_lines if as_csv else exports.lines
    steps = range(1, size + 1, exports.STEP)
    with file.open("wb") as out, click.progressbar(steps, label="Entries", file=sys.stderr) as bar:
        out.write(exports.csv_header() if as_csv else exports.header(size))
        for begin in bar:
            out.write(part(begin, min(size, begin + exports.STEP - 1)))
    click.echo(f"{size} entries in {file}.")
    if checkpoints is not None:
        with checkpoints.open("w", encoding="utf-8") as out:
            after = 0
            while found := [each for each in queries.checkpoints(after=after) if each.size <= size]:
                out.writelines(f"{each.note}\n" for each in found)
                after = found[-1].size
        click.echo(f"The checkpoints are in {checkpoints}.")


@audit.command()
def checkpoint() -> None:
    """Sign the log as it stands, and print the checkpoint."""
    click.echo(_sign().note, nl=False)


@audit.command()
@click.argument("entry", type=click.IntRange(1))
@click.option("--out", type=_FILE, help="A file instead of the screen, best named ….tlog-proof.")
def prove(entry: int, out: Path | None) -> None:
    """Print the proof that an entry is in the signed log. `plainview-verify` checks it without this server."""
    from plainview.audit import queries  # noqa: PLC0415 - after Django is set up

    _sign()
    try:
        proof = queries.proof(entry)
    except queries.EntryMissing as missing:
        raise click.ClickException(f"{missing}.") from missing
    if proof is None:
        raise click.ClickException(f"No checkpoint covers entry {entry}.")
    if out is None:
        click.echo(proof, nl=False)
    else:
        out.write_text(proof, encoding="utf-8")
        click.echo(f"The proof of entry {entry} is in {out}.")


@audit.command()
def key() -> None:
    """Print the verifier key, for whoever checks the log from outside."""
    from plainview.audit.signing_key import signing_key  # noqa: PLC0415 - after Django is set up

    click.echo(signing_key().verifier)


@audit.command()
@click.argument("before", type=click.DateTime(["%Y-%m-%d"]))
def forget(before: datetime) -> None:
    """Delete the sealed parts of entries from before the day BEFORE (UTC). The log holds as before.

    What is younger than 180 days stays, whatever the day: an audit of a quarter must find it.
    """
    from plainview.audit import actions  # noqa: PLC0415 - after Django is set up

    gone = actions.forget_sealed(before=before.replace(tzinfo=UTC), actor=setup.console(), at=datetime.now(UTC))
    click.echo(f"{gone} sealed parts are gone. Their seals stay in the log.")


def _sign() -> "Checkpoint":
    from plainview.audit import checkpoints  # noqa: PLC0415 - after Django is set up
    from plainview.audit.signing_key import KeyDamaged  # noqa: PLC0415 - the same

    try:
        return checkpoints.make(actor=setup.console(), at=datetime.now(UTC))
    except (checkpoints.LogDiverged, KeyDamaged) as trouble:
        raise click.ClickException(f"The log cannot be signed: {trouble}. Run 'plainview audit verify'.") from trouble
