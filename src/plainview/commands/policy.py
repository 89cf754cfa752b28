"""`plainview policy`: what the program's text says about who may do what, as pages of the documentation."""

from datetime import datetime
from pathlib import Path
from typing import Final

import click

from plainview import configuration
from plainview.commands import policy_matrix, policy_pages
from plainview.policy import parameters, traceability
from plainview.policy.book import Loosening
from plainview.policy.packing import PackMistake

_FOLDER: Final = Path("docs", "policy")
_WRITE: Final = click.option("--write", is_flag=True, help="Write the page into docs/policy instead of printing it.")


@click.group()
def policy() -> None:
    """Show who may do what, and what the log holds."""


@policy.command()
@_WRITE
def permissions(*, write: bool) -> None:
    """The table of roles and permissions, and the rules over it, each with its clause."""
    _show("permissions", policy_pages.permissions(), write=write)


@policy.command()
@_WRITE
def events(*, write: bool) -> None:
    """Every event of the log, and where it comes from."""
    _show("audit-events", policy_pages.events(), write=write)


@policy.command()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day, as in 2026-10-01.")
def diff(*, on: datetime) -> None:
    """What a day changes: the rules that begin or become stricter on it."""
    try:
        parameters.adopt(configuration.data_folder() / "policy")
    except (PackMistake, Loosening) as trouble:
        raise click.UsageError(f"The agency's policy pack cannot be used. {trouble}") from trouble
    book = parameters.book()
    changes = book.changes(on.date())
    for change in changes:
        said = change.after.deciding
        before = change.before.value if change.before else "no rule"
        click.echo(f"{change.rule.label}: {before} -> {change.after.value}")
        click.echo(f"    {said.clause.id}, {said.pack}; {said.source} (confidence {said.confidence})")
    if not changes:
        days = ", ".join(day.isoformat() for day in book.days)
        click.echo(f"Nothing changes on {on.date().isoformat()}. Packs take effect on {days}.")


@policy.command()
@_WRITE
def matrix(*, write: bool) -> None:
    """Clause by clause: control, proof, live evidence. Fails where a clause that is built lacks one."""
    rows = policy_matrix.matrix(Path("tests"))
    _show("matrix", policy_matrix.page(rows), write=write)
    if write:
        policy_matrix.PACKAGED.write_text(traceability.as_json(rows), "utf-8")
    wrong = list(traceability.gaps(rows))
    for gap in wrong:
        click.echo(gap, err=True)
    if wrong:
        raise SystemExit(1)


def _show(name: str, page: str, *, write: bool) -> None:
    if not write:
        click.echo(page, nl=False)
        return
    if not _FOLDER.parent.is_dir():
        raise click.ClickException(f"there is no folder {_FOLDER.parent} here; run this at the top of the source")
    _FOLDER.mkdir(exist_ok=True)
    target = _FOLDER / f"{name}.md"
    target.write_text(page, encoding="utf-8")
    click.echo(target)
