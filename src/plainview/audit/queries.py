"""Looks at the log. Who may look is decided by the caller's permission; the reading itself is logged there."""

import base64
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db.models import Max, Q, QuerySet

from plainview.audit import merkle
from plainview.audit.leaf import Leaf
from plainview.audit.merkle import HASH_BYTES, Node
from plainview.audit.models import Checkpoint, Entry
from plainview.audit.verify import PROOF

STEP = 2_000
"""Entries that are read at once, so that the log's size does not matter."""


class EntryMissing(LookupError):
    """An entry that the tree needs is not there, or is not whole."""


class Asked(TypedDict, total=False):
    """What somebody looks for in the log: everything that is not empty must fit.

    `who` is a part of the name or the whole id; `since` counts, `until` does not.
    """

    event: str
    who: str
    subject: str
    since: datetime | None
    until: datetime | None


def latest(*, before: int | None = None, count: int | None = 50, **asked: Unpack[Asked]) -> list[Entry]:
    """The newest entries, newest first; all of them if `count` is None."""
    entries = _fitting(asked).order_by("-seq")
    if before is not None:
        entries = entries.filter(seq__lt=before)
    return list(entries[:count])


def _fitting(asked: Asked) -> QuerySet[Entry]:
    wanted = Q()
    if event := asked.get("event"):
        wanted &= Q(event=event)
    if who := asked.get("who"):
        wanted &= Q(actor_name__icontains=who) | Q(actor=who)
    if subject := asked.get("subject"):
        wanted &= Q(subject=subject)
    if since := asked.get("since"):
        wanted &= Q(at__gte=since)
    if until := asked.get("until"):
        wanted &= Q(at__lt=until)
    return Entry.objects.filter(wanted)


def any_sealed(*, before: datetime) -> bool:
    """Whether an entry from before a moment still has its sealed part."""
    return Entry.objects.filter(at__lt=before, private__isnull=False).exists()


def one(seq: int) -> Entry | None:
    """An entry by its number."""
    return Entry.objects.filter(pk=seq).first()


def entries(first: int = 1, last: int | None = None) -> Iterator[Entry]:
    """Entries in order, from one number to another, both included."""
    found = Entry.objects.filter(seq__gte=first).order_by("seq")
    return (found if last is None else found.filter(seq__lte=last)).iterator(chunk_size=STEP)


def leaf_of(entry: Entry) -> Leaf:
    """What an entry says to everybody who may read the log."""
    return Leaf(
        seq=entry.seq,
        at=entry.at,
        event=entry.event,
        actor=entry.actor,
        actor_name=entry.actor_name,
        outcome=entry.outcome,
        clause=entry.clause,
        subject=entry.subject,
        source=entry.source,
        pack=entry.pack,
        facts=entry.facts,
        seal=_bytes(entry.seal),
        chain=_bytes(entry.chain),
    )


def _bytes(found: Any) -> bytes | None:
    return None if found is None else bytes(found)


def size() -> int:
    """How many entries there are, by the last one's number."""
    return int(Entry.objects.aggregate(last=Max("seq"))["last"] or 0)


def nodes(wanted: Collection[Node]) -> dict[Node, bytes]:
    """The hashes of complete subtrees, in one look: each is kept with the entry at which it ends.

    Raises:
        EntryMissing: one of these entries is not there.
    """
    kept = dict(Entry.objects.filter(seq__in={node.end for node in wanted}).values_list("seq", "nodes"))
    found = {}
    for node in wanted:
        part = bytes(kept.get(node.end, b""))[node.level * HASH_BYTES :][:HASH_BYTES]
        if len(part) != HASH_BYTES:
            raise EntryMissing(f"entry {node.end} is missing, or has lost a part of the tree")
        found[node] = part
    return found


def root(of_size: int) -> bytes:
    """The root (32 bytes) over the first entries.

    Raises:
        EntryMissing: an entry that it stands on is not there.
    """
    return merkle.root_of(of_size, nodes)


def checkpoints(*, after: int = 0, count: int = 1_000) -> list[Checkpoint]:
    """Checkpoints of more than so many entries, the smallest first."""
    return list(Checkpoint.objects.filter(size__gt=after).order_by("size")[:count])


def newest_checkpoint() -> Checkpoint | None:
    """The checkpoint over the most entries."""
    return Checkpoint.objects.order_by("size").last()


def checkpoint(of_size: int) -> Checkpoint | None:
    """The checkpoint over so many entries, if one was made then."""
    return Checkpoint.objects.filter(pk=of_size).first()


def proof(seq: int) -> str | None:
    """The proof that an entry is in the log that was signed, as a C2SP tlog-proof; None while no checkpoint covers it.

    Its `extra` line is the entry's leaf, so that the file says by itself what it proves.

    Raises:
        EntryMissing: there is no such entry, or one that the proof needs is not there.
    """
    entry, newest = one(seq), newest_checkpoint()
    if entry is None:
        raise EntryMissing(f"there is no entry {seq}")
    if newest is None or newest.size < seq:
        return None
    path = merkle.inclusion_proof(seq - 1, newest.size, nodes)
    extra = base64.b64encode(leaf_of(entry).written()).decode()
    hashes = "".join(f"{base64.b64encode(each).decode()}\n" for each in path)
    return f"{PROOF}\nextra {extra}\nindex {seq - 1}\n{hashes}\n{newest.note}"


def consistency(old: int, new: int) -> list[bytes]:
    """The hashes that show the log of `old` entries to be the beginning of that of `new` ones (RFC 6962, 2.1.2).

    Raises:
        ValueError: the sizes are not 0 < old <= new.
        EntryMissing: an entry that the proof needs is not there.
    """
    return merkle.consistency_proof(old, new, nodes)
