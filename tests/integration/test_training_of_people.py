"""Training as people go through it: tests and lapses, by the pages that they use."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from factories.devices import CONSOLE
from factories.people import client_of, person
from factories.training import certify
from plainview.audit.models import Entry as LogEntry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.training import actions, course, queries
from plainview.training.course import Course, EditionNote, Law
from plainview.training.models import Certificate, CourseCertificate, Refusal, Sitting

pytestmark = pytest.mark.usefixtures("instance")


def today() -> date:
    return queries.local_day(datetime.now(UTC))


def begin(client: Client, topic: str) -> Sitting:
    answer = client.post(reverse("training-begin", args=[topic]))
    assert answer.status_code == 303, answer.content.decode()
    return Sitting.objects.get(pk=answer["Location"].split("/")[-2])


def answers(sitting: Sitting, *, wrong: int = 0) -> dict[str, list[int]]:
    """The right answers of a paper, but for so many questions."""
    topic = course.current().topic(sitting.topic)
    form = {}
    for number, (question_id, _) in enumerate(sitting.drawn):
        question = topic.question(question_id)
        form[f"q-{question_id}"] = [len(question.right)] if number < wrong else list(range(len(question.right)))
    return form


def sit(client: Client, topic: str, *, wrong: int = 0) -> HttpResponse:
    sitting = begin(client, topic)
    page = reverse("training-sitting", args=[sitting.pk])
    assert client.post(page, answers(sitting, wrong=wrong)).status_code == 303
    return client.get(page)


@pytest.mark.proves(clauses.L, clauses.D_2, clauses.F)
def test_a_new_person_takes_eleven_tests_and_is_in() -> None:
    someone = person(trained=False)
    client = client_of(someone)
    closed = client.get(reverse("alerts"))
    assert closed.status_code == 403
    assert b"This page is closed to you until your training is complete" in closed.content
    assert client.get(reverse("home"))["Location"] == reverse("training")
    for topic in course.current().topics:
        assert client.get(reverse("search")).status_code == 403, topic.clause
        page = client.get(reverse("training-topic", args=[topic.clause]))
        assert topic.title in page.content.decode().replace("&#x27;", "'")
        assert b"Passed" in sit(client, topic.clause).content
    assert client.get(reverse("search")).status_code == 200
    assert client.get(reverse("home"))["Location"] == reverse("alerts")
    whole = CourseCertificate.objects.get(person=someone)
    assert len(whole.certificates) == 11
    logged = LogEntry.objects.filter(event="training.answered")
    assert logged.count() == 11
    assert whole.number in logged.order_by("-seq")[0].facts


@pytest.mark.proves(clauses.L)
def test_a_failed_test_explains_waits_and_may_be_tried_again() -> None:
    with time_machine.travel(datetime(2026, 12, 1, 15, tzinfo=UTC), tick=False) as clock:
        someone = person(trained=False)
        client, hers = client_of(someone), Certificate.objects.filter(person=someone)
        result = sit(client, "L.3", wrong=2).content.decode()
        assert "Not passed yet" in result
        assert "3 of 5 right; 4 are needed" in result
        assert result.count("not right") == 2
        assert not hers.exists()
        again = client.post(reverse("training-begin", args=["L.3"]))
        assert again.status_code == 422
        assert b"opens again in 2 min" in again.content
        clock.shift(timedelta(minutes=2))
        assert b"Passed" in sit(client, "L.3", wrong=1).content
    (earned,) = hers
    assert (earned.topic, earned.version, earned.right, earned.of) == ("L.3", 1, 4, 5)
    assert (earned.earned_on, earned.until) == (date(2026, 12, 1), date(2027, 12, 1))


def test_a_begun_test_is_not_drawn_anew_and_is_marked_once() -> None:
    client = client_of(person(trained=False))
    first, second = begin(client, "L.1"), begin(client, "L.1")
    assert first.pk == second.pk
    page = reverse("training-sitting", args=[first.pk])
    assert client.post(page, answers(first)).status_code == 303
    assert client.post(page, answers(first, wrong=5)).status_code == 200
    with pytest.raises(actions.AlreadyAnswered):
        actions.answer(first.pk, {}, actor=first.person.actor(), at=datetime.now(UTC))
    assert Certificate.objects.filter(person=first.person).count() == 1
    assert LogEntry.objects.filter(event="training.begun").count() == 1


def test_an_unanswered_question_is_named_and_what_was_chosen_stays() -> None:
    client = client_of(person(trained=False))
    sitting = begin(client, "L.1")
    form = answers(sitting)
    missing = next(iter(form))
    del form[missing]
    page = client.post(reverse("training-sitting", args=[sitting.pk]), form)
    assert page.status_code == 422
    assert f'href="#{missing}"' in page.content.decode()
    assert page.content.count(b" checked") == sum(len(each) for each in form.values())
    sitting.refresh_from_db()
    assert sitting.answered_at is None


def test_nobody_sees_or_answers_the_test_of_another() -> None:
    sitting = begin(client_of(person(trained=False)), "L.1")
    other = client_of(person())
    page = reverse("training-sitting", args=[sitting.pk])
    assert other.get(page).status_code == 404
    assert other.post(page, answers(sitting)).status_code == 404
    with pytest.raises(PolicyRefusal, match=r"L: a test is taken by the person whom it certifies"):
        actions.begin("L.1", actor=CONSOLE, at=datetime.now(UTC))


@pytest.mark.parametrize("sent", [{"q-x": "9"}, {}, {"content": "x" * 10}])
def test_what_no_form_sends_is_answered_and_gives_nothing(sent: dict[str, str]) -> None:
    client = client_of(person(trained=False))
    sitting = begin(client, "L.1")
    assert client.post(reverse("training-sitting", args=[sitting.pk]), sent).status_code == 422
    huge = {f"q-{question}": ["7", "x", "-1", "999"] for question, _ in sitting.drawn}
    assert client.post(reverse("training-sitting", args=[sitting.pk]), huge).status_code == 303
    assert not Certificate.objects.filter(person=sitting.person).exists()


@pytest.mark.proves(clauses.D_4)
def test_a_certificate_lapses_after_its_last_day_in_the_departments_zone() -> None:
    client_person = person()
    Certificate.objects.filter(person=client_person).update(earned_on=date(2026, 11, 24), until=date(2027, 11, 24))
    # Eleven at night in Connecticut is the next day in UTC already.
    with time_machine.travel(datetime(2027, 11, 25, 4, tzinfo=UTC)):
        client = client_of(client_person)
        assert client.get(reverse("alerts")).status_code == 200
        assert b"access ends after" in client.get(reverse("alerts")).content
    with time_machine.travel(datetime(2027, 11, 25, 5, 1, tzinfo=UTC)):
        page = client_of(client_person).get(reverse("alerts"))
        assert page.status_code == 403
        assert b"The last certificate stood until Nov 24, 2027" in page.content
        assert b"D.4" in page.content


@pytest.mark.proves(clauses.D_4)
def test_the_reminder_comes_thirty_days_before_and_not_earlier() -> None:
    someone = person()
    earned = Certificate.objects.filter(person=someone)[0].earned_on
    last = earned + timedelta(days=365)
    for before, reminded in ((31, False), (29, True)):
        at = datetime.combine(last - timedelta(days=before), datetime.min.time(), UTC) + timedelta(hours=17)
        with time_machine.travel(at):
            page = client_of(someone).get(reverse("cameras"))
            assert (b"Your training ends soon" in page.content) == reminded, before


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> Iterator[Course]:
    """A course whose topic L.3 has a second version, required in ten days."""
    real = course.current()
    edition = EditionNote(2, today() + timedelta(days=10), "The import page has changed.")
    topics = tuple(
        msgspec.structs.replace(each, editions=(*each.editions, edition)) if each.clause == "L.3" else each
        for each in real.topics
    )
    changed = msgspec.structs.replace(real, topics=topics)
    monkeypatch.setattr(course, "current", lambda: changed)
    return changed


@pytest.mark.proves(clauses.L_11)
def test_a_new_version_re_opens_its_topic_on_its_day_and_can_be_taken_before(grown: Course) -> None:
    late, early = person(trained=False), person(trained=False)
    for each in (late, early):
        certify(each)
        Certificate.objects.filter(person=each, topic="L.3").update(version=1)
    assert b"a new version follows" in client_of(late).get(reverse("training")).content
    assert b"Passed" in sit(client_of(early), "L.3").content
    with time_machine.travel(datetime.now(UTC) + timedelta(days=11)):
        page = client_of(late).get(reverse("alerts"))
        assert page.status_code == 403
        assert b"The topic has a new version, required since" in page.content
        assert client_of(early).get(reverse("alerts")).status_code == 200


def test_a_test_begun_before_a_new_version_is_void(grown: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = person(trained=False)
    client = client_of(someone)
    old = begin(client, "L.3")
    Sitting.objects.filter(pk=old.pk).update(version=1)
    with pytest.raises(actions.EditionChanged):
        actions.answer(old.pk, {}, actor=someone.actor(), at=datetime.now(UTC))
    page = reverse("training-sitting", args=[old.pk])
    assert b"The topic has a new version since this test was begun" in client.get(page).content
    new = begin(client, "L.3")
    assert new.pk != old.pk
    assert client.get(page).status_code == 200


@pytest.mark.proves(clauses.L_11)
def test_a_change_of_law_re_opens_its_topics_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    real, someone = course.current(), person()
    on = today() + timedelta(days=5)
    law = Law("Public Act 99-1", "ct-pa-99-1", on, on, ("L.4",), "Fewer days.", "Public Act 99-1", "C")
    changed = msgspec.structs.replace(real, terms=msgspec.structs.replace(real.terms, laws=(*real.terms.laws, law)))
    monkeypatch.setattr(course, "current", lambda: changed)
    assert client_of(someone).get(reverse("alerts")).status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(days=6)):
        client = client_of(someone)
        page = client.get(reverse("alerts"))
        assert page.status_code == 403
        assert b"Public Act 99-1 changed the law on" in page.content
        assert b"L.11" in page.content
        assert b"Passed" in sit(client, "L.4").content
        assert client.get(reverse("alerts")).status_code == 200


def test_refusals_are_counted_and_the_first_of_a_kind_is_logged_each_day() -> None:
    someone = person(trained=False)
    client = client_of(someone)
    for _ in range(3):
        client.get(reverse("alerts"))
        client.post(reverse("search"))
    logged = LogEntry.objects.filter(event="page.refused")
    assert [(each.outcome, each.clause, each.subject) for each in logged.order_by("seq")] == [
        ("refused", "L", "page:alerts"),
        ("refused", "L", "page:search"),
    ]
    assert sorted(Refusal.objects.values_list("kind", "times")) == [("change", 3), ("page", 3)]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        client_of(someone).get(reverse("alerts"))
    assert logged.count() == 3
