"""People are called by their browsers when a new or an escalated alert is told of."""

import threading
from datetime import UTC, datetime

from plainview.alerts import calling
from plainview.alerts.announcing import CHANNEL
from plainview.database import listening
from plainview.terms.actor import job


def begin(stopping: threading.Event | None = None) -> threading.Thread:
    """Start the thread that does it; it ends within a second after `stopping` is set, or with the process."""
    return listening.begin(CHANNEL, _call, stopping=stopping)


def _call() -> None:
    calling.call_due(actor=job("push"), at=datetime.now(UTC))
