"""A check of an entry's plate over the line to CJIS (F.b.1.iv): asked, answered and recorded with time and source.

The question is on record before it leaves, and nothing waits for the line inside a transaction. Without an answer the
entry waits, and its page says why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.hotlists import cjis
from plainview.hotlists.cjis_line import Line
from plainview.hotlists.models import Check, Entry
from plainview.hotlists.steps import confirm, standing, subject
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Decision, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor
from plainview.terms.entry import MatchBy

_LONGEST_NOTE: Final = 200


def check(entry_id: UUID, line: Line, *, actor: Actor, now: Callable[[], datetime]) -> Check:
    """Ask CJIS about an entry's plate and record what it says. A plate that is confirmed activates an approved entry.

    Raises:
        PolicyRefusal: the actor may not, the entry has ended, or it is not known by one plate.
        Entry.DoesNotExist: there is none that the actor may know of.
    """
    asked = ask(entry_id, line, actor=actor, at=now())
    try:
        answers = tuple(line.by.exchange(message) for message in asked.question.messages())
    except cjis.LineDown as down:
        return answer(asked, (), trouble=str(down), actor=actor, at=now())
    return answer(asked, answers, actor=actor, at=now())


@dataclass(frozen=True)
class Asked:
    """A question that is on record and about to leave."""

    id: UUID
    entry: UUID
    question: cjis.Question


@door(Event.ENTRY_CHECK_ASKED, needs=Permission.ENTRIES_PROPOSE)
@enforces(clauses.F_B_1_IV)
def ask(entry_id: UUID, line: Line, *, actor: Actor, at: datetime) -> Asked:
    """Put the question on record. `check` sends it.

    Raises:
        PolicyRefusal: as `check`.
    """
    entry = standing(entry_id, actor=actor, at=at)
    require(_has_one_plate(entry))
    check_made = Check(
        entry=entry,
        asked_at=at,
        asked_by=str(actor),
        asked_by_name=actor.name,
        source=line.by.name,
        simulated=line.by.simulated,
    )
    reference = check_made.pk.hex[:10].upper()
    question = cjis.Question(entry.plate, entry.state, entry.plate_type, line.ori, reference, at.year)
    check_made.messages = list(question.messages())
    check_made.save()
    facts = {"source": line.by.name, "simulated": line.by.simulated, "reference": reference}
    audit.append(
        Event.ENTRY_CHECK_ASKED,
        actor=actor,
        at=at,
        subject=subject(entry),
        facts={**facts, "purpose": entry.purpose, "case_number": entry.case_number},
        private={"messages": check_made.messages},
    )
    return Asked(check_made.pk, entry.pk, question)


@door(Event.ENTRY_CHECK_ANSWERED, needs=Permission.ENTRIES_PROPOSE)
@enforces(clauses.F_B_1_IV)
def answer(asked: Asked, answers: tuple[str, ...], *, trouble: str = "", actor: Actor, at: datetime) -> Check:
    """Record what came back, or that nothing did. The entry may have ended meanwhile: the answer is kept all the same.

    Raises:
        PolicyRefusal: the actor may not.
    """
    entry = Entry.objects.select_for_update().get(pk=asked.entry)
    check_made = Check.objects.get(pk=asked.id)
    notes: tuple[str, ...]
    if trouble:
        check_made.outcome, notes = Check.Outcome.NO_ANSWER, (trouble,)
    else:
        wanted, register = answers
        described = cjis.Described(entry.colour, entry.make, entry.year)
        found = cjis.judge(asked.question, described, wanted, register)
        check_made.outcome, notes = Check.Outcome(found.outcome), found.notes
    check_made.answered_at, check_made.answers = at, list(answers)
    check_made.notes = [note[:_LONGEST_NOTE] for note in notes]
    check_made.save()
    facts = {"source": check_made.source, "simulated": check_made.simulated, "outcome": check_made.outcome}
    audit.append(
        Event.ENTRY_CHECK_ANSWERED,
        actor=actor,
        at=at,
        subject=subject(entry),
        facts=facts,
        private={"answers": check_made.answers, "notes": check_made.notes},
    )
    if check_made.outcome == Check.Outcome.CONFIRMED and entry.ended_at is None and entry.expires_at > at:
        confirm(entry, source=check_made.source, checked_at=at, actor=actor, at=at)
    return check_made


def has_one_plate(entry: Entry) -> bool:
    """Whether CJIS can be asked about it: a pattern or a description is no plate."""
    return bool(entry.plate) and entry.match_by in {MatchBy.PLATE, MatchBy.NEAR}


def _has_one_plate(entry: Entry) -> Decision:
    if has_one_plate(entry):
        return ALLOWED
    return Refused(
        clauses.F_B_1_IV,
        "CJIS can be asked about one plate, and this entry has none",
        "Look at what CJIS holds on the case, and record that look.",
    )
