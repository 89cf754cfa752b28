"""Entries and checkpoints in the test's own database, through the log's doors."""

from datetime import UTC, datetime

from django.db import transaction

from factories.devices import CONSOLE
from plainview.audit import actions, checkpoints, queries
from plainview.audit.events import Event

NOW = datetime.now(UTC).replace(microsecond=0)


def written(count: int, *, at: datetime = NOW) -> list[int]:
    """So many entries with a sealed part, each in a transaction of its own; their numbers."""
    numbers = []
    for number in range(count):
        with transaction.atomic():
            numbers.append(
                actions.append(
                    Event.SEARCH_RUN,
                    actor=CONSOLE,
                    at=at,
                    subject=f"search:{number}",
                    facts={"purpose": "E.a.3", "case_number": f"26-{number}"},
                    private={"plate": f"AB{number:05}"},
                )
            )
    return numbers


def signed(size: int) -> None:
    """Entries up to this number and a checkpoint over them. The first entry names the key, and has a checkpoint."""
    checkpoints.make(actor=CONSOLE, at=NOW)
    written(size - queries.size())
    checkpoints.make(actor=CONSOLE, at=NOW)
