"""Looks at certificates, sittings and lapses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from plainview.accounts import queries as accounts
from plainview.accounts.models import Person
from plainview.policy import clauses
from plainview.policy.evidence import Shown, shows
from plainview.training import course, rules
from plainview.training.models import Certificate, CourseCertificate, Sitting
from plainview.training.rules import Held, Lapse, State


@dataclass(frozen=True)
class Standing:
    """How one person stands on a day: each topic's state, in the course's order."""

    on: date
    states: tuple[State, ...]

    @property
    def lapses(self) -> tuple[Lapse, ...]:
        return tuple(each.lapse for each in self.states if each.lapse is not None)

    @property
    def soon(self) -> tuple[State, ...]:
        """Topics that count today and will stop to within the days of the reminder."""
        ahead = self.on + timedelta(days=course.current().terms.certificate.remind_days)
        return tuple(each for each in self.states if each.ends is not None and each.ends.on <= ahead)

    @property
    def waiting(self) -> int:
        """How many topics want something of the person."""
        return len(self.lapses) + len(self.soon)

    @property
    def until(self) -> date | None:
        """The last day with access if nothing is renewed; None where it has ended."""
        if self.lapses:
            return None
        return min(each.ends.on for each in self.states if each.ends is not None) - timedelta(days=1)


def local_day(at: datetime) -> date:
    """The department's day. A certificate stands until the end of its last day there, not until midnight UTC."""
    return at.astimezone(ZoneInfo(settings.DISPLAY_ZONE)).date()


def lapses(person_id: UUID, on: date) -> tuple[Lapse, ...]:
    """The topics in which this person is not trained on that day. One look at the database."""
    return standing(person_id, on).lapses


def standing(person_id: UUID, on: date) -> Standing:
    """How this person stands on that day. One look at the database."""
    found = _standing_certificates().filter(person_id=person_id).values_list("topic", "version", "earned_on", "until")
    return _standing((Held(*each) for each in found), on)


def standings(on: date) -> list[tuple[Person, Standing]]:
    """Everybody who has access to the log-in, by name, with how they stand on that day. Two looks."""
    by_person: dict[UUID, list[Held]] = {}
    for each in _standing_certificates():
        by_person.setdefault(each.person_id, []).append(held(each))
    return [(person, _standing(by_person.get(person.pk, ()), on)) for person in accounts.people() if person.is_active]


def certificates(person_id: UUID) -> list[Certificate]:
    """Every certificate of one person, the newest first and of a day in the course's order; withdrawn ones too."""
    found = Certificate.objects.filter(person_id=person_id)
    return sorted(found, key=lambda each: (-each.earned_on.toordinal(), _order().get(each.topic, 0)))


def certificate(number: str) -> Certificate | None:
    """The topic's certificate of this number."""
    return Certificate.objects.select_related("person").filter(number=number).first()


def course_certificate(number: str) -> CourseCertificate | None:
    """The course's certificate of this number."""
    return CourseCertificate.objects.select_related("person").filter(number=number).first()


def newest_course_certificate(person_id: UUID) -> CourseCertificate | None:
    """The last certificate of the whole course that a person was given."""
    return CourseCertificate.objects.filter(person_id=person_id).order_by("-issued_at").first()


def parts_of(whole: CourseCertificate) -> list[Certificate]:
    """The eleven certificates that stand behind one of the whole course, in the course's order."""
    found = Certificate.objects.filter(number__in=whole.certificates)
    return sorted(found, key=lambda each: _order().get(each.topic, 0))


def all_count(parts: Sequence[Certificate], on: date) -> bool:
    """Whether each of these certificates counts by itself on that day."""
    required = {each.topic: each for each in course.current().required(on)}
    return bool(parts) and all(
        each.withdrawn_at is None and each.earned_on <= on < rules.end_of(held(each), required[each.topic]).on
        for each in parts
    )


def held(one: Certificate) -> Held:
    """A certificate as the rules see it."""
    return Held(one.topic, one.version, one.earned_on, one.until)


def sitting(sitting_id: UUID, person_id: UUID) -> Sitting | None:
    """A sitting of this person; nobody sees another's."""
    return Sitting.objects.select_related("certificate").filter(pk=sitting_id, person_id=person_id).first()


def open_sitting(topic: str, person_id: UUID) -> Sitting | None:
    """The test of this topic that the person has begun and not sent."""
    return Sitting.objects.filter(topic=topic, person_id=person_id, answered_at=None).first()


def may_begin_at(topic: str, person_id: UUID) -> datetime | None:
    """When the next try is open, after one that failed; None if nothing was failed since the last pass."""
    last = (
        Sitting.objects.filter(topic=topic, person_id=person_id)
        .exclude(answered_at=None)
        .exclude(passed=None)
        .order_by("-answered_at")
        .first()
    )
    if last is None or last.passed or last.answered_at is None:
        return None
    return last.answered_at + course.current().terms.wait


def _order() -> dict[str, int]:
    return {topic.clause: number for number, topic in enumerate(course.current().topics)}


def _standing_certificates() -> QuerySet[Certificate]:
    return Certificate.objects.filter(withdrawn_at=None)


def _standing(certificates: Iterable[Held], on: date) -> Standing:
    return Standing(on, rules.states(certificates, course.current().required(on), on))


@shows("people without the training that access needs", clauses.L, clauses.D_4, clauses.D_2, route="training")
def _lapsed(at: datetime) -> Shown:
    everybody = standings(local_day(at))
    without = [person.name for person, each in everybody if each.lapses]
    if without:
        return Shown(f"{len(without)} of {len(everybody)} have no access until they are trained", kept=True)
    return Shown(f"all {len(everybody)} with a log-in are trained", kept=True)
