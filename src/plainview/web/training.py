"""Training for everyone: the topics, their tests, one's certificates. Open to whoever is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plainview.accounts.permissions import Permission, may
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.training import actions, certificate, course, numbers, prose, queries
from plainview.training.actions import AlreadyAnswered, EditionChanged
from plainview.training.certificate import Part, Sheet
from plainview.training.course import Question, Topic
from plainview.training.models import Certificate, CourseCertificate, Sitting
from plainview.training.paper import is_right
from plainview.web import gate, training_drawing
from plainview.web.acting import actor, granted, person
from plainview.web.onward import onward
from plainview.web.typed import Typed


@dataclass(frozen=True)
class Choice:
    """An answer as it is offered. `value` is the number under which it is sent."""

    value: int
    words: tuple[prose.Span, ...]
    chosen: bool
    right: bool


@dataclass(frozen=True)
class Asked:
    """A question of a paper with its answers in the drawn order."""

    question: Question
    words: tuple[prose.Span, ...]
    because: tuple[prose.Span, ...]
    choices: tuple[Choice, ...]
    right: bool

    @property
    def field(self) -> str:
        return f"q-{self.question.id}"

    @property
    def several(self) -> bool:
        """Whether more than one answer is right: then all of them are wanted."""
        return len(self.question.right) > 1


def overview(request: HttpRequest) -> HttpResponse:
    """One's own training: eleven topics with their state."""
    stands = gate.standing(request)
    if stands is None:
        raise Http404
    return training_drawing.overview(request, stands)


def topic(request: HttpRequest, topic_id: str) -> HttpResponse:
    """One topic to read."""
    return _draw_topic(request, _topic(topic_id))


