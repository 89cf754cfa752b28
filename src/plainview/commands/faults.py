"""Bad lines of a file, as a command names them."""

from pathlib import Path
from typing import Final

import click

from plainview.csv_files import Fault

_SHOWN: Final = 20


def show(file: Path, faults: tuple[Fault, ...]) -> None:
    """Say on standard error, line by line and field by field, what is wrong; of many the first."""
    for fault in faults[:_SHOWN]:
        click.echo(f"{file}:{fault.line}: {fault.field} {fault.reason}: {fault.text}", err=True)
    if len(faults) > _SHOWN:
        click.echo(f"{file}: and {len(faults) - _SHOWN} more", err=True)
