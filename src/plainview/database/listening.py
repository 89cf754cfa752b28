"""A thread that acts when the database tells of something, and once a minute unasked: a word may have been lost."""

import logging
import threading
from collections.abc import Callable
from typing import Final

import psycopg
from django.db import connections

from plainview.database import connection

_AGAIN_S: Final = 1.0
_UNASKED_S: Final = 60.0


def begin(channel: str, act: Callable[[], object], *, stopping: threading.Event | None = None) -> threading.Thread:
    """Start the thread; it ends within a second after `stopping` is set, or with the process.

    It acts first when it starts. What `act` raises is logged, under the channel's name, and listening goes on.
    """
    args = (channel, act, stopping or threading.Event(), logging.getLogger(f"plainview.{channel}"))
    thread = threading.Thread(target=_keep_listening, args=args, name=f"hears {channel}", daemon=True)
    thread.start()
    return thread


def _keep_listening(channel: str, act: Callable[[], object], stopping: threading.Event, log: logging.Logger) -> None:
    while not stopping.is_set():
        try:
            _listen(channel, act, stopping)
        except psycopg.OperationalError:
            log.warning("lost the connection to the database that tells of changes; trying again")
        except Exception:
            log.exception("what was told could not be acted on")
        stopping.wait(_AGAIN_S)


def _listen(channel: str, act: Callable[[], object], stopping: threading.Event) -> None:
    with psycopg.connect(connection.conninfo("app"), autocommit=True) as listening:
        listening.execute(f"LISTEN {channel}")
        unheard = _UNASKED_S
        while not stopping.is_set():
            if unheard >= _UNASKED_S:
                listening.execute("SELECT 1")  # fails where the connection has died unnoticed
                _acted(act)
                unheard = 0.0
            # Of many that come at once the first is enough.
            heard = list(listening.notifies(timeout=_AGAIN_S, stop_after=1))
            unheard = _UNASKED_S if heard else unheard + _AGAIN_S


def _acted(act: Callable[[], object]) -> None:
    try:
        act()
    finally:
        connections.close_all()
