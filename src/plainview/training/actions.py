"""Changes to training: a test begun and answered, a certificate withdrawn, a refusal counted."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission, Unasked
from plainview.audit import actions as audit
from plainview.audit.events import Event, Outcome
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, ActorKind
from plainview.training import course, numbers, paper, queries
from plainview.training.course import Topic
from plainview.training.models import Certificate, CourseCertificate, Refusal, Sitting
from plainview.training.paper import Drawn, Marked

_SEED_BITS = 62


class AlreadyAnswered(Exception):
    """A paper is marked once."""


class EditionChanged(Exception):
    """The topic has a newer edition than the paper. Begin again: the questions are those of the new one."""


@door(Event.TRAINING_BEGUN, needs=Unasked("everybody takes their own tests"))
@enforces(clauses.L)
def begin(topic_id: str, *, actor: Actor, at: datetime) -> Sitting:
    """Draw a paper for whoever acts. One that lies open is given again, so that nobody can draw until it is easy.

    Raises:
        KeyError: there is no such topic.
        PolicyRefusal: the last try failed too short a while ago, or the actor is no person.
    """
    topic, person_id = course.current().topic(topic_id), _self(actor)
    Sitting.objects.filter(person_id=person_id, topic=topic_id, answered_at=None).exclude(version=topic.version).update(
        answered_at=at
    )
    open_already = queries.open_sitting(topic_id, person_id)
    if open_already is not None:
        return open_already
    again = queries.may_begin_at(topic_id, person_id)
    if again is not None and at < again:
        minutes = -int((at - again).total_seconds() // 60)
        raise PolicyRefusal(
            Refused(
                clauses.L,
                "the last try of this test failed a moment ago",
                f"Read the topic once more. The test opens again in {minutes} min.",
            )
        )
    seed = secrets.randbits(_SEED_BITS)
    drawn = paper.draw(topic, count=course.current().terms.test.questions, seed=seed)
    sitting, is_new = Sitting.objects.get_or_create(
        person_id=person_id,
        topic=topic_id,
        answered_at=None,
        defaults={
            "version": topic.version,
            "seed": seed,
            "drawn": [[each.question, list(each.order)] for each in drawn],
            "begun_at": at,
        },
    )
    if is_new:
        audit.append(
            Event.TRAINING_BEGUN, actor=actor, at=at, subject=f"topic:{topic_id}", facts={"version": topic.version}
        )
    return sitting


@door(Event.TRAINING_ANSWERED, needs=Unasked("everybody takes their own tests"))
@enforces(clauses.L, clauses.D_4)
def answer(sitting_id: UUID, chosen: Mapping[str, Collection[int]], *, actor: Actor, at: datetime) -> Sitting:
    """Mark a paper once. A pass gives the certificate of the topic, and with the eleventh that of the course.

    `chosen` names the answers of each question by number; a question without any is wrong.

    Raises:
        Sitting.DoesNotExist: it is not one of the actor's.
        AlreadyAnswered: it was marked before.
        EditionChanged: the topic has a newer edition.
    """
    person_id = _self(actor)
    sitting = Sitting.objects.select_for_update().get(pk=sitting_id, person_id=person_id)
    if sitting.answered_at is not None:
        raise AlreadyAnswered
    topic = course.current().topic(sitting.topic)
    if topic.version != sitting.version:
        raise EditionChanged
    marked = paper.mark(topic, drawn_of(sitting), chosen)
    sitting.answered_at, sitting.passed, sitting.right = at, marked.passed, len(marked.right)
    sitting.chosen = {each.question: sorted(chosen.get(each.question, ())) for each in drawn_of(sitting)}
    whole = None
    if marked.passed:
        sitting.certificate = _certify(topic, marked, person_id, at)
        whole = complete(person_id, at=at)
    sitting.save()
    facts: dict[str, object] = {
        "version": topic.version,
        "right": len(marked.right),
        "of": marked.of,
        "passed": marked.passed,
    }
    if sitting.certificate is not None:
        facts["certificate"] = sitting.certificate.number
    if whole is not None:
        facts["course_certificate"] = whole.number
    audit.append(Event.TRAINING_ANSWERED, actor=actor, at=at, subject=f"topic:{topic.clause}", facts=facts)
    return sitting


def complete(person_id: UUID, *, at: datetime) -> CourseCertificate | None:
    """Give the certificate of the whole course if every topic counts today. Joins its caller's transaction."""
    today = queries.local_day(at)
    standing = queries.standing(person_id, today)
    if standing.lapses:
        return None
    stands = {(each.held.topic, each.held.earned_on, each.held.until) for each in standing.states if each.held}
    behind: dict[str, str] = {}
    for each in reversed(queries.certificates(person_id)):
        if each.withdrawn_at is None and (each.topic, each.earned_on, each.until) in stands:
            behind[each.topic] = each.number
    return CourseCertificate.objects.create(
        number=numbers.fresh(), person_id=person_id, issued_at=at, certificates=list(behind.values())
    )


