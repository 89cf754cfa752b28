"""`plainview policy`: what the program's text says about who may do what, as pages of the documentation."""

from pathlib import Path
from typing import Final

import click

from plainview.commands import policy_pages

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
