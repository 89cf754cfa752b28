"""A chain of custody in words: each link as the page and the report show it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from plainview.audit.events import Event
from plainview.evidence.queries import Link

_WORDS: Final = {
    Event.HOLD_DOCUMENT_OPENED: "Document opened",
    Event.HOLD_EXPORTED: "Exported",
    Event.HOLD_HANDED_OVER: "Handed over",
    Event.HOLD_OPENED: "Case opened",
    Event.HOLD_PACKAGED: "Package made",
    Event.HOLD_PACKAGE_ASKED: "Package asked for",
    Event.HOLD_PACKAGE_TAKEN: "Package taken",
    Event.HOLD_PLACED: "Held",
    Event.HOLD_RELEASED: "Released",
    Event.HOLD_REQUESTED: "Asked for",
    Event.HOLD_REVIEWED: "Reviewed",
    Event.HOLD_STATEMENT_WAIVED: "Statement waived",
    Event.PHOTOGRAPH_OPENED: "Photograph opened",
}
_LONG: Final = 20
"""Characters of a hash or an id that a page shows."""


@dataclass(frozen=True)
class Step:
    """One link in words. `times`: so often in a row the same person opened the case, last at that moment."""

    seq: int
    at: datetime
    who: str
    words: str
    facts: tuple[tuple[str, str], ...]
    times: int = 1


def drawn(links: Iterable[Link]) -> list[Step]:
    """The chain as the page shows it. Openings that follow one another by the same person are one step."""
    steps: list[Step] = []
    for each in links:
        facts = tuple((name.replace("_", " "), _said(fact)) for name, fact in each.facts.items())
        step = Step(each.seq, each.at, each.who, _WORDS.get(Event(each.event), each.event), facts)
        last = steps[-1] if steps else None
        if last and each.event == Event.HOLD_OPENED and (last.words, last.who) == (step.words, step.who):
            steps[-1] = replace(last, times=last.times + 1)
        else:
            steps.append(step)
    return steps


def _said(fact: object) -> str:
    text = "yes" if fact is True else "no" if fact is False else str(fact)
    return f"{text[:_LONG]}…" if len(text) > _LONG and " " not in text else text
