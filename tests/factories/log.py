"""A log in memory: leaves, an export of them, and checkpoints under a key of the test's own. No database."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plainview.audit import leaf, merkle
from plainview.audit.leaf import Leaf
from plainview.audit.signing_key import SigningKey
from plainview.audit.verify import FORMAT

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


def an_entry(seq: int, **changed: object) -> Leaf:
    """An entry as an action writes it."""
    fields: dict[str, object] = {
        "seq": seq,
        "at": AT + timedelta(seconds=seq),
        "event": "search.run",
        "actor": "person:1",
        "actor_name": "Officer Ōne",
        "outcome": "done",
        "clause": "",
        "subject": f"search:{seq}",
        "source": "page:search 192.0.2.7",
        "pack": "ct-postc@2020-01-01",
        "facts": leaf.canonical_json({"purpose": "E.a.3", "case_number": f"26-{seq}"}),
        "seal": leaf.seal(b"salt", "private"),
    }
    return Leaf(**{**fields, **changed})


def a_key(name: str = "test.example/log") -> SigningKey:
    return SigningKey(name, Ed25519PrivateKey.generate())


@dataclass
class WrittenLog:
    """Entries, the hashes kept of them, and the checkpoints at some sizes."""

    key: SigningKey = field(default_factory=a_key)
    leaves: list[bytes] = field(default_factory=list)
    kept: list[bytes] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def grow(self, count: int) -> "WrittenLog":
        for _ in range(count):
            self.leaves.append(an_entry(len(self.leaves) + 1).written())
            self.kept.append(merkle.leaf_hash(self.leaves[-1]))
        return self

    def sign(self, size: int | None = None) -> "WrittenLog":
        size = len(self.kept) if size is None else size
        self.notes.append(self.key.checkpoint(size, self.root(size)))
        return self

    def root(self, size: int | None = None) -> bytes:
        frontier = merkle.Frontier()
        for each in self.kept[:size]:
            frontier, _ = frontier.appended(each)
        return frontier.root()

    def rehash(self) -> None:
        """What somebody does who covers up a change."""
        self.kept = [merkle.leaf_hash(each) for each in self.leaves]

    def export(self, folder: Path) -> tuple[Path, Path]:
        """The files that an outsider gets: the export and the checkpoints."""
        said = {
            "format": FORMAT,
            "key": self.key.verifier,
            "origin": self.key.name,
            "root": self.root().hex(),
            "size": len(self.leaves),
        }
        lines = [json.dumps(said).encode()]
        lines += [
            b'{"hash":"%s","entry":%s}' % (kept.hex().encode(), written)
            for kept, written in zip(self.kept, self.leaves, strict=True)
        ]
        export, notes = folder / "log.jsonl", folder / "checkpoints.txt"
        export.write_bytes(b"\n".join(lines) + b"\n")
        notes.write_text("\n".join(self.notes), "utf-8")
        return export, notes
