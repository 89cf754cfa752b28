"""`plainview simulate`: what other systems send, made up, in their own layouts."""

from datetime import UTC, datetime
from pathlib import Path

import click


@click.group()
def simulate() -> None:
    """Write what other systems send, with made-up plates."""


@simulate.command()
@click.argument("kind", type=click.Choice(["ncic", "collect", "csv", "json"]))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; default: the terminal."
)
@click.option("--entries", default=1_000, show_default=True, type=click.IntRange(min=0), help="How many vehicles.")
@click.option("--first", default=0, show_default=True, type=click.IntRange(min=0), help="Begin so many vehicles later.")
@click.option("--seed", default=1, show_default=True, help="Another seed, other vehicles.")
@click.option("--zero-for-o", is_flag=True, help="Write the digit 0 for the letter O, as some sources do.")
@click.option("--no-header", is_flag=True, help="Leave out the header of NCIC's extract.")
def feed(  # noqa: PLR0913 - one option a habit of a source
    kind: str, out: Path | None, entries: int, first: int, seed: int, *, zero_for_o: bool, no_header: bool
) -> None:
    """Write a hot list as a source would send it."""
    from plainview.hotlists import simulator  # noqa: PLC0415 - only this command needs it
    from plainview.hotlists.formats.kinds import Kind  # noqa: PLC0415 - the same

    some = simulator.vehicles(entries, seed=seed, first=first)
    pieces = simulator.write(
        Kind[kind.upper()], some, as_of=datetime.now(UTC), header=not no_header, zero_for_o=zero_for_o
    )
    if out is None:
        for piece in pieces:
            click.echo(piece, nl=False)
        return
    with out.open("w", encoding="ascii") as file:
        file.writelines(pieces)
    click.echo(f"{out}: {entries:,} vehicles, all made up")
