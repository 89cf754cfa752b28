"""A thread that is told of changed entries and takes them in, so that the next batch does not.

Nothing depends on it: a batch looks for itself. After a lost connection, and now and then, it looks unasked.
"""

import logging
import threading
from typing import Final

import psycopg
from django.db import connections

from plainview.database import connection
from plainview.hotlists.announcing import CHANNEL
from plainview.matching import index

_AGAIN_S: Final = 1.0
_UNASKED_S: Final = 60.0

_log = logging.getLogger("plainview.matching")


def begin(stopping: threading.Event | None = None) -> threading.Thread:
    """Start the thread; it ends within a second after `stopping` is set, or with the process."""
    thread = threading.Thread(
        target=_keep_listening, args=(stopping or threading.Event(),), name="entries announced", daemon=True
    )
    thread.start()
    return thread


def _keep_listening(stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            _listen(stopping)
        except psycopg.OperationalError:
            _log.warning("lost the connection that tells of changed entries; batches look for themselves")
        except Exception:  # noqa: BLE001 - whatever it is, listening must go on
            _log.exception("changed entries could not be taken in ahead of the next batch")
        stopping.wait(_AGAIN_S)


def _listen(stopping: threading.Event) -> None:
    with psycopg.connect(connection.conninfo("app"), autocommit=True) as listening:
        listening.execute(f"LISTEN {CHANNEL}")
        unheard = _UNASKED_S
        while not stopping.is_set():
            if unheard >= _UNASKED_S:
                listening.execute("SELECT 1")  # fails where the connection has died unnoticed
                _take_in()
                unheard = 0.0
            # Of many that come at once the first is enough.
            heard = list(listening.notifies(timeout=_AGAIN_S, stop_after=1))
            unheard = _UNASKED_S if heard else unheard + _AGAIN_S


def _take_in() -> None:
    try:
        index.preload()
    finally:
        connections.close_all()
