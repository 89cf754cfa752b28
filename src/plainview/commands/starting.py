"""An engine by the name that somebody typed."""

import click

try:
    from plainview.recognition import engine as engines
except ImportError as missing:  # the server may be installed without the packages of the camera side
    raise click.ClickException(f"engines need the packages of plainview[edge]: {missing}") from missing


def started(name: str, threads: int) -> engines.Engine:
    """The engine, started.

    Raises:
        click.BadParameter: no engine of this name is installed.
        click.ClickException: it is installed but cannot start.
    """
    try:
        return engines.load(name, threads=threads)
    except engines.UnknownEngine as unknown:
        raise click.BadParameter(str(unknown), param_hint="--engine") from unknown
    except engines.EngineUnavailable as unavailable:
        raise click.ClickException(str(unavailable)) from unavailable
