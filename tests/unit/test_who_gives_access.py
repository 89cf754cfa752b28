"""The pure rules of who gives access to whom, and the table of what decides which request."""

import pytest

from plainview.accounts import rules
from plainview.accounts.permissions import TABLE, Permission, may
from plainview.approvals.kinds import DECIDED_BY, Kind
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Allowed, Refused
from plainview.terms.actor import Actor, ActorKind, Role


def actor(role: Role | None, elevated_to: Role | None = None) -> Actor:
    return Actor(ActorKind.PERSON, "1", "One", role, elevated_to)


def test_every_kind_of_request_is_decided_by_a_permission_that_some_role_has() -> None:
    assert set(DECIDED_BY) == set(Kind)
    assert list(Kind) == sorted(Kind)
    for kind, permission in DECIDED_BY.items():
        assert any(permission in granted for granted in TABLE.values()), kind


def test_whoever_decides_something_may_open_the_page_and_nobody_else() -> None:
    decide = {role for role, granted in TABLE.items() if granted & set(DECIDED_BY.values())}
    assert {role for role, granted in TABLE.items() if Permission.APPROVALS_SEE in granted} == decide


@pytest.mark.proves(clauses.D)
def test_without_an_appointment_nobody_is_given_access() -> None:
    refused = rules.appointed(standing=False)
    assert isinstance(refused, Refused)
    assert refused.clause is clauses.D
    assert rules.appointed(standing=True) is ALLOWED


@pytest.mark.proves(clauses.D, clauses.D_3)
@pytest.mark.parametrize("role", Role)
def test_an_administrator_alone_makes_nobody_who_decides_about_others(role: Role) -> None:
    alone, approved = rules.may_be_given(role, approved=False), rules.may_be_given(role, approved=True)
    assert isinstance(alone, Allowed) == (role not in {Role.SUPERVISOR, Role.CHIEF, Role.ADMINISTRATOR})
    assert isinstance(approved, Allowed) == (role is not Role.ADMINISTRATOR)


@pytest.mark.proves(clauses.D)
@pytest.mark.parametrize("role", Role)
def test_the_console_makes_the_first_chief_and_nobody_else(role: Role) -> None:
    first = rules.console_may_invite(role, is_demo=False, chief_stands=False, real_people=False)
    later = rules.console_may_invite(role, is_demo=False, chief_stands=True, real_people=True)
    assert isinstance(first, Allowed) == (role is Role.CHIEF)
    assert isinstance(later, Refused)


@pytest.mark.parametrize("role", Role)
def test_made_up_people_never_join_real_ones(role: Role) -> None:
    assert rules.console_may_invite(role, is_demo=True, chief_stands=True, real_people=False) is ALLOWED
    assert isinstance(rules.console_may_invite(role, is_demo=True, chief_stands=False, real_people=True), Refused)


def test_an_actor_without_a_role_in_force_may_nothing() -> None:
    assert [each for each in Permission if isinstance(may(actor(None), each), Allowed)] == []


@pytest.mark.proves(clauses.D_2)
def test_an_elevation_adds_the_duties_of_one_role_and_takes_none_away() -> None:
    plain, elevated = actor(Role.OPERATOR), actor(Role.OPERATOR, Role.ADMINISTRATOR)
    for permission in Permission:
        expected = permission in TABLE[Role.OPERATOR] | TABLE[Role.ADMINISTRATOR]
        assert isinstance(may(elevated, permission), Allowed) == expected, permission
    assert elevated.without_elevation() == plain


@pytest.mark.proves(clauses.M_1, clauses.D_2)
def test_whoever_sees_no_data_by_their_role_has_no_permission_that_shows_any() -> None:
    data = {
        Permission.ALERTS_SEE,
        Permission.ALERTS_WORK,
        Permission.AUDIT_READ,
        Permission.ENTRIES_SEE,
        Permission.HOLDS_SEE,
        Permission.SEARCH,
    }
    for role in (Role.VENDOR, Role.RECORDS_CLERK):
        assert not TABLE[role] & data
    assert TABLE[Role.VENDOR] == {Permission.CAMERAS_SEE}
    assert not TABLE[Role.ANALYST] & {Permission.ALERTS_SEE, Permission.ALERTS_WORK, Permission.ALERTS_CONFIRM}
