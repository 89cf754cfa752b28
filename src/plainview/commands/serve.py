"""`plainview serve`: the pages, the API and the clock-driven stages."""

import logging
import multiprocessing
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from plainview import configuration
from plainview.commands import setup
from plainview.terms.actor import job

STATIC: Final = Path(__file__).parents[1] / "web" / "static"
_EVERY_S: Final = 60.0
_log = logging.getLogger("plainview.jobs")


@click.command()
@click.option("--address", default="127.0.0.1", show_default=True, help="Behind a proxy that speaks TLS, keep this.")
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of PLAINVIEW_PORT.")
def serve(address: str, port: int | None) -> None:
    """Start the database if need be, bring its schema up to date, and serve until told to stop."""
    setup.check_rules()
    migrate()
    setup.ready()
    setup.check_master_key()
    _look_at_store()
    _tick(starting=True)  # Nothing is served before what may no longer be kept has gone.
    # The worker starts afresh and with a pool of its own: a connection that two processes share mixes their work.
    multiprocessing.set_start_method("spawn", force=True)
    os.environ["PLAINVIEW_SERVING"] = "1"
    stopping = threading.Event()
    clock = threading.Thread(target=_keep_time, args=(stopping,), name="clock", daemon=True)
    clock.start()
    _tell_dispatch(stopping)
    try:
        _run(address, port or configuration.port())
    finally:
        stopping.set()


def migrate() -> None:
    """Bring the schema up to date in a process of its own, because it signs in as the owner and this one must not."""
    done = subprocess.run(
        [sys.executable, "-m", "plainview", "db", "migrate"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise click.ClickException(done.stderr.strip().removeprefix("Error: "))


def _look_at_store() -> None:
    """Say at once what is wrong with the pictures' store. Reads are taken whether it answers or not."""
    from plainview.archive.keeping import object_store  # noqa: PLC0415 - after Django is set up
    from plainview.archive.packs import StoreAway  # noqa: PLC0415 - the same

    store = object_store()
    if store is None:
        return
    try:
        store.check()
    except StoreAway as trouble:
        click.echo(
            f"The pictures' store {store.settings.place} cannot be used: {trouble}. Reads are taken all the same; their"
            " pictures wait on this server's disk. 'plainview pictures check' tries again.",
            err=True,
        )


def _run(address: str, port: int) -> None:
    from granian import Granian  # noqa: PLC0415 - only this command serves
    from granian.constants import Interfaces  # noqa: PLC0415 - the same

    Granian(
        "plainview.web.asgi:application",
        address=address,
        port=port,
        interface=Interfaces.ASGINL,
        # One process: the second factor's used codes and the rate limits live in its memory.
        workers=1,
        static_path_route=["/static"],
        static_path_mount=[STATIC],
        static_path_expires=300,
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


def _keep_time(stopping: threading.Event) -> None:
    while not stopping.wait(_EVERY_S):
        try:
            _tick()
        except Exception:  # noqa: BLE001 - whatever it is, the clock must go on
            # The next minute tries again; the retention page and `plainview retention status` show what is overdue.
            _log.exception("the clock-driven stages failed")


def _tell_dispatch(stopping: threading.Event) -> None:
    """Deliver what the outbox holds for the department's dispatch system, where there is one."""
    from django.conf import settings  # noqa: PLC0415 - after Django is set up

    from plainview.cad import delivery  # noqa: PLC0415 - the same

    if settings.CAD is not None:
        threading.Thread(target=delivery.run, args=(settings.CAD, stopping), name="dispatch", daemon=True).start()


def _tick(*, starting: bool = False) -> None:
    from django.db import connections  # noqa: PLC0415 - after Django is set up

    from plainview import jobs  # noqa: PLC0415 - the same

    try:
        (jobs.begin if starting else jobs.tick)(actor=job("clock"), at=datetime.now(UTC))
    finally:
        connections.close_all()  # a broken one too, so that the next minute begins with a new one
