"""The whole check of the log, with the eyes of whoever may see everything: the tree, the seals, the checkpoints.

An outsider checks with `verify.py` alone. Here its walk goes over the database itself, and what an export does not show
is looked at too: the sealed parts, the kept nodes of the tree, the chain of before, the witness.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from plainview import configuration
from plainview.audit import leaf, merkle, queries
from plainview.audit import verify as outside
from plainview.audit.events import Event
from plainview.audit.leaf import Leaf
from plainview.audit.models import Checkpoint, Entry
from plainview.audit.signing_key import KeyDamaged, signed_last, signing_key
from plainview.audit.verify import Finding, Key
from plainview.policy import clauses
from plainview.policy.enforcement import enforces

_TOLD_EVERY: Final = 2_000
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Checked:
    """What a check found. `checkpoints` is how many signed ones were compared with the tree."""

    entries: int
    checkpoints: int
    root: bytes
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.findings


@dataclass
class _Seals:
    """Sealed parts that are gone, and until when the log itself says that they were let go."""

    findings: list[Finding] = field(default_factory=list)
    forgotten_until: datetime = _NEVER
    gone: tuple[datetime, int] | None = None

    def look(self, entry: Entry) -> None:
        if entry.event == Event.AUDIT_SEALED_FORGOTTEN and entry.outcome == "done":
            before = datetime.fromisoformat(json.loads(entry.facts)["before"])
            self.forgotten_until = max(self.forgotten_until, before)
        if entry.private is not None:
            if entry.seal is None or leaf.seal(bytes(entry.salt or b""), entry.private) != bytes(entry.seal):
                self.findings.append(Finding(f"entry {entry.seq}", "its sealed part was exchanged"))
        elif entry.seal is not None and (self.gone is None or entry.at > self.gone[0]):
            self.gone = (entry.at, entry.seq)

    def end(self) -> None:
        if self.gone is not None and self.gone[0] >= self.forgotten_until:
            words = "its sealed part is gone, and no entry says that it was let go"
            self.findings.append(Finding(f"entry {self.gone[1]}", words))


@enforces(clauses.J_1, clauses.D_5)
def verify(*, told: Callable[[int], None] | None = None) -> Checked:
    """Check the whole log. `told` hears from time to time how many entries were looked at."""
    keys, findings = _keys()
    checkpoints, bad = _checkpoints(keys)
    walk, seals, frontier, chain = outside.Walk(checkpoints), _Seals(), merkle.Frontier(), leaf.GENESIS
    for entry in queries.entries():
        kept, said = bytes(entry.nodes), queries.leaf_of(entry)
        walk.take(kept[: merkle.HASH_BYTES], said.written())
        frontier, nodes = frontier.appended(kept[: merkle.HASH_BYTES])
        if b"".join(nodes) != kept:
            walk.findings.append(Finding(f"entry {entry.seq}", "its part of the tree was changed"))
        if said.chain is not None:
            walk.findings += _off_the_chain(said, chain)
            chain = said.chain
        seals.look(entry)
        if told is not None and walk.size % _TOLD_EVERY == 0:
            told(walk.size)
    walk.end()
    seals.end()
    found = (*findings, *bad, *walk.findings, *seals.findings)
    return Checked(walk.size, len(checkpoints), walk.root(), found, tuple(walk.warnings))


def _off_the_chain(said: Leaf, previous: bytes) -> list[Finding]:
    if leaf.chained(said, previous) == said.chain:
        return []
    return [Finding(f"entry {said.seq}", "it does not follow from the one before it in the chain of before")]


def _keys() -> tuple[list[Key], list[Finding]]:
    """The keys that the log names, and the one that is there, which must be one of them."""
    named = {
        json.loads(facts)["key"]
        for facts in Entry.objects.filter(event=Event.AUDIT_KEY_MADE).values_list("facts", flat=True)
    }
    try:
        present = signing_key().verifier
    except KeyDamaged as trouble:
        return [outside.key_of(each) for each in named], [Finding("the key", str(trouble))]
    strange = named and present not in named and any(each.startswith(f"{present.split('+')[0]}+") for each in named)
    words = "the key in secrets/ is not the one that the log names: it was exchanged"
    return [outside.key_of(each) for each in {*named, present}], [Finding("the key", words)] if strange else []


def _checkpoints(keys: list[Key]) -> tuple[list[outside.Checkpoint], list[Finding]]:
    """Every checkpoint that can be had: those kept here, those of the witness, and what the key signed last."""
    found, findings = list[outside.Checkpoint](), list[Finding]()
    for kept in Checkpoint.objects.order_by("size").iterator(chunk_size=queries.STEP):
        for _, said, signatures in outside.notes(kept.note):
            checkpoint = outside.checkpoint_of(said, signatures, keys)
            if isinstance(checkpoint, str):
                findings.append(Finding(f"checkpoint of {kept.size} entries", checkpoint))
            elif (checkpoint.size, checkpoint.root) != (kept.size, bytes(kept.root)):
                findings.append(
                    Finding(f"checkpoint of {kept.size} entries", "its row says something else than its note")
                )
            else:
                found.append(checkpoint)
    path = configuration.witness()
    if path is not None and path.is_file():
        good, bad = outside.read_checkpoints([path], keys)
        found, findings = found + good, findings + bad
    if (last := signed_last()) is not None:
        found.append(outside.Checkpoint("", *last))
    return found, findings
