"""Signing in: the lock by the minute, one session a person, workstations, idle log-ins."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module

import psycopg
import pyotp
import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from factories.people import PASSWORD, administrator, chief, client_of, person
from plainview import jobs
from plainview.accounts import actions, idle, lock, queries, sessions, workstations
from plainview.accounts.models import FailedSignIn, Person, SignedIn, SignInLock
from plainview.audit.models import Entry as LogEntry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role, job

pytestmark = pytest.mark.usefixtures("instance")
MINUTE = timedelta(minutes=1)
BY_ITSELF = {"Sec-Fetch-Mode": "cors"}


@pytest.fixture(autouse=True)
def _no_codes_used_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def now() -> datetime:
    return datetime.now(UTC)


def browser() -> Client:
    return Client(SERVER_NAME="localhost")


def code_of(someone: Person) -> str:
    authenticator = Authenticator.objects.get(user=someone, type=Authenticator.Type.TOTP)
    return pyotp.TOTP(get_adapter().decrypt(authenticator.data["secret"])).now()


def try_password(someone: Person, password: str = "wrong", *, client: Client | None = None) -> int:
    client = client or browser()
    return client.post(reverse("account_login"), {"login": someone.email, "password": password}).status_code


def sign_in(someone: Person, client: Client | None = None) -> Client:
    """Both factors, by the pages."""
    client = client or browser()
    assert try_password(someone, PASSWORD, client=client) == 302
    cache.clear()  # a code is good once, and these tests sign in faster than codes change
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(someone)}).status_code == 302
    return client


def logged(event: str) -> list[LogEntry]:
    return list(LogEntry.objects.filter(event=event).order_by("seq"))


def facts(entry: LogEntry) -> dict[str, object]:
    return dict(json.loads(entry.facts))


# The lock


@pytest.mark.proves(clauses.I)
def test_failures_older_than_fifteen_minutes_do_not_count() -> None:
    someone, start = person(), now()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(4):
            assert try_password(someone) == 200
        clock.shift(15 * MINUTE)
        assert try_password(someone) == 200
        assert not lock.is_locked(someone.email)
        for _ in range(3):
            try_password(someone)
        assert not lock.is_locked(someone.email)
        assert try_password(someone) == 403
        assert lock.is_locked(someone.email)


@pytest.mark.proves(clauses.I)
def test_a_lock_does_not_end_by_itself() -> None:
    someone = person()
    for _ in range(5):
        try_password(someone)
    with time_machine.travel(now() + timedelta(days=30), tick=True):
        jobs.tick(actor=job("clock"), at=now())
        assert try_password(someone, PASSWORD) == 403
        actions.release(someone, actor=person(Role.ADMINISTRATOR).actor(), at=now())
        assert try_password(someone, PASSWORD) == 302
    assert [facts(entry)["wrong"] for entry in logged("login.failed")] == ["password"] * 5
    assert len(logged("login.locked")) == 2  # the lock itself, and the attempt on it


@pytest.mark.proves(clauses.I)
def test_wrong_codes_count_as_wrong_passwords_do() -> None:
    someone, client = person(), browser()
    try_password(someone)
    try_password(someone, PASSWORD, client=client)
    answers = [client.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}).status_code for n in range(4)]
    assert answers == [200, 200, 200, 403]
    assert lock.is_locked(someone.email)
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(someone)}).status_code == 302
    assert client.get(reverse("alerts")).status_code == 302
    assert try_password(someone, PASSWORD) == 403


def test_a_sign_in_clears_the_count_and_a_right_password_alone_does_not() -> None:
    someone = person()
    for _ in range(4):
        try_password(someone)
    try_password(someone, PASSWORD)
    assert FailedSignIn.objects.count() == 4
    sign_in(someone)
    assert FailedSignIn.objects.count() == 0


def test_wrong_codes_inside_lock_the_log_in_and_end_the_session() -> None:
    someone = person()
    client = sign_in(someone)
    for number in range(5):
        answer = client.post(reverse("mfa_reauthenticate"), {"code": f"{number:06}"})
    assert b"five attempts failed" in answer.content
    assert lock.is_locked(someone.email)
    assert client.get(reverse("alerts")).status_code == 302


def test_an_address_of_nobody_is_locked_alike_and_forgotten_after_a_day() -> None:
    answers = [
        browser().post(reverse("account_login"), {"login": "nobody@example.test", "password": "x"}).status_code
        for _ in range(6)
    ]
    assert answers == [200, 200, 200, 200, 403, 403]
    lock.forget(at=now() + timedelta(days=1, minutes=1))
    assert not SignInLock.objects.exists()


# One session a person


@pytest.mark.proves(clauses.F_A, clauses.F)
def test_signing_in_ends_the_other_session_and_says_so() -> None:
    someone = person()
    first = sign_in(someone)
    assert first.get(reverse("alerts")).status_code == 200
    second = sign_in(someone)
    assert second.get(reverse("alerts")).status_code == 200
    answer = first.get(reverse("alerts"), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert b"Somebody signed in with your log-in elsewhere" in answer.content
    assert b"tell the ALPR Administrator" in answer.content
    entry = logged("session.ended")[-1]
    assert (entry.subject, facts(entry)["because"]) == (f"person:{someone.pk}", "another sign-in")
    assert SignedIn.objects.filter(person=someone, ended_at=None).count() == 1


def test_a_session_that_nobody_noted_is_over() -> None:
    client = browser()
    client.force_login(person(), "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("alerts")).status_code == 302


def test_a_session_that_was_left_alone_is_no_second_session() -> None:
    someone = person()
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(someone)
        clock.shift(31 * MINUTE)
        sign_in(someone)
    assert not logged("session.ended")


def test_a_deactivation_ends_the_session_and_the_next_page_says_why() -> None:
    someone = person()
    client = sign_in(someone)
    actions.deactivate(someone, reason="left", actor=person(Role.ADMINISTRATOR).actor(), at=now())
    assert b"This log-in has ended" in client.get(reverse("alerts"), follow=True).content
    locked = browser().post(reverse("account_login"), {"login": someone.email, "password": PASSWORD})
    assert (locked.status_code, b"left" in locked.content) == (403, True)
    assert logged("login.failed")[-1].actor == f"person:{someone.pk}"


# The lock of the screen


@pytest.mark.proves(clauses.I)
def test_a_session_ends_after_thirty_minutes_and_leads_back_to_its_page() -> None:
    someone = person()
    with time_machine.travel(now(), tick=False) as clock:
        client = sign_in(someone)
        clock.shift(29 * MINUTE)
        assert client.get(reverse("search")).status_code == 200
        clock.shift(29 * MINUTE)
        assert client.get(reverse("search")).status_code == 200
        clock.shift(30 * MINUTE)
        answer = client.get(reverse("search") + "?plate=x")
        assert answer["Location"] == f"{reverse('account_login')}?next={reverse('search')}%3Fplate%3Dx"
        page = client.get(answer["Location"])
        assert b"nothing was asked for during thirty minutes" in page.content
        form = {"login": someone.email, "password": PASSWORD, "next": "/search/?plate=x"}
        assert client.post(reverse("account_login"), form)["Location"] == reverse("mfa_authenticate")
        cache.clear()
        last = client.post(reverse("mfa_authenticate"), {"code": code_of(someone)})
        assert last["Location"] == "/search/?plate=x"


def test_what_a_page_asks_by_itself_prolongs_nothing() -> None:
    with time_machine.travel(now(), tick=False) as clock:
        client = sign_in(person())
        clock.shift(20 * MINUTE)
        told = client.get(reverse("session-left"), headers=BY_ITSELF).json()
        for name in ("alerts", "confirmations"):
            client.get(reverse(name), headers=BY_ITSELF)
        assert told["seconds"] == 10 * 60
        assert len(told["token"]) > 20
        clock.shift(11 * MINUTE)
        assert client.get(reverse("alerts"), headers=BY_ITSELF).status_code == 401
        assert b"thirty minutes" in client.get(reverse("alerts"), follow=True).content


def test_somebody_who_says_so_is_still_there() -> None:
    with time_machine.travel(now(), tick=False) as clock:
        client = sign_in(person())
        clock.shift(29 * MINUTE)
        assert client.post(reverse("session-keep"), headers=BY_ITSELF).json()["seconds"] == 30 * 60
        clock.shift(29 * MINUTE)
        assert client.get(reverse("alerts")).status_code == 200


def test_a_form_that_came_too_late_says_what_to_do() -> None:
    with time_machine.travel(now(), tick=False) as clock:
        client = sign_in(person())
        clock.shift(31 * MINUTE)
        answer = client.post(reverse("search"), {"plate": "AB12345"})
    assert answer.status_code == 403
    assert b"go one page back" in answer.content
    assert b"AB12345" not in answer.content
    assert not logged("search.run")


# Workstations


def enrolled(client: Client, place: str = "Car 12") -> None:
    token = workstations.name(place, reason="locked", actor=person(Role.ADMINISTRATOR).actor(), at=now())
    assert client.get(reverse("workstation-enrol", args=[token])).status_code == 200
    assert client.post(reverse("workstation-enrol", args=[token])).status_code == 303
    assert browser().post(reverse("workstation-enrol", args=[token])).status_code == 404


@pytest.mark.proves(clauses.I)
def test_at_an_exempt_workstation_a_session_lasts_a_shift() -> None:
    someone, client = person(), browser()
    with time_machine.travel(now(), tick=False) as clock:
        enrolled(client)
        sign_in(someone, client)
        for _ in range(11):
            clock.shift(timedelta(hours=1))
            assert client.get(reverse("alerts")).status_code == 200
        clock.shift(timedelta(hours=1))
        answer = client.get(reverse("alerts"), follow=True)
    assert b"The shift of this session was over" in answer.content
    assert facts(logged("login.succeeded")[-1])["workstation"] == "Car 12"
    assert facts(logged("session.ended")[-1])["because"] == "the shift is over"


def test_an_exemption_belongs_to_one_browser() -> None:
    someone, client = person(), browser()
    enrolled(client)
    with time_machine.travel(now(), tick=False) as clock:
        other = sign_in(someone)
        clock.shift(31 * MINUTE)
        assert other.get(reverse("alerts")).status_code == 302
    forged = browser()
    forged.cookies["workstation"] = client.cookies["workstation"].value[:-1] + "x"
    sign_in(someone, forged)
    assert SignedIn.objects.get(person=someone, ended_at=None).workstation is None


def test_one_session_a_person_holds_at_workstations_too() -> None:
    someone, car, console = person(), browser(), browser()
    enrolled(car)
    enrolled(console, "Dispatch, console 2")
    sign_in(someone, car)
    sign_in(someone, console)
    assert car.get(reverse("alerts")).status_code == 302
    assert console.get(reverse("alerts")).status_code == 200


def test_an_exemption_that_ends_ends_the_session_on_it() -> None:
    someone, client, administrator = person(), browser(), client_of(person(Role.ADMINISTRATOR))
    enrolled(client)
    sign_in(someone, client)
    [workstation] = workstations.listed()
    address = reverse("people-workstation-revoke", args=[workstation.pk])
    assert administrator.post(address, {"because": " "}).status_code == 422
    assert administrator.post(address, {"because": "sold"}).status_code == 303
    assert b"not exempt from the lock any more" in client.get(reverse("alerts"), follow=True).content
    assert facts(logged("workstation.revoked")[-1]) == {"place": "Car 12", "because": "sold"}


@pytest.mark.proves(clauses.D_3)
def test_the_administrator_alone_names_a_workstation() -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(PolicyRefusal):
            workstations.name("Car 12", reason="locked", actor=person(role).actor(), at=now())
    page = client_of(person(Role.ADMINISTRATOR)).post(reverse("people-workstations"), {"place": "Car 12", "reason": ""})
    assert (page.status_code, b"the reason is missing" in page.content.lower()) == (422, True)
    page = client_of(person(Role.ADMINISTRATOR)).post(
        reverse("people-workstations"), {"place": "Car 12", "reason": "Locked when nobody is in it"}
    )
    assert b"http://localhost/workstation/" in page.content


# Idle log-ins


@pytest.mark.proves(clauses.D_2, clauses.F)
def test_a_log_in_that_nobody_used_for_ninety_days_is_switched_off_by_the_clock() -> None:
    idle_one, busy = person(), person()
    later = now() + timedelta(days=90)
    with time_machine.travel(later - timedelta(days=2), tick=True):
        for each in (busy, chief(), administrator()):
            sign_in(each)
    assert idle.disable_idle(actor=job("clock"), at=later - timedelta(hours=1)) == 0
    jobs.tick(actor=job("clock"), at=later + MINUTE)
    idle_one.refresh_from_db()
    busy.refresh_from_db()
    assert (idle_one.is_active, idle_one.ended_because, busy.is_active) == (False, "no sign-in for 90 days", True)
    [entry] = logged("person.disabled")
    assert (entry.subject, facts(entry)["control"]) == (f"person:{idle_one.pk}", "CJIS AC-2(3)")


def test_the_last_chief_is_never_switched_off_and_nobody_keeps_what_they_held() -> None:
    the_chief, the_administrator = chief(), administrator()
    idle.disable_idle(actor=job("clock"), at=now() + timedelta(days=91))
    the_chief.refresh_from_db()
    the_administrator.refresh_from_db()
    assert (the_chief.is_active, the_administrator.is_active) == (True, False)
    assert not queries.standing_appointments(now() + timedelta(days=91))


def test_after_a_return_the_ninety_days_begin_anew_and_the_demos_people_stay() -> None:
    later = now() + timedelta(days=120)
    returned = person()
    Person.objects.filter(pk=returned.pk).update(returned_at=later - timedelta(days=5))
    demo = person()
    Person.objects.exclude(pk=returned.pk).update(is_demo=True)
    assert demo.is_active
    assert idle.disable_idle(actor=job("clock"), at=later) == 0


def test_what_is_known_of_sessions_is_forgotten_after_a_month() -> None:
    someone = person()
    sign_in(someone)
    sessions.forget(at=now() + timedelta(days=29))
    assert SignedIn.objects.filter(person=someone).exists()
    sessions.forget(at=now() + timedelta(days=31))
    assert not SignedIn.objects.filter(person=someone).exists()


def test_who_was_locked_before_the_upgrade_stays_locked(as_owner: psycopg.Connection) -> None:
    sql = import_module("plainview.accounts.migrations.0004_sign_in").Migration.operations[-1].sql
    attempts = [("a@City.test", 3), ("a@city.test", 2), ("b@city.test", 4)]
    AccessAttempt.objects.bulk_create(
        AccessAttempt(username=address, failures_since_start=failures, user_agent=address)
        for address, failures in attempts
    )
    as_owner.execute(sql)
    assert lock.locked() == {"a@city.test"}
    assert not AccessAttempt.objects.exists()
