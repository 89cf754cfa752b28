"""The only door by which an entry reaches the log."""

import functools
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from plainview.audit import chain
from plainview.audit.events import Event, Outcome
from plainview.audit.models import Entry
from plainview.policy import clauses
from plainview.policy.clauses import Clause
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

P = ParamSpec("P")
R = TypeVar("R")

# Any constant will do, as long as nobody else in this database takes the same one.
_CHAIN_LOCK = 0x706C6169


@enforces(clauses.J_1)
def append(  # noqa: PLR0913 - an entry says what, who, when, on what and with which outcome
    event: Event,
    *,
    actor: Actor,
    at: datetime,
    subject: str = "",
    facts: chain.Facts | None = None,
    private: chain.Facts | None = None,
    outcome: Outcome = Outcome.DONE,
    clause: Clause | None = None,
) -> int:
    """Append one entry inside the caller's transaction and return its sequence number.

    Holds the chain's lock until that transaction ends, so numbers commit in order: whoever has seen number n will
    never again see a smaller one appear. Streams and indexes rely on it.

    Raises:
        TransactionManagementError: called outside a transaction.
    """
    with connection.cursor() as cursor:
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("an audit entry belongs to the transaction of its action")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    last = Entry.objects.order_by("-seq").values_list("seq", "hash").first()
    seq, previous = (last[0] + 1, bytes(last[1])) if last else (1, chain.GENESIS)
    if actor.elevated_to is not None:
        facts = {**(facts or {}), "in_emergency_as": actor.elevated_to}
    sealed = chain.canonical_json(private) if private is not None else None
    salt = secrets.token_bytes(chain.SALT_BYTES) if sealed is not None else None
    link = chain.Link(
        seq=seq,
        at=at,
        event=event,
        actor=str(actor),
        actor_name=actor.name,
        outcome=outcome,
        clause=clause.id if clause else "",
        subject=subject,
        facts=chain.canonical_json(facts or {}),
        seal=chain.seal(salt, sealed) if salt and sealed is not None else None,
        previous=previous,
        hash=b"",
        salt=salt,
        private=sealed,
    )
    Entry.objects.create(**{**vars(link), "hash": chain.digest(link)})
    return seq


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
