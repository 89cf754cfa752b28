"""An entry's one spelling in bytes, which is the leaf of the tree, and the seal of what may hold a plate. Pure.

A leaf is a JSON object in ASCII with its keys in alphabetical order and no spaces. It holds everything but the private
part, of which it has the seal: SHA-256(salt || private part). So whoever may not see a plate checks the tree from the
leaves alone, and whoever may see it can show that nothing was exchanged. When the private part and its salt are gone,
the seal stays, and so does the tree.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

SALT_BYTES: Final = 16
GENESIS: Final = bytes(32)
"""What stood before the first entry of the chain that was there before the tree."""

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Leaf:
    """What an entry says to everybody who may read the log.

    `facts` is canonical JSON text. `source` says by which door the entry came, `pack` which policy packs were in
    force. `chain` is the hash that an entry carried when the log was a chain; None for every entry since the tree.
    """

    seq: int
    at: datetime
    event: str
    actor: str
    actor_name: str
    outcome: str
    clause: str
    subject: str
    source: str
    pack: str
    facts: str
    seal: bytes | None
    chain: bytes | None = None

    def written(self) -> bytes:
        """The bytes that are hashed. Their form never changes: every root that was ever signed depends on it."""
        chain = f'"chain":"{self.chain.hex()}",' if self.chain else ""
        return (
            f'{{"actor":{json.dumps(self.actor)},"actor_name":{json.dumps(self.actor_name)},'
            f'"at":"{_moment(self.at)}",{chain}"clause":{json.dumps(self.clause)},"event":{json.dumps(self.event)},'
            f'"facts":{self.facts},"outcome":{json.dumps(self.outcome)},"pack":{json.dumps(self.pack)},'
            f'"seal":"{self.seal.hex() if self.seal else ""}","seq":{self.seq},"source":{json.dumps(self.source)},'
            f'"subject":{json.dumps(self.subject)}}}'
        ).encode()


def canonical_json(facts: Facts) -> str:
    """The one spelling of a mapping: sorted keys, no spaces, ASCII only."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), default=str)


def seal(salt: bytes, private: str) -> bytes:
    """Commit to the private part without showing it (32 bytes)."""
    return hashlib.sha256(salt + private.encode()).digest()


def chained(leaf: Leaf, previous: bytes) -> bytes:
    """The hash by which an entry followed the one before it, until the tree took the chain's place (ADR 9)."""
    body = [
        leaf.seq,
        _moment(leaf.at),
        leaf.event,
        leaf.actor,
        leaf.actor_name,
        leaf.outcome,
        leaf.clause,
        leaf.subject,
        leaf.facts,
        leaf.seal.hex() if leaf.seal else "",
        previous.hex(),
    ]
    return hashlib.sha256(b"\x00" + json.dumps(body, separators=(",", ":")).encode()).digest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
