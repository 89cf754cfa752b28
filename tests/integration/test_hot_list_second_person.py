"""When a second person looks at a version of an imported list, and who that may not be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from factories.devices import CONSOLE
from factories.entries import agreed
from factories.lists import active, arrival, brought, in_force, record, source
from factories.people import person
from plainview.approvals import actions as approvals
from plainview.hotlists import receiving, settling, sources, versions
from plainview.hotlists.formats.kinds import Kind
from plainview.hotlists.models import Source, Version
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Actor, ActorKind, Role, job

pytestmark = pytest.mark.usefixtures("instance")
HOUR = timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.proves(clauses.F_B_1)
def test_another_list_of_the_same_length_waits() -> None:
    of = source()
    in_force(of, [record(number) for number in range(40)])
    other = [record(number) for number in range(20, 60)]
    held = versions.deliver(of.pk, arrival(other), actor=job("clock"), at=now())
    assert held.reasons == ["20 entries are no longer in it, 50 % of 40.", "20 entries are new in it, 50 % of 40."]
    assert active() == {f"AA{number:05}" for number in range(40)}


def test_a_short_list_may_change_altogether_and_not_be_emptied() -> None:
    of = source()
    in_force(of, [record(1)])
    assert versions.deliver(of.pk, arrival([record(2)]), actor=job("clock"), at=now()).status == "in force"
    emptied = versions.deliver(of.pk, arrival([record(3, kind="T")]), actor=job("clock"), at=now())
    assert emptied.reasons == ["Not one of 1 entries is left."]


def test_a_version_that_is_agreed_to_in_the_last_second_stays_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    of = source()
    version = brought(of, [record(1)])
    later = now() + settling.DECIDED_WITHIN + HOUR
    approvals.expire(actor=job("clock"), at=later)
    locked = receiving.locked

    def waited_for(source_id: UUID) -> Source:
        Version.objects.filter(pk=version.pk).update(status=Version.Status.IN_FORCE)
        return locked(source_id)

    monkeypatch.setattr(receiving, "locked", waited_for)
    assert versions.end_undecided(actor=job("clock"), at=later) == 0
    version.refresh_from_db()
    assert version.status == "in force"


@pytest.mark.proves(clauses.F_B_1)
def test_whoever_made_the_token_or_changed_the_settings_does_not_agree_to_what_comes_by_itself() -> None:
    supervisor, other = person(Role.SUPERVISOR).actor(), person(Role.SUPERVISOR).actor()
    of = source()
    sources.make_token(of.pk, actor=supervisor, at=now())
    sender = Actor(ActorKind.DEVICE, f"source-{of.pk}", "NCIC")
    first = versions.deliver(of.pk, arrival([record(1)]), actor=sender, at=now())
    with pytest.raises(PolicyRefusal):
        versions.decide(first.pk, approved=True, actor=supervisor, at=now())
    assert active() == set()
    versions.decide(first.pk, approved=True, actor=other, at=now())
    # The token is still the same person's; who changed the settings since then is another.
    sources.change(of.pk, replace(sources.wanted("NCIC", Kind.NCIC), entry_days=9), actor=other, at=now())
    second = versions.deliver(of.pk, arrival([record(1), record(2)]), actor=sender, at=now())
    for one in (supervisor, other):
        with pytest.raises(PolicyRefusal):
            versions.decide(second.pk, approved=True, actor=one, at=now())
    assert agreed(second).status == "in force"
    # What was agreed to is nobody's own change any more.
    sources.make_token(of.pk, actor=CONSOLE, at=now())
    third = versions.deliver(of.pk, arrival([record(number) for number in range(20)]), actor=sender, at=now())
    assert versions.decide(third.pk, approved=True, actor=other, at=now()).status == "in force"


@pytest.mark.proves(clauses.F_B_1)
@pytest.mark.parametrize("name", ["shrink_percent", "grow_percent", "bad_percent"])
def test_whoever_lets_more_change_unseen_is_looked_at_once(name: str) -> None:
    of = source()
    in_force(of, [record(1), record(2)])
    usual = sources.wanted("NCIC", Kind.NCIC)
    assert not sources.change(of.pk, replace(usual, **{name: 0}), actor=CONSOLE, at=now()).second_look
    assert sources.change(of.pk, replace(usual, **{name: 100}), actor=CONSOLE, at=now()).second_look
    assert brought(of, [record(1), record(2), record(3)]).status == "waiting"
