"""Who gives access to whom: the Chief, the appointment, invitations, roles, returns and resets."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.test import Client
from django.urls import reverse

from factories.devices import CONSOLE
from factories.people import PASSWORD, administrator, chief, client_of, person
from plainview.access import actions, decisions
from plainview.access import queries as requests
from plainview.access.asking import What
from plainview.access.models import Request
from plainview.accounts import actions as accounts
from plainview.accounts import appointments, changes, queries
from plainview.accounts.models import Appointment, Person
from plainview.approvals.models import State
from plainview.audit.models import Entry as LogEntry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Actor, Role

pytestmark = pytest.mark.usefixtures("instance")


def now() -> datetime:
    return datetime.now(UTC)


def end_appointments() -> None:
    for each in queries.standing_appointments(now()):
        appointments.end(each.pk, because="left", actor=chief().actor(), at=now())


def invite(role: Role = Role.OPERATOR, *, by: Actor, email: str = "new@example.test") -> str | None:
    return actions.invite(email, name="New", role=role, why="Leads a shift.", actor=by, at=now())


# The appointment


@pytest.mark.proves(clauses.D)
def test_without_a_standing_appointment_nobody_is_given_access() -> None:
    someone, me = person(), administrator()
    away = person()
    accounts.deactivate(away, reason="left", actor=me.actor(), at=now())
    acting = me.actor()
    end_appointments()
    gives = (
        lambda: invite(by=acting),
        lambda: invite(Role.SUPERVISOR, by=acting),
        lambda: actions.change_role(someone, Role.ANALYST, why="moved", actor=acting, at=now()),
        lambda: actions.ask_return(away, why="back", actor=acting, at=now()),
        lambda: actions.ask_reset(someone, why="phone", actor=acting, at=now()),
        lambda: changes.invite_back(away, actor=acting, at=now()),
        lambda: accounts.invite("a@example.test", name="A", role=Role.OPERATOR, actor=CONSOLE, at=now()),
    )
    for give in gives:
        with pytest.raises(PolicyRefusal) as refused:
            give()
        assert clauses.D in {each.clause for each in refused.value.refusals}
    assert Person.objects.count() == 4


@pytest.mark.proves(clauses.D)
def test_an_administrator_whose_appointment_ended_or_ran_out_may_nothing_at_their_next_request() -> None:
    me, browser = administrator(), client_of(administrator())
    assert browser.get(reverse("people")).status_code == 200
    end_appointments()
    answer = browser.get(reverse("people"))
    assert answer.status_code == 403
    assert "No appointment as ALPR Administrator stands" in answer.content.decode()
    assert browser.get(reverse("mfa_index")).status_code == 200
    assert me.actor(now()).role is None
    appointments.appoint(me, until=now() + timedelta(days=1), actor=chief().actor(), at=now())
    assert me.actor(now()).role is Role.ADMINISTRATOR
    assert me.actor(now() + timedelta(days=2)).role is None
    assert me.actor().role is None, "without a moment an appointment with an end does not count"


@pytest.mark.proves(clauses.D)
def test_an_appointment_begins_on_its_day() -> None:
    someone, monday = person(), now() + timedelta(days=3)
    appointments.appoint(someone, starts_at=monday, actor=chief().actor(), at=now())
    assert (someone.actor().role, someone.actor(now()).role) == (None, None)
    assert someone.actor(monday).role is Role.ADMINISTRATOR


@pytest.mark.proves(clauses.D)
def test_only_the_chief_appoints_and_ends_it() -> None:
    someone = person()
    for role in sorted(set(Role) - {Role.CHIEF}):
        other = person(role).actor(now())
        with pytest.raises(PolicyRefusal):
            appointments.appoint(someone, actor=other, at=now())
        with pytest.raises(PolicyRefusal):
            appointments.end(queries.standing_appointments(now())[0].pk, because="x", actor=other, at=now())
    with pytest.raises(PolicyRefusal):
        appointments.appoint(someone, actor=CONSOLE, at=now())


@pytest.mark.proves(clauses.D)
def test_the_history_of_appointments_is_kept_and_the_role_goes_with_them() -> None:
    someone = person()
    first = appointments.appoint(someone, actor=chief().actor(), at=now())
    appointments.appoint(someone, until=now() + timedelta(days=9), actor=chief().actor(), at=now())
    first.refresh_from_db()
    assert (first.ended_because, Person.objects.get(pk=someone.pk).role) == ("appointed anew", "administrator")
    assert Appointment.objects.filter(email=someone.email).count() == 2
    events = LogEntry.objects.filter(subject=f"person:{someone.pk}").values_list("event", flat=True)
    assert list(events)[-3:] == ["appointment.made", "appointment.ended", "appointment.made"]


def test_neither_a_vendor_nor_the_last_chief_nor_somebody_without_access_is_appointed() -> None:
    vendor, away, me = person(Role.VENDOR), person(), chief()
    accounts.deactivate(away, reason="left", actor=administrator().actor(), at=now())
    for other, words in ((vendor, "vendor"), (away, "no access"), (me, "your own")):
        with pytest.raises(PolicyRefusal, match=words):
            appointments.appoint(other, actor=me.actor(), at=now())
    with pytest.raises(PolicyRefusal, match="before it begins"):
        appointments.appoint(person(), until=now() - timedelta(1), actor=me.actor(), at=now())


@pytest.mark.proves(clauses.D)
def test_administrators_of_before_have_thirty_days_in_which_the_chief_can_appoint() -> None:
    me = administrator()
    Appointment.objects.all().delete()
    assert me.actor(now()).role is None
    import_module("plainview.accounts.migrations.0003_appointments_from_before").appoint(apps, None)
    assert me.actor(now()).role is Role.ADMINISTRATOR
    assert me.actor(now() + timedelta(days=31)).role is None
    page = client_of(chief()).get(reverse("appointment")).content.decode()
    assert "before appointments were kept" in page
    appointments.appoint(me, actor=chief().actor(), at=now())
    assert me.actor(now() + timedelta(days=31)).role is Role.ADMINISTRATOR


# The first people


@pytest.mark.proves(clauses.D)
def test_the_console_invites_the_first_chief_and_nobody_after() -> None:
    token = accounts.invite("chief@example.test", name="Chief", role=Role.CHIEF, actor=CONSOLE, at=now())
    accounts.join(token, password=PASSWORD, actor=accounts.stranger("chief@example.test"), at=now())
    for role in Role:
        with pytest.raises(PolicyRefusal):
            accounts.invite("x@example.test", name="X", role=role, actor=CONSOLE, at=now())
    with pytest.raises(PolicyRefusal, match="real people"):
        accounts.invite("x@demo.invalid", name="X", role=Role.OPERATOR, is_demo=True, actor=CONSOLE, at=now())


@pytest.mark.proves(clauses.D, clauses.D_3)
def test_first_run_by_pages() -> None:
    browser = client_of(person(Role.CHIEF))
    assert browser.get(reverse("home"))["Location"] == reverse("appointment")
    form = {"way": "invite", "name": "A. Lind", "email": "lind@example.test", "badge": "1"}
    page = browser.post(reverse("appointment"), form).content.decode()
    path = page[page.index("/join/") :].split("<")[0]
    assert Client(SERVER_NAME="localhost").post(path, {"password": PASSWORD}).status_code == 302
    lind = Person.objects.get(email="lind@example.test")
    assert (lind.role, lind.actor(now()).role) == ("administrator", Role.ADMINISTRATOR)
    assert browser.get(reverse("home"))["Location"] != reverse("appointment")
    assert accounts.invite("o@example.test", name="O", role=Role.OPERATOR, actor=lind.actor(), at=now())


# Who is given which role


@pytest.mark.proves(clauses.D, clauses.D_3)
@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.CHIEF])
def test_somebody_who_decides_about_others_is_invited_with_the_chiefs_approval(role: Role) -> None:
    by = administrator().actor()
    with pytest.raises(PolicyRefusal, match="approval"):
        accounts.invite("new@example.test", name="New", role=role, actor=by, at=now())
    assert invite(role, by=by) is None
    request = Request.objects.get(email="new@example.test")
    with pytest.raises(PolicyRefusal, match="not approved"):
        actions.make_link(request.pk, actor=by, at=now())
    with pytest.raises(PolicyRefusal):
        decisions.decide(request.approval_id, approved=True, actor=person(Role.SUPERVISOR).actor(), at=now())
    decisions.decide(request.approval_id, approved=True, actor=chief().actor(), at=now())
    token = actions.make_link(request.pk, actor=by, at=now())
    joined = accounts.join(token, password=PASSWORD, actor=accounts.stranger("new@example.test"), at=now())
    assert joined.role == role
    with pytest.raises(PolicyRefusal, match="closed"):
        actions.make_link(request.pk, actor=by, at=now())


@pytest.mark.proves(clauses.D_3)
def test_a_refused_or_expired_request_makes_no_link_and_a_link_can_be_made_for_a_week() -> None:
    by = administrator().actor()
    for email in ("a@example.test", "b@example.test", "c@example.test"):
        invite(Role.SUPERVISOR, by=by, email=email)
    refused, expired, approved = (Request.objects.get(email=f"{each}@example.test") for each in "abc")
    decisions.decide(refused.approval_id, approved=False, reason="No.", actor=chief().actor(), at=now())
    decisions.decide(approved.approval_id, approved=True, actor=chief().actor(), at=now())
    first = actions.make_link(approved.pk, actor=by, at=now())
    later = now() + timedelta(days=8)
    for request, at in ((refused, now()), (expired, later), (approved, later)):
        with pytest.raises(PolicyRefusal):
            actions.make_link(request.pk, actor=by, at=at)
    actions.make_link(approved.pk, actor=by, at=now())
    with pytest.raises(accounts.InvitationInvalid):
        accounts.join(first, password=PASSWORD, actor=accounts.stranger("c@example.test"), at=now())


@pytest.mark.proves(clauses.D)
def test_nobody_but_the_chief_makes_an_administrator() -> None:
    by, someone = administrator().actor(), person()
    with pytest.raises(PolicyRefusal, match="appointed by the Chief"):
        accounts.invite("n@example.test", name="N", role=Role.ADMINISTRATOR, actor=by, at=now())
    with pytest.raises(PolicyRefusal, match="appointed by the Chief"):
        actions.change_role(someone, Role.ADMINISTRATOR, why="x", actor=by, at=now())


@pytest.mark.proves(clauses.D_3)
def test_a_role_that_decides_waits_for_the_chief_and_another_is_changed_at_once() -> None:
    someone, by = person(), administrator().actor()
    assert actions.change_role(someone, Role.ANALYST, why="Moved.", actor=by, at=now())
    assert not actions.change_role(someone, Role.SUPERVISOR, why="Promoted.", actor=by, at=now())
    assert Person.objects.get(pk=someone.pk).role == "analyst"
    request = Request.objects.get(what=What.ROLE_CHANGE)
    decisions.decide(request.approval_id, approved=True, actor=chief().actor(), at=now())
    assert Person.objects.get(pk=someone.pk).role == "supervisor"
    with pytest.raises(PolicyRefusal, match="no link"):
        actions.make_link(request.pk, actor=by, at=now())


@pytest.mark.proves(clauses.D_3)
def test_nobody_changes_their_own_role_and_the_last_chief_stays() -> None:
    me = administrator()
    with pytest.raises(PolicyRefusal, match="your own"):
        actions.change_role(me, Role.OPERATOR, why="tired", actor=me.actor(), at=now())
    for change in (
        lambda: actions.change_role(chief(), Role.OPERATOR, why="x", actor=me.actor(), at=now()),
        lambda: accounts.deactivate(chief(), reason="x", actor=me.actor(), at=now()),
    ):
        with pytest.raises(PolicyRefusal, match="only Chief"):
            change()


# Leaving and coming back


@pytest.mark.proves(clauses.D_3)
def test_a_lost_phone_takes_two_people_and_ends_both_factors_and_every_session() -> None:
    someone, by = person(), administrator().actor()
    session = client_of(someone)
    request = actions.ask_reset(someone, why="Lost in the lake.", actor=by, at=now())
    assert session.get(reverse("alerts")).status_code == 200
    for who in (administrator(), someone):
        with pytest.raises(PolicyRefusal):
            decisions.decide(request.approval_id, approved=True, actor=who.actor(), at=now())
    decisions.decide(request.approval_id, approved=True, actor=person(Role.SUPERVISOR).actor(), at=now())
    assert session.get(reverse("alerts")).status_code == 302
    assert not Authenticator.objects.filter(user=someone).exists()
    fresh = Client(SERVER_NAME="localhost")
    fresh.post(reverse("account_login"), {"login": someone.email, "password": PASSWORD})
    assert fresh.get(reverse("alerts")).status_code == 302
    token = actions.make_link(request.pk, actor=by, at=now())
    back = accounts.join(token, password="another long phrase", actor=accounts.stranger(someone.email), at=now())
    assert (back.pk, back.role) == (someone.pk, someone.role)
    fresh.post(reverse("account_login"), {"login": someone.email, "password": "another long phrase"})
    assert fresh.get(reverse("alerts"))["Location"] == reverse("mfa_activate_totp")


@pytest.mark.proves(clauses.D_3)
def test_a_supervisor_does_not_approve_the_reset_of_their_own_log_in() -> None:
    someone = person(Role.SUPERVISOR)
    request = actions.ask_reset(someone, why="Lost.", actor=administrator().actor(), at=now())
    with pytest.raises(PolicyRefusal, match="about yourself"):
        decisions.decide(request.approval_id, approved=True, actor=someone.actor(), at=now())


@pytest.mark.proves(clauses.D_3)
def test_whoever_returns_is_the_same_person_with_new_factors_and_nothing_that_they_held() -> None:
    someone, by = person(), administrator().actor()
    appointments.appoint(someone, actor=chief().actor(), at=now())
    accounts.deactivate(someone, reason="left", actor=by, at=now())
    request = actions.ask_return(someone, why="Back from leave.", actor=by, at=now())
    assert requests.lately(now())[0].state is State.OPEN
    decisions.decide(request.approval_id, approved=True, actor=chief().actor(), at=now())
    assert not Person.objects.get(pk=someone.pk).is_active
    token = actions.make_link(request.pk, actor=by, at=now())
    back = accounts.join(token, password=PASSWORD, actor=accounts.stranger(someone.email), at=now())
    assert (back.pk, back.is_active, back.actor(now()).role) == (someone.pk, True, None)
    assert not Authenticator.objects.filter(user=back).exists()
    assert Person.objects.filter(email=someone.email).count() == 1


@pytest.mark.proves(clauses.D_3)
def test_a_supervisor_who_returns_is_approved_by_the_chief() -> None:
    someone, by = person(Role.SUPERVISOR), administrator().actor()
    accounts.deactivate(someone, reason="left", actor=by, at=now())
    request = actions.ask_return(someone, why="Back.", actor=by, at=now())
    with pytest.raises(PolicyRefusal):
        decisions.decide(request.approval_id, approved=True, actor=person(Role.SUPERVISOR).actor(), at=now())
    decisions.decide(request.approval_id, approved=True, actor=chief().actor(), at=now())


@pytest.mark.proves(clauses.D_3)
def test_an_open_link_ends_with_the_access() -> None:
    someone, by = person(), administrator().actor()
    request = actions.ask_reset(someone, why="Lost.", actor=by, at=now())
    decisions.decide(request.approval_id, approved=True, actor=chief().actor(), at=now())
    token = actions.make_link(request.pk, actor=by, at=now())
    accounts.deactivate(someone, reason="left", actor=by, at=now())
    with pytest.raises(accounts.InvitationInvalid):
        accounts.join(token, password=PASSWORD, actor=accounts.stranger(someone.email), at=now())


@pytest.mark.proves(clauses.D_3)
def test_an_approval_from_before_an_access_ended_opens_nothing_after_it() -> None:
    someone, by = person(Role.SUPERVISOR), administrator().actor()
    approved = actions.ask_reset(someone, why="Lost.", actor=by, at=now())
    decisions.decide(approved.approval_id, approved=True, actor=chief().actor(), at=now())
    waiting = actions.ask_reset(someone, why="Lost again.", actor=by, at=now())
    accounts.deactivate(someone, reason="misuse", actor=by, at=now())
    with pytest.raises(PolicyRefusal, match=r"D\.3: the person's access has changed"):
        actions.make_link(approved.pk, actor=by, at=now())
    with pytest.raises(PolicyRefusal, match=r"D\.3: the person's access has changed"):
        decisions.decide(waiting.approval_id, approved=True, actor=chief().actor(), at=now())
    assert not any(each.linkable for each in requests.lately(now()))
    back = actions.ask_return(someone, why="Cleared.", actor=by, at=now())
    decisions.decide(back.approval_id, approved=True, actor=chief().actor(), at=now())
    assert actions.make_link(back.pk, actor=by, at=now())


@pytest.mark.proves(clauses.D)
def test_an_appointment_that_ends_takes_its_open_invitation_along() -> None:
    the_chief = chief().actor()
    token = appointments.appoint_by_invitation("deputy@example.test", name="Deputy", actor=the_chief, at=now())
    made = Appointment.objects.get(email="deputy@example.test")
    appointments.end(made.pk, because="somebody else", actor=the_chief, at=now())
    with pytest.raises(accounts.InvitationInvalid):
        accounts.join(token, password=PASSWORD, actor=accounts.stranger("deputy@example.test"), at=now())


def test_why_somebody_changes_is_sealed() -> None:
    someone = person()
    actions.change_role(someone, Role.ANALYST, why="Saw AB12345 too often.", actor=administrator().actor(), at=now())
    entry = LogEntry.objects.get(event="person.role-changed")
    assert "AB12345" not in entry.facts
    assert "AB12345" in str(entry.private)
