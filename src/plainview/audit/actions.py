"""The only door by which an entry reaches the log."""

import functools
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final, ParamSpec, TypeVar

from django.db import connection, transaction

from plainview.audit import leaf, merkle, source
from plainview.audit.events import Event, Outcome
from plainview.audit.leaf import Leaf
from plainview.database.together import together
from plainview.policy import clauses, parameters
from plainview.policy.clauses import Clause
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

P = ParamSpec("P")
R = TypeVar("R")

# Any constant will do, as long as nobody else in this database takes the same one.
_LOG_LOCK: Final = 0x706C6169
_LOCK: Final = "SELECT pg_advisory_xact_lock(%s)"
_LAST: Final = "SELECT seq, nodes FROM audit_entry ORDER BY seq DESC LIMIT 1"
_PEAKS: Final = "SELECT seq, nodes FROM audit_entry WHERE seq = ANY(%s)"
_INSERT: Final = (
    "INSERT INTO audit_entry (seq, at, event, actor, actor_name, outcome, clause, subject, source, pack, facts, seal,"
    " private, salt, nodes) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


@enforces(clauses.J_1)
def append(  # noqa: PLR0913 - an entry says what, who, when, on what and with which outcome
    event: Event,
    *,
    actor: Actor,
    at: datetime,
    subject: str = "",
    facts: leaf.Facts | None = None,
    private: leaf.Facts | None = None,
    outcome: Outcome = Outcome.DONE,
    clause: Clause | None = None,
) -> int:
    """Append one entry inside the caller's transaction and return its sequence number.

    By which door it came and which policy packs are in force is added here. Purpose and case stand in `facts` as
    `purpose` and `case_number`; what may hold a plate belongs to `private`.

    Holds the log's lock until that transaction ends, so numbers commit in order: whoever has seen number n will
    never again see a smaller one appear. Streams and indexes rely on it.

    Raises:
        TransactionManagementError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit entry belongs to the transaction of its action")
    if actor.elevated_to is not None:
        facts = {**(facts or {}), "in_emergency_as": actor.elevated_to}
    sealed = leaf.canonical_json(private) if private is not None else None
    salt = secrets.token_bytes(leaf.SALT_BYTES) if sealed is not None else None
    with connection.cursor() as lock, connection.cursor() as cursor:
        # Two statements: one that waits for the lock would look at the log as it was before it waited.
        with together():
            lock.execute(_LOCK, [_LOG_LOCK])
            cursor.execute(_LAST)
        last = cursor.fetchone()
        frontier = merkle.Frontier() if last is None else _frontier(last[0], bytes(last[1]))
        entry = Leaf(
            seq=frontier.size + 1,
            at=at,
            event=event,
            actor=str(actor),
            actor_name=actor.name,
            outcome=outcome,
            clause=clause.id if clause else "",
            subject=subject,
            source=source.current(),
            pack=parameters.in_force(at.date()),
            facts=leaf.canonical_json(facts or {}),
            seal=leaf.seal(salt, sealed) if salt and sealed is not None else None,
        )
        _, nodes = frontier.appended(merkle.leaf_hash(entry.written()))
        cursor.execute(_INSERT, [*_columns(entry), sealed, salt, b"".join(nodes)])
    return entry.seq


def _frontier(size: int, nodes: bytes) -> merkle.Frontier:
    """What the next entry needs: the subtrees that it completes, each kept with the entry at which it ends."""
    ends = [(size >> level) << level for level in range(merkle.trailing_ones(size))]
    kept = {size: nodes}
    if len(ends) > 1:
        with connection.cursor() as cursor:
            cursor.execute(_PEAKS, [ends[1:]])
            kept |= {seq: bytes(found) for seq, found in cursor.fetchall()}
    hashes = [kept[end][level * merkle.HASH_BYTES :][: merkle.HASH_BYTES] for level, end in enumerate(ends)]
    return merkle.Frontier(size, tuple(reversed(hashes)))


def _columns(entry: Leaf) -> tuple[str | int | datetime | bytes | None, ...]:
    return (
        entry.seq,
        entry.at,
        str(entry.event),
        entry.actor,
        entry.actor_name,
        str(entry.outcome),
        entry.clause,
        entry.subject,
        entry.source,
        entry.pack,
        entry.facts,
        entry.seal,
    )


def refused(event: Event, refusal: Refused, *, actor: Actor, at: datetime, subject: str = "") -> None:
    """Log one refusal in a transaction of its own. The reason never holds the target's plate."""
    with transaction.atomic():
        append(
            event,
            actor=actor,
            at=at,
            subject=subject,
            outcome=Outcome.REFUSED,
            clause=refusal.clause,
            facts={"reason": refusal.reason},
        )


def action(event: Event) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an action: one transaction, and a refusal that undoes it is itself logged.

    The function takes keyword-only `actor` and `at`. Called inside another action it joins that one's transaction,
    and the outermost logs the refusal, because an entry written here would be undone with the rest.
    """

    def decorate(act: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(act)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            outermost = not connection.in_atomic_block
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            except PolicyRefusal as refusal:
                if outermost:
                    for each in refusal.refusals:
                        refused(event, each, actor=kwargs["actor"], at=kwargs["at"])  # type: ignore[arg-type]
                raise

        return run

    return decorate


@enforces(clauses.D_5)
def note_reading(facts: leaf.Facts, *, actor: Actor, at: datetime) -> None:
    """Log that somebody read or checked the log."""
    with transaction.atomic():
        append(Event.AUDIT_READ, actor=actor, at=at, facts=facts)


@enforces(clauses.J_3)
def note_export(form: str, *, actor: Actor, at: datetime) -> int:
    """Log that somebody takes the log with them, and return how many entries that are, this one included."""
    with transaction.atomic():
        return append(Event.AUDIT_EXPORTED, actor=actor, at=at, facts={"form": form})


@action(Event.AUDIT_SEALED_FORGOTTEN)
@enforces(clauses.J_1)
def forget_sealed(*, before: datetime, actor: Actor, at: datetime) -> int:
    """Delete the sealed parts of entries from before a moment, with their salt, and return how many went.

    Their seals stay, and the tree holds as before. The database leaves alone what is younger than 180 days.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT plainview_forget_sealed(%s)", [before])
        gone = int(cursor.fetchone()[0])
    append(Event.AUDIT_SEALED_FORGOTTEN, actor=actor, at=at, facts={"before": before.isoformat(), "sealed_parts": gone})
    return gone
