"""A chain of custody in words: each link as the page and the report show it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from plainview.audit.events import Event
from plainview.evidence.queries import Link

_WORDS: Final = {
    Event.HOLD_DOCUMENT_OPENED: "Document opened",
    Event.HOLD_HANDED_OVER: "Handed over",
    Event.HOLD_OPENED: "Case opened",
    Event.HOLD_PLACED: "Held",
    Event.HOLD_RELEASED: "Released",
    Event.HOLD_REVIEWED: "Reviewed",
    Event.HOLD_STATEMENT_WAIVED: "Statement waived",
    Event.PHOTOGRAPH_OPENED: "Photograph opened",
}
_LONG: Final = 20
"""Characters of a hash or an id that a page shows."""


@dataclass(frozen=True)
class Step:
    """One link in words."""

    seq: int
    at: datetime
    who: str
    words: str
    facts: tuple[tuple[str, str], ...]


def drawn(links: Iterable[Link]) -> list[Step]:
    """The chain as the page shows it."""
    return [
        Step(
            each.seq,
            each.at,
            each.who,
            _WORDS.get(Event(each.event), each.event),
            tuple((name.replace("_", " "), _said(fact)) for name, fact in each.facts.items()),
        )
        for each in links
    ]


def _said(fact: object) -> str:
    text = "yes" if fact is True else "no" if fact is False else str(fact)
    return f"{text[:_LONG]}…" if len(text) > _LONG and " " not in text else text