def begin(request: HttpRequest, topic_id: str) -> HttpResponse:
    """Draw a test of a topic, or go on with the one that lies open."""
    found = _topic(topic_id)
    try:
        sitting = actions.begin(found.clause, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw_topic(request, found, refusal.refusals)
    return onward("training-sitting", sitting.pk)


def sitting(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """A test: its questions until it is answered, its result afterwards."""
    one = queries.sitting(sitting_id, person(request).pk)
    if one is None:
        raise Http404
    found = _topic(one.topic)
    if one.answered_at is not None or found.version != one.version:
        return _draw_result(request, one, found)
    if request.method != "POST":
        return _draw_paper(request, one, found)
    typed = Typed(request.POST, clauses.BY_ID[found.clause])
    chosen = {each.question: _chosen(request, each.question) for each in actions.drawn_of(one)}
    for number, (question_id, answers) in enumerate(chosen.items(), 1):
        if not answers:
            typed.fault(f"q-{question_id}", f"question {number} has no answer", "Choose what you hold right.")
    if typed.faults:
        return _draw_paper(request, one, found, chosen, typed.with_faults())
    try:
        actions.answer(one.pk, chosen, actor=actor(request), at=timezone.now())
    except AlreadyAnswered:
        messages.warning(request, "This test was marked before; it is not marked twice.")
    except EditionChanged:
        messages.warning(request, "The topic has a new version since you began. Begin its test again.")
        return onward("training-topic", found.clause)
    return onward("training-sitting", one.pk)


def one_certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a certificate is genuine, and what it says. One's own, or for whoever may see who is trained."""
    stopped, found = _seen(request, number)
    if found is None:
        return stopped or HttpResponse(status=404)
    today = queries.local_day(timezone.now())
    parts = queries.parts_of(found) if isinstance(found, CourseCertificate) else [found]
    context = {
        "one": found,
        "whole": isinstance(found, CourseCertificate),
        "parts": [(each, course.current().topic(each.topic)) for each in parts],
        "counts": queries.all_count(parts, today),
        "may_withdraw": granted(request, Permission.TRAINING_CHANGE) and isinstance(found, Certificate),
        "mine": found.person_id == person(request).pk,
    }
    return render(request, "training/certificate.html", context)


def certificate_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate of the whole course to print and keep."""
    stopped, found = _seen(request, number)
    if found is None:
        return stopped or HttpResponse(status=404)
    if not isinstance(found, CourseCertificate):
        raise Http404
    check_at = request.build_absolute_uri(reverse("certificate", args=[found.number]))
    response = HttpResponse(certificate.pdf(sheet(found, check_at)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="alpr-training-{found.number}.pdf"'
    return response


def sheet(whole: CourseCertificate, check_at: str) -> Sheet:
    """What the PDF of a course certificate says."""
    parts = queries.parts_of(whole)
    terms = course.current().terms
    return Sheet(
        agency=settings.AGENCY,
        person=whole.person.name,
        badge=whole.person.badge,
        email=whole.person.email,
        number=whole.number,
        issued_on=queries.local_day(whole.issued_at),
        until=min(each.until for each in parts),
        parts=[
            Part(
                each.topic,
                course.current().topic(each.topic).title,
                each.version,
                each.earned_on,
                each.until,
                _how(each),
            )
            for each in parts
        ],
        tested=f"Where the last column says so, {terms.test.questions} questions of the topic, from its bank, on: "
        + "; ".join(each.tested for each in course.current().topics)
        + ".",
        check_at=check_at,
        demo=whole.person.is_demo,
    )


def _how(one: Certificate) -> str:
    if one.origin == Certificate.Origin.TEST:
        return f"tested, {one.right} of {one.of} right"
    return f"imported: {one.source}"


def _seen(request: HttpRequest, number: str) -> tuple[HttpResponse | None, Certificate | CourseCertificate | None]:
    """A certificate that this person may see, or what to answer instead.

    A number that is none and one of somebody else's are answered alike, so that nobody finds out who is trained.
    """
    number = numbers.typed(number)
    found = queries.course_certificate(number) or queries.certificate(number)
    if found is not None and found.person_id == person(request).pk:
        return None, found
    if (stopped := gate.stop(request, "certificate")) is not None:
        return stopped, None
    decision = may(actor(request), Permission.TRAINING_SEE)
    if isinstance(decision, Refused):
        audit.refused(Event.PAGE_REFUSED, decision, actor=actor(request), at=timezone.now(), subject="page:certificate")
        raise PolicyRefusal(decision)
    if found is None:
        raise Http404
    return None, found


def _topic(topic_id: str) -> Topic:
    try:
        return course.current().topic(topic_id)
    except KeyError as none:
        raise Http404 from none


def _chosen(request: HttpRequest, question_id: str) -> set[int]:
    return {int(each) for each in request.POST.getlist(f"q-{question_id}") if each in {*"0123456789"}}


def _asked(one: Sitting, found: Topic, chosen: dict[str, set[int]]) -> list[Asked]:
    asked = []
    for drawn in actions.drawn_of(one):
        question = found.question(drawn.question)
        taken = chosen.get(question.id, set())
        asked.append(
            Asked(
                question,
                prose.spans(question.ask),
                prose.spans(question.because),
                tuple(
                    Choice(number, prose.spans(question.answers[number]), number in taken, number < len(question.right))
                    for number in drawn.order
                ),
                right=is_right(question, taken),
            )
        )
    return asked


def _draw_topic(request: HttpRequest, found: Topic, refusals: Sequence[Refused] = ()) -> HttpResponse:
    stands, at, whole = gate.standing(request), timezone.now(), course.current()
    state = next(row for row in training_drawing.rows(stands) if row.topic is found) if stands else None
    again = queries.may_begin_at(found.clause, person(request).pk)
    number = whole.topics.index(found)
    context = {
        "topic": found,
        "blocks": prose.blocks(found.text),
        "row": state,
        "open": queries.open_sitting(found.clause, person(request).pk),
        "again": again if again is not None and again > at else None,
        "questions": whole.terms.test.questions,
        "number": number + 1,
        "before": whole.topics[number - 1] if number else None,
        "after": whole.topics[number + 1] if number + 1 < len(whole.topics) else None,
        "count": len(whole.topics),
        "refusals": refusals,
    }
    return render(request, "training/topic.html", context, status=422 if refusals else 200)


def _draw_paper(
    request: HttpRequest,
    one: Sitting,
    found: Topic,
    chosen: dict[str, set[int]] | None = None,
    refusals: Sequence[Refused] = (),
) -> HttpResponse:
    context = {"topic": found, "sitting": one, "asked": _asked(one, found, chosen or {}), "refusals": refusals}
    return render(request, "training/paper.html", context, status=422 if refusals else 200)


def _draw_result(request: HttpRequest, one: Sitting, found: Topic) -> HttpResponse:
    """What came of a test. Of an older edition only the count is left: its questions may be gone."""
    same = one.version == found.version and one.chosen is not None
    chosen = {question: set(answers) for question, answers in (one.chosen or {}).items()}
    stands = gate.standing(request)
    context = {
        "topic": found,
        "sitting": one,
        "asked": _asked(one, found, chosen) if same else [],
        "of": len(one.drawn),
        "needed": -(-found.pass_percent * len(one.drawn) // 100),
        "due": [row for row in training_drawing.rows(stands) if row.due] if stands else [],
        "wait": course.current().terms.test.wait_minutes,
        "whole": queries.newest_course_certificate(person(request).pk) if one.passed else None,
    }
    return render(request, "training/result.html", context)
