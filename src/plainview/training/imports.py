"""The import of training records from elsewhere: previewed, then applied whole or not at all."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from plainview.accounts import queries as accounts
from plainview.accounts.doors import door
from plainview.accounts.models import Person
from plainview.accounts.permissions import Permission, may
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.csv_files import Fault
from plainview.policy import clauses
from plainview.policy.decisions import Decision, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor
from plainview.training import actions, course, csv_format, numbers, queries
from plainview.training.csv_format import WHOLE_COURSE, Row
from plainview.training.models import Certificate


@dataclass(frozen=True)
class Line:
    """One certificate that an import would give."""

    line: int
    person: Person
    topic: str
    version: int
    earned_on: date
    until: date
    instructor: str
    source: str


@dataclass(frozen=True)
class Plan:
    """What a file would do. `known` counts what is on record already; with any fault nothing is done."""

    lines: tuple[Line, ...]
    known: int
    faults: tuple[Fault, ...]

    @property
    def people(self) -> int:
        return len({each.person.pk for each in self.lines})


class ImportStopped(Exception):
    """The file has bad lines. Nothing was changed."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} bad line{'' if len(faults) == 1 else 's'}; nothing was imported")
        self.faults = faults


def plan(content: bytes, mapping: Mapping[str, str] | None = None, *, actor: Actor, at: datetime) -> Plan:
    """What an import of this file by this actor would do. Changes nothing.

    Raises:
        PolicyRefusal: the actor may not import.
        HeaderRejected: the file is no training record.
    """
    require(may(actor, Permission.TRAINING_CHANGE))
    lines, faults = _lines(content, mapping, actor=actor, at=at)
    known = _known(lines)
    new = [each for each in lines if _key(each) not in known]
    return Plan(tuple(new), len(lines) - len(new), tuple(faults))


@door(Event.TRAINING_IMPORTED, needs=Permission.TRAINING_CHANGE)
@enforces(clauses.L, clauses.D_4)
def import_csv(content: bytes, mapping: Mapping[str, str] | None = None, *, actor: Actor, at: datetime) -> Plan:
    """Give the certificates of a file. All or nothing; what is on record already is passed over.

    Raises:
        PolicyRefusal: the actor may not import, or a line is about the actor.
        HeaderRejected: the file is no training record.
        ImportStopped: there are bad lines.
    """
    planned = plan(content, mapping, actor=actor, at=at)
    require(*(_not_of_oneself(each.line) for each in planned.faults if each.field == _SELF))
    if planned.faults:
        raise ImportStopped(planned.faults)
    Certificate.objects.bulk_create(
        Certificate(
            number=numbers.fresh(),
            person=each.person,
            topic=each.topic,
            version=each.version,
            earned_on=each.earned_on,
            until=each.until,
            issued_at=at,
            origin=Certificate.Origin.IMPORT,
            source=each.source,
            instructor=each.instructor,
            imported_by=actor.name,
        )
        for each in planned.lines
    )
    for person_id in dict.fromkeys(each.person.pk for each in planned.lines):
        actions.complete(person_id, at=at)
    audit.append(
        Event.TRAINING_IMPORTED,
        actor=actor,
        at=at,
        facts={
            "certificates": len(planned.lines),
            "people": planned.people,
            "known": planned.known,
            "sources": ", ".join(sorted({each.source for each in planned.lines}))[:200],
            "file_sha256": hashlib.sha256(content).hexdigest(),
        },
    )
    return planned


_SELF = "person"
"""What a fault names where a line is about the one who imports."""


@enforces(clauses.L)
def _not_of_oneself(line: int) -> Decision:
    """Two people stand behind an imported certificate: the one who was taught, and the one who says so."""
    return Refused(
        clauses.L,
        f"line {line} is about your own training",
        "Take the tests on the page Training, or ask another administrator to import it.",
        "file",
    )


def _lines(
    content: bytes, mapping: Mapping[str, str] | None, *, actor: Actor, at: datetime
) -> tuple[list[Line], list[Fault]]:
    whole = course.current()
    topics = {topic.clause: topic.version for topic in whole.topics}
    register = _Register(accounts.people())
    lines: list[Line] = []
    faults: list[Fault] = []
    for row in csv_format.parse(content, topics, mapping):
        if isinstance(row, Fault):
            faults.append(row)
        elif isinstance(found := register.whose(row, actor=actor), Fault):
            faults.append(found)
        elif row.on > queries.local_day(at):
            faults.append(Fault(row.line, "date", "lies in the future", row.text))
        else:
            lines += _certificates(row, found, topics, whole.terms.certificate.valid_days)
    return list({_key(each): each for each in lines}.values()), faults


def _certificates(row: Row, person: Person, topics: Mapping[str, int], valid_days: int) -> Iterator[Line]:
    for topic in topics if row.topic == WHOLE_COURSE else (row.topic,):
        yield Line(
            line=row.line,
            person=person,
            topic=topic,
            version=min(row.version, topics[topic]),
            earned_on=row.on,
            until=row.on + timedelta(days=valid_days),
            instructor=row.instructor,
            source=row.source,
        )


class _Register:
    """People by address and by badge."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._by_email = {each.email.lower(): each for each in people}
        self._by_badge: dict[str, list[Person]] = {}
        for each in people:
            if each.badge:
                self._by_badge.setdefault(each.badge.lower(), []).append(each)

    def whose(self, row: Row, *, actor: Actor) -> Person | Fault:
        """The one person whom a line is about."""
        by_badge = self._by_badge.get(row.badge.lower(), []) if row.badge else []
        if row.email and row.email not in self._by_email:
            return Fault(row.line, "email", "is nobody's address here; invite the person first", row.text)
        if row.badge and not row.email and len(by_badge) != 1:
            several = f"{len(by_badge)} people have this badge" if by_badge else "is nobody's badge here"
            return Fault(row.line, "badge", f"{several}; give the e-mail address", row.text)
        person = self._by_email[row.email] if row.email else by_badge[0]
        if row.email and row.badge and person.badge.lower() != row.badge.lower():
            return Fault(row.line, "badge", "is not the badge of this address", row.text)
        if person.actor().id == actor.id:
            return Fault(row.line, _SELF, "is about your own training; another administrator must import it", row.text)
        return person


def _key(line: Line) -> tuple[object, ...]:
    return line.person.pk, line.topic, line.version, line.earned_on


def _known(lines: Sequence[Line]) -> set[tuple[object, ...]]:
    found = Certificate.objects.filter(
        person__in={each.person.pk for each in lines}, origin=Certificate.Origin.IMPORT, withdrawn_at=None
    )
    return set(found.values_list("person_id", "topic", "version", "earned_on"))
