"""Which stop the policy permits on an alert (F.c, I.6). Pure.

Three roads lead to a stop. The hit itself carries one when a person confirmed it by eye and dispatch confirmed, within
the last ten minutes, that the entry still stands. Suspicion of the officer's own needs neither, for it rests on what
the officer saw. Exigent circumstances wait for neither, and are justified and reviewed afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from plainview.policy import clauses, parameters
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.policy.matters import prohibited, unpermitted
from plainview.terms.entry import Handling
from plainview.terms.stop import Road, Status

JUSTIFY_WITHIN: Final = timedelta(hours=24)
"""How soon the officer writes down why a stop could not wait. A pack that wants its review sooner shortens it."""


@dataclass(frozen=True)
class Standing:
    """What is known of an alert when somebody wants to stop its vehicle.

    `ended` says in words why its entry no longer stands, empty while it does. `under_way` names who stops it already.
    """

    purpose: str
    is_hit: bool
    verified: bool
    confirmed: bool
    status: Status
    handling: str = Handling.STOP
    ended: str = ""
    under_way: str = ""


@enforces(clauses.F_C_1, clauses.F_C_1_I, clauses.F_C_1_II, clauses.I_6)
def objections(road: Road, standing: Standing, statement: str, *, at: datetime) -> Iterator[Refused]:
    """Everything that stands against a stop on this road."""
    on = at.date()
    if standing.under_way:
        yield Refused(
            clauses.F_C_1, f"{standing.under_way} has begun this stop already", "Speak with them; dispatch knows both."
        )
    yield from unpermitted(standing.purpose, on)
    if road is Road.SUSPICION:
        yield from unsaid(statement, on, "suspicion")
        return
    yield from _nothing_to_stop_on(standing)
    if road is Road.CONFIRMED:
        yield from _not_confirmed(standing)


@enforces(clauses.F_C_1_I, clauses.I_6)
def _nothing_to_stop_on(standing: Standing) -> Iterator[Refused]:
    """What no exigency mends: the alert is no reason to stop this vehicle at all."""
    if not standing.is_hit:
        yield Refused(
            clauses.F_C_1_I,
            "this is the same number of another state, and no hit",
            "Close it as wrong state. Suspicion of your own is another road.",
        )
    if standing.ended:
        yield Refused(
            clauses.I_6,
            f"the entry no longer stands: {standing.ended}",
            "Nothing of this alert carries a stop. Close it as no longer active.",
        )
    if standing.status is Status.NOT_ACTIVE:
        yield Refused(
            clauses.I_6,
            "dispatch says that the entry is no longer active",
            "Close it as no longer active, or ask dispatch again.",
        )


@enforces(clauses.F_C_1_I, clauses.F_C_1_II, clauses.I_6)
def _not_confirmed(standing: Standing) -> Iterator[Refused]:
    if standing.handling == Handling.NOTIFY_ONLY:
        yield Refused(
            clauses.F_C_1,
            "whoever entered it asks: do not stop, notify",
            "Tell them where the vehicle is. Only suspicion of your own or an exigency carries a stop.",
        )
    if not standing.verified:
        yield Refused(
            clauses.F_C_1_I,
            "plate, state and vehicle were not confirmed by eye",
            "Compare each character and what the entry says of the vehicle.",
        )
    elif not standing.confirmed:
        yield Refused(
            clauses.F_C_1_I,
            "something differs, and it is not said how that is resolved",
            "Say how it is resolved, or close the alert with what it was.",
        )
    if (word := _STATUS.get(standing.status)) is not None:
        yield word


_STATUS: Final = {
    Status.NOT_ASKED: Refused(
        clauses.I_6,
        "dispatch was not asked whether the entry is still active",
        "Ask dispatch, and wait for the answer.",
    ),
    Status.WAITING: Refused(
        clauses.I_6, "dispatch has not answered yet", "Wait for the answer, which appears here by itself."
    ),
    Status.UNABLE: Refused(
        clauses.F_C_1_II, "dispatch could not confirm that the entry is still active", "Ask again, or the owner of it."
    ),
    Status.STALE: Refused(
        clauses.F_C_1_II, "dispatch's answer is older than ten minutes", "Ask dispatch again: it may have changed."
    ),
}


@enforces(clauses.F_C_1_I)
def unsaid(words: str, on: date, field: str) -> Iterator[Refused]:
    """What a statement lacks that must carry a stop: facts, and none of what the policy forbids as a reason."""
    if parameters.screen(on).says_nothing(words):
        yield Refused(
            clauses.F_C_1_I,
            "the facts are missing",
            "Say in a sentence what you saw, and when.",
            field,
        )
    for each in prohibited((words,), on):
        yield Refused(each.clause, each.reason, each.remedy, field)


@enforces(clauses.E_A_10)
def justify_by(begun_at: datetime) -> datetime:
    """Until when an exigent stop is to be justified."""
    return begun_at + min(JUSTIFY_WITHIN, parameters.exigent_review(begun_at.date()).period)


@enforces(clauses.E_A_10)
def review_by(justified_at: datetime) -> datetime:
    """Until when a supervisor is to have reviewed it."""
    return justified_at + parameters.exigent_review(justified_at.date()).period
