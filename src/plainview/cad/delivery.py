"""The worker: takes what is due, sends it, writes down the answer. The only module that knows `httpx` here.

A message is taken in one transaction and settled in another, with none open while the other side answers. A worker that
dies in between has sent it once too often at worst, and the dispatch system knows it again by its external id.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import httpx
from django.db import connections

from plainview.cad import actions
from plainview.cad.connector import Connector
from plainview.cad.messages import EXTERNAL_ID, SIGNATURE, SIMULATOR, Answer, signed
from plainview.cad.models import Message
from plainview.terms.actor import job

_EVERY_S: Final = 1.0
_TIMEOUT: Final = httpx.Timeout(10)
_log = logging.getLogger(__name__)


def client() -> httpx.Client:
    """What sends. It follows nobody elsewhere: where plates go is decided here alone."""
    return httpx.Client(timeout=_TIMEOUT, follow_redirects=False)


def deliver_due(connector: Connector, sender: httpx.Client, now: Callable[[], datetime]) -> int:
    """Try each message that is due once, and return how many that were."""
    count = 0
    while (message := actions.take(at=now())) is not None:
        answer = _send(message, connector, sender, at=now())
        actions.settle(message.pk, answer, actor=job("dispatch system"), at=now())
        count += 1
    return count


def run(connector: Connector, stopping: threading.Event) -> None:
    """Deliver until told to stop."""
    with client() as sender:
        while not stopping.wait(_EVERY_S):
            try:
                deliver_due(connector, sender, lambda: datetime.now(UTC))
            except Exception:  # noqa: BLE001 - whatever it is, the next second tries again
                _log.exception("messages to the dispatch system could not be delivered")
                connections.close_all()


def _send(message: Message, connector: Connector, sender: httpx.Client, *, at: datetime) -> Answer:
    headers = {
        "Content-Type": "application/json",
        EXTERNAL_ID: message.external_id,
        SIGNATURE: signed(connector.secret, message.body, at=at),
    }
    try:
        response = sender.post(connector.address, content=message.body.encode(), headers=headers)
    except httpx.HTTPError as trouble:
        return Answer(None, f"no answer: {type(trouble).__name__}")
    return Answer(response.status_code, f"HTTP {response.status_code}", simulated=SIMULATOR in response.headers)