@door(Event.TRAINING_WITHDRAWN, needs=Permission.TRAINING_CHANGE)
@enforces(clauses.D_4)
def withdraw(number: str, *, because: str, actor: Actor, at: datetime) -> Certificate:
    """Take back a certificate that should not have been given, such as one of a mistaken import.

    Raises:
        PolicyRefusal: the actor may not, gives no reason, or it is withdrawn already.
        Certificate.DoesNotExist: there is none of this number.
    """
    certificate = Certificate.objects.select_for_update().get(number=number)
    if not because.strip():
        raise PolicyRefusal(
            Refused(clauses.D_4, "the reason is missing", "Say why the certificate is taken back.", "because")
        )
    if certificate.withdrawn_at is not None:
        raise PolicyRefusal(Refused(clauses.D_4, "this certificate is withdrawn already", "Nothing is left to do."))
    certificate.withdrawn_at, certificate.withdrawn_by = at, str(actor)
    certificate.withdrawn_because = because.strip()
    certificate.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    audit.append(
        Event.TRAINING_WITHDRAWN,
        actor=actor,
        at=at,
        subject=f"person:{certificate.person_id}",
        facts={"certificate": number, "topic": certificate.topic, "because": because.strip()},
    )
    return certificate


@door(Event.PAGE_REFUSED, needs=Unasked("counts what the gate refused"))
def note_refusal(refusal: Refused, *, page: str, kind: str, actor: Actor, at: datetime) -> None:
    """Count a refusal of somebody without training. The first of a kind on a day goes into the log.

    A page that reloads itself, or a screen with thirty pictures, would otherwise fill the log with one fact.
    """
    counted, is_first = Refusal.objects.get_or_create(person_id=_self(actor), day=queries.local_day(at), kind=kind)
    if not is_first:
        Refusal.objects.filter(pk=counted.pk).update(times=F("times") + 1)
        return
    audit.append(
        Event.PAGE_REFUSED,
        actor=actor,
        at=at,
        subject=f"page:{page}",
        outcome=Outcome.REFUSED,
        clause=refusal.clause,
        facts={"reason": refusal.reason},
    )


def drawn_of(sitting: Sitting) -> tuple[Drawn, ...]:
    """The paper of a sitting."""
    return tuple(Drawn(question, tuple(order)) for question, order in sitting.drawn)


def _certify(topic: Topic, marked: Marked, person_id: UUID, at: datetime) -> Certificate:
    today = queries.local_day(at)
    return Certificate.objects.create(
        number=numbers.fresh(),
        person_id=person_id,
        topic=topic.clause,
        version=topic.version,
        earned_on=today,
        until=today + timedelta(days=course.current().terms.certificate.valid_days),
        issued_at=at,
        origin=Certificate.Origin.TEST,
        right=len(marked.right),
        of=marked.of,
    )


@enforces(clauses.L)
def _self(actor: Actor) -> UUID:
    """Nobody takes a test for somebody else: the person is whoever acts."""
    if actor.kind is not ActorKind.PERSON:
        raise PolicyRefusal(
            Refused(clauses.L, "a test is taken by the person whom it certifies", "Sign in and take it yourself.")
        )
    return UUID(actor.id)
