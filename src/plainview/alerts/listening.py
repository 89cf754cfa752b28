"""A thread that hears of new and escalated alerts and calls people to them by their browsers."""

import logging
import threading
from datetime import UTC, datetime
from typing import Final

import psycopg
from django.db import connections

from plainview.alerts import calling
from plainview.alerts.announcing import CHANNEL
from plainview.database import connection
from plainview.terms.actor import job

_AGAIN_S: Final = 1.0
_UNASKED_S: Final = 60.0

_log = logging.getLogger("plainview.alerts")


def begin(stopping: threading.Event | None = None) -> threading.Thread:
    """Start the thread; it ends within a second after `stopping` is set, or with the process."""
    thread = threading.Thread(
        target=_keep_listening, args=(stopping or threading.Event(),), name="alerts announced", daemon=True
    )
    thread.start()
    return thread


def _keep_listening(stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            _listen(stopping)
        except psycopg.OperationalError:
            _log.warning("lost the connection that tells of alerts; notifications wait until it is back")
        except Exception:  # noqa: BLE001 - whatever it is, listening must go on
            _log.exception("people could not be called by their browsers")
        stopping.wait(_AGAIN_S)


def _listen(stopping: threading.Event) -> None:
    with psycopg.connect(connection.conninfo("app"), autocommit=True) as listening:
        listening.execute(f"LISTEN {CHANNEL}")
        unheard = _UNASKED_S
        while not stopping.is_set():
            if unheard >= _UNASKED_S:
                listening.execute("SELECT 1")  # fails where the connection has died unnoticed
                _call()
                unheard = 0.0
            # Of many that come at once the first is enough.
            heard = list(listening.notifies(timeout=_AGAIN_S, stop_after=1))
            unheard = _UNASKED_S if heard else unheard + _AGAIN_S


def _call() -> None:
    try:
        calling.call_due(actor=job("push"), at=datetime.now(UTC))
    finally:
        connections.close_all()
