"""The chain in pure functions: what an entry commits to, and how a reader checks it. No database, no framework.

An entry's hash covers its public part, the seal of its private part and the hash before it. The seal is
SHA-256(salt || private part), so that whoever may not see a plate checks the chain from the public part alone, and
whoever may see it can show that nothing was exchanged. The leading zero byte is RFC 6962's prefix of a leaf.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

GENESIS: Final = bytes(32)
"""What stands before the first entry."""
SALT_BYTES: Final = 16

Facts = Mapping[str, object]


@dataclass(frozen=True)
class Link:
    """One entry as the chain sees it. `facts` is canonical JSON text; `private` is too, or None if there is none."""

    seq: int
    at: datetime
    event: str
    actor: str
    actor_name: str
    outcome: str
    clause: str
    subject: str
    facts: str
    seal: bytes | None
    previous: bytes
    hash: bytes
    salt: bytes | None = None
    private: str | None = None


@dataclass(frozen=True)
class Broken:
    """Where a chain stops being true, and why."""

    seq: int
    reason: str


def canonical_json(facts: Facts) -> str:
    """The one spelling of a mapping: sorted keys, no spaces, ASCII only."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), default=str)


def seal(salt: bytes, private: str) -> bytes:
    """Commit to the private part without showing it."""
    return hashlib.sha256(salt + private.encode()).digest()


def digest(link: Link) -> bytes:
    """The hash that the entry must carry (32 bytes)."""
    body = json.dumps(
        [
            link.seq,
            link.at.astimezone(UTC).isoformat(timespec="microseconds"),
            link.event,
            link.actor,
            link.actor_name,
            link.outcome,
            link.clause,
            link.subject,
            link.facts,
            link.seal.hex() if link.seal else "",
            link.previous.hex(),
        ],
        separators=(",", ":"),
    )
    return hashlib.sha256(b"\x00" + body.encode()).digest()


def first_break(links: Iterable[Link]) -> Broken | int:
    """Walk the chain from its start: the number of entries if it holds, else the first place where it does not."""
    previous, count = GENESIS, 0
    for link in links:
        count += 1
        if link.seq != count:
            return Broken(count, f"entry {count} is missing; {link.seq} stands in its place")
        if link.previous != previous:
            return Broken(link.seq, "does not follow from the entry before it")
        if link.private is not None and seal(link.salt or b"", link.private) != link.seal:
            return Broken(link.seq, "the sealed part was exchanged")
        if digest(link) != link.hash:
            return Broken(link.seq, "the entry was changed")
        previous = link.hash
    return count
