"""An emergency opened by two people: for whom, for how long, who sees it, who ends it, who reviews it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from factories.people import administrator, chief, client_of, person
from plainview.access import actions as access
from plainview.access import break_glass, decisions
from plainview.access.models import Request
from plainview.accounts import actions as accounts
from plainview.accounts import queries
from plainview.accounts.models import Elevation, Person
from plainview.approvals import actions as approvals
from plainview.approvals import queries as asked
from plainview.approvals.kinds import Kind
from plainview.approvals.models import Approval
from plainview.audit.models import Entry as LogEntry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role

pytestmark = pytest.mark.usefixtures("instance")

WHY = "The administrator is in hospital and an officer is locked out."


def now() -> datetime:
    return datetime.now(UTC)


def ask(who: Person, by: Person, *, role: Role = Role.ADMINISTRATOR, hours: int = 2) -> Request:
    return break_glass.ask(who, role=role, hours=hours, why=WHY, actor=by.actor(now()), at=now())


def opened(who: Person, by: Person, second: Person, **changed: int) -> Elevation:
    request = ask(who, by, **changed)
    decisions.decide(request.approval_id, approved=True, actor=second.actor(now()), at=now())
    return Elevation.objects.get(person=who, ended_at=None)


def review_of(elevation: Elevation) -> Approval:
    return asked.of(f"elevation:{elevation.pk}")[0]


@pytest.mark.proves(clauses.F, clauses.D_2)
def test_two_people_give_a_third_an_administrators_duties_until_a_moment() -> None:
    administrator()
    who, first, second = person(), person(Role.SUPERVISOR), person(Role.SUPERVISOR)
    elevation = opened(who, first, second)
    acting = who.actor(now())
    assert (acting.role, acting.elevated_to) == (Role.OPERATOR, Role.ADMINISTRATOR)
    assert accounts.invite("n@example.test", name="N", role=Role.OPERATOR, actor=acting, at=now())
    assert who.actor(elevation.until).elevated_to is None
    assert who.actor().elevated_to is None, "without a moment there is no elevation"
    assert '"in_emergency_as":"administrator"' in LogEntry.objects.filter(event="person.invited").latest("seq").facts


@pytest.mark.proves(clauses.F)
def test_it_is_logged_at_once_with_both_names_and_the_reason() -> None:
    who, first, second = person(), person(Role.SUPERVISOR), chief()
    opened(who, first, second)
    entry = LogEntry.objects.get(event="break-glass.opened")
    for words in (first.name, second.name, who.name, "administrator"):
        assert words in entry.facts
    assert WHY not in entry.facts, "why may name a plate"
    assert WHY in str(entry.private)


@pytest.mark.proves(clauses.F)
def test_nobody_opens_it_alone_for_themselves_or_by_a_role_that_may_not() -> None:
    who, first = person(), person(Role.SUPERVISOR)
    request = ask(who, first)
    for other in (first, who, administrator(), person(Role.AUDITOR), person(Role.DISPATCHER)):
        with pytest.raises(PolicyRefusal):
            decisions.decide(request.approval_id, approved=True, actor=other.actor(now()), at=now())
    own = ask(first, chief())
    with pytest.raises(PolicyRefusal, match="about yourself"):
        decisions.decide(own.approval_id, approved=True, actor=first.actor(now()), at=now())
    for role in (Role.OPERATOR, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(PolicyRefusal):
            ask(who, person(role))
    assert not Elevation.objects.exists()


@pytest.mark.proves(clauses.F)
def test_an_emergency_does_not_open_the_next_one() -> None:
    who, first, second = person(), person(Role.SUPERVISOR), person(Role.SUPERVISOR)
    opened(who, first, second, role=Role.SUPERVISOR)
    other = person()
    with pytest.raises(PolicyRefusal):
        ask(other, who)
    request = ask(other, first)
    assert Kind.BREAK_GLASS not in asked.decidable(who.actor(now()))
    with pytest.raises(PolicyRefusal):
        decisions.decide(request.approval_id, approved=True, actor=who.actor(now()), at=now())


@pytest.mark.proves(clauses.F)
@pytest.mark.parametrize("hours", [0, 5, 24])
def test_it_lasts_four_hours_at_most(hours: int) -> None:
    with pytest.raises(PolicyRefusal, match="four hours"):
        ask(person(), person(Role.SUPERVISOR), hours=hours)


@pytest.mark.proves(clauses.D_2)
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.VENDOR, Role.RECORDS_CLERK, Role.ANALYST, Role.ADMINISTRATOR])
def test_it_is_not_for_everybody(role: Role) -> None:
    with pytest.raises(PolicyRefusal, match="cannot take these duties"):
        ask(person(role), person(Role.SUPERVISOR))


def test_the_request_counts_as_refused_after_half_an_hour() -> None:
    request = ask(person(), person(Role.SUPERVISOR))
    with pytest.raises(PolicyRefusal, match="expired"):
        decisions.decide(request.approval_id, approved=True, actor=chief().actor(), at=now() + timedelta(minutes=31))


@pytest.mark.proves(clauses.F)
def test_any_of_them_the_chief_and_the_auditor_end_it_and_nobody_else() -> None:
    first, second, auditor = person(Role.SUPERVISOR), person(Role.SUPERVISOR), person(Role.AUDITOR)
    for index, ending in enumerate((first, second, None, chief(), auditor)):
        who = person()
        elevation = opened(who, first, second)
        with pytest.raises(PolicyRefusal, match="not yours"):
            break_glass.end(elevation.pk, actor=person(Role.SUPERVISOR).actor(now()), at=now())
        break_glass.end(elevation.pk, actor=(ending or who).actor(now()), at=now())
        assert who.actor(now()).elevated_to is None
        assert LogEntry.objects.filter(event="break-glass.ended", outcome="done").count() == index + 1


@pytest.mark.proves(clauses.F)
def test_it_ends_with_the_access_or_the_role_of_the_person() -> None:
    who, first, second = person(), person(Role.SUPERVISOR), person(Role.SUPERVISOR)
    opened(who, first, second)
    access.change_role(who, Role.DISPATCHER, why="moved", actor=administrator().actor(), at=now())
    assert who.actor(now()).elevated_to is None


@pytest.mark.proves(clauses.F)
def test_it_is_reviewed_afterwards_by_neither_of_them_within_three_days() -> None:
    who, first = person(), person(Role.SUPERVISOR)
    elevation = opened(who, first, chief())
    review, auditor = review_of(elevation), person(Role.AUDITOR)
    assert review.expires_at == elevation.until + timedelta(hours=72)
    with pytest.raises(PolicyRefusal, match="still stands"):
        decisions.review(review.pk, approved=True, actor=auditor.actor(), at=now())
    break_glass.end(elevation.pk, actor=who.actor(now()), at=now())
    for other in (first, chief(), who, person(Role.SUPERVISOR)):
        with pytest.raises(PolicyRefusal):
            decisions.review(review.pk, approved=True, actor=other.actor(), at=now())
    decisions.review(review.pk, approved=False, reason="She could be reached.", actor=auditor.actor(), at=now())
    page = client_of(auditor).get(reverse("break-glass")).content.decode()
    assert "not justified" in page
    assert "She could be reached." in page


def test_a_review_that_nobody_made_counts_against_it() -> None:
    elevation = opened(person(), person(Role.SUPERVISOR), person(Role.SUPERVISOR))
    late = elevation.until + timedelta(hours=73)
    with pytest.raises(PolicyRefusal, match="expired"):
        approvals.decide(review_of(elevation).pk, approved=True, actor=chief().actor(), at=late)
    assert queries.past_elevations(late) == [elevation]


@pytest.mark.proves(clauses.F)
def test_every_page_of_the_person_the_chief_and_the_auditor_says_so() -> None:
    who, first, second = person(), person(Role.SUPERVISOR), person(Role.SUPERVISOR)
    opened(who, first, second)
    says = b"Emergency.</strong>"
    for sees in (who, chief(), person(Role.AUDITOR)):
        browser = client_of(sees)
        for name in ("mfa_index", "retention", "cameras"):
            assert says in browser.get(reverse(name)).content, (sees.role, name)
    assert says not in client_of(person()).get(reverse("retention")).content
    assert b"People" in client_of(who).get(reverse("people")).content


def test_by_pages_from_the_request_to_the_end() -> None:
    who, first, second = person(), person(Role.SUPERVISOR), person(Role.SUPERVISOR)
    asking, opening, acting = client_of(first), client_of(second), client_of(who)
    form = {"person": str(who.pk), "role": "administrator", "hours": "1", "why": WHY}
    for missing in form:
        assert asking.post(reverse("break-glass-ask"), {**form, missing: ""}).status_code == 422, missing
    assert asking.post(reverse("break-glass-ask"), form).status_code == 303
    assert WHY in opening.get(reverse("approvals")).content.decode()
    approval = Request.objects.get(person_id=who.pk).approval_id
    opening.post(reverse("approval-decide", args=[approval]), {"approved": "yes"})
    assert acting.get(reverse("people")).status_code == 200
    acting.post(reverse("break-glass-end", args=[Elevation.objects.get().pk]))
    assert acting.get(reverse("people")).status_code == 403
