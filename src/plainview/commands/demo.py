"""`plainview demo`: the whole system on sample cameras, until Ctrl-C."""

import os
import signal
import socket
from pathlib import Path

import click
import platformdirs

from plainview import configuration
from plainview.commands import serve, setup
from plainview.database.places import NOTE
from plainview.database.server import EmbeddedServer
from plainview.demo.processes import Processes


@click.command()
@click.option("--samples", help="What the first camera plays instead: a folder, a video file, or an rtsp:// address.")
def demo(samples: str | None) -> None:
    """Run the whole system on sample cameras, until Ctrl-C."""
    setup.check_rules()
    data, port = _own_folder(), configuration.port()
    processes = Processes(data)
    if left := processes.clear_leftovers():
        click.echo(f"Ended {left} processes that an earlier demo left behind.", err=True)
    _check_port(port)
    # A demo that a script starts in the background has Ctrl-C switched off; it is switched on again here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _show(processes, data, port, samples)
    except KeyboardInterrupt:
        click.echo("\nStopping …", err=True)
    finally:
        processes.stop()
        if configuration.database_url() is None:
            EmbeddedServer(data).stop()
    click.echo("Stopped. 'make demo' starts it again, with what it knows by now.", err=True)


def _show(processes: Processes, data: Path, port: int, samples: str | None) -> None:
    click.echo("Starting PostgreSQL and bringing its tables up to date …", err=True)
    serve.migrate()
    setup.ready()
    from plainview.demo import show  # noqa: PLC0415 - after Django is set up
    from plainview.demo.instance import RealPeopleError  # noqa: PLC0415 - the same

    try:
        show.run(processes, data, port=port, samples=samples, actor=setup.console())
    except (show.DemoFailed, RealPeopleError) as trouble:
        raise click.ClickException(f"{trouble}.") from trouble


def _own_folder() -> Path:
    """A data folder of the demo's own, marked as such: it never touches that of an instance in service."""
    os.environ.setdefault("PLAINVIEW_DATA", platformdirs.user_data_dir("plainview-demo", appauthor=False))
    os.environ["PLAINVIEW_DEMO"] = "1"
    configuration.leave_stores_alone()
    os.environ.setdefault("PLAINVIEW_CJIS", "simulator")
    data = configuration.data_folder()
    mark = data / "demo"
    if not mark.exists() and (data / NOTE).exists():
        raise click.ClickException(f"{data} holds an instance that the demo did not make; it keeps out of it.")
    mark.touch()
    return data


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as trouble:
            raise click.ClickException(
                f"port {port} is in use. Stop what uses it, or choose another: PLAINVIEW_PORT=8010 make demo"
            ) from trouble
