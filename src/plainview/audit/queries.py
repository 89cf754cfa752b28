"""Looks at the log. Who may look is decided by the caller's permission; the reading itself is logged there."""

from collections.abc import Iterator

from plainview.audit import chain
from plainview.audit.models import Entry


def links() -> Iterator[chain.Link]:
    """Every entry in order, as the chain sees it. Reads in steps, so the log's size does not matter."""
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=2_000):
        yield chain.Link(
            seq=entry.seq,
            at=entry.at,
            event=entry.event,
            actor=entry.actor,
            actor_name=entry.actor_name,
            outcome=entry.outcome,
            clause=entry.clause,
            subject=entry.subject,
            facts=entry.facts,
            seal=bytes(entry.seal) if entry.seal is not None else None,
            previous=bytes(entry.previous),
            hash=bytes(entry.hash),
            salt=bytes(entry.salt) if entry.salt is not None else None,
            private=entry.private,
        )


def verify() -> chain.Broken | int:
    """Check the whole chain: the number of entries, or the first break."""
    return chain.first_break(links())


def latest(*, before: int | None = None, count: int = 50, event: str = "", subject: str = "") -> list[Entry]:
    """The newest entries, newest first, for a page of the log."""
    entries = Entry.objects.order_by("-seq")
    if before is not None:
        entries = entries.filter(seq__lt=before)
    if event:
        entries = entries.filter(event=event)
    if subject:
        entries = entries.filter(subject=subject)
    return list(entries[:count])
