"""Two-person decisions: asked, decided, refused, expired; and the one page on which they are decided."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from factories import entries
from factories.people import client_of, person
from plainview.accounts.permissions import TABLE
from plainview.approvals import actions, queries
from plainview.approvals.actions import AlreadyDecided
from plainview.approvals.kinds import DECIDED_BY, Kind
from plainview.approvals.models import Approval, State
from plainview.audit.models import Entry as LogEntry
from plainview.hotlists import actions as hotlists
from plainview.hotlists.models import Entry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Actor, ActorKind, Role, job

pytestmark = pytest.mark.usefixtures("instance")

SUBJECT = f"search:{uuid4()}"
ASKER = Actor(ActorKind.PERSON, str(uuid4()), "Officer One", Role.OPERATOR)


def now() -> datetime:
    return datetime.now(UTC)


def somebody(role: Role) -> Actor:
    return Actor(ActorKind.PERSON, str(uuid4()), f"{role} of no log-in", role)


def asked(kind: Kind = Kind.SENSITIVE_SEARCH, subject: str = SUBJECT, **changed: object) -> Approval:
    said: dict[str, object] = {
        "why": "A clinic stands in the reason.",
        "clause": clauses.I_3,
        "expires_at": now() + timedelta(hours=1),
        "actor": ASKER,
        "at": now(),
    }
    return actions.ask(kind, subject, **{**said, **changed})  # type: ignore[arg-type]


@pytest.mark.proves(clauses.F_B_1)
@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_decided_by_the_roles_of_its_permission_alone(kind: Kind) -> None:
    for role in Role:
        approval, who = asked(kind, f"search:{uuid4()}"), somebody(role)
        if DECIDED_BY[kind] in TABLE[role]:
            assert approval in queries.waiting(who, now())
            assert actions.decide(approval.pk, approved=True, actor=who, at=now()).state(now()) is State.APPROVED
        else:
            assert approval not in queries.waiting(who, now())
            with pytest.raises(PolicyRefusal, match=r"D\.1|D\.2|F\.b\.1"):
                actions.decide(approval.pk, approved=True, actor=who, at=now())


@pytest.mark.proves(clauses.F_B_1)
def test_nobody_decides_their_own_request_or_one_about_themselves() -> None:
    supervisor, other = somebody(Role.SUPERVISOR), somebody(Role.SUPERVISOR)
    approval = asked(actor=supervisor, excluded=(other,))
    for who, words in ((supervisor, "made this request yourself"), (other, "about yourself")):
        assert queries.waiting(who, now()) == []
        assert queries.own(who, now()) == [approval]
        with pytest.raises(PolicyRefusal, match=words):
            actions.decide(approval.pk, approved=True, actor=who, at=now())
    assert LogEntry.objects.filter(outcome="refused", clause="I.3").count() == 2


@pytest.mark.proves(clauses.F_B_1)
def test_an_expired_request_counts_as_refused_before_and_after_the_clock_marked_it() -> None:
    approval, supervisor = asked(), somebody(Role.SUPERVISOR)
    later = approval.expires_at
    assert queries.waiting(supervisor, later) == []
    for _ in range(2):
        with pytest.raises(PolicyRefusal, match="expired"):
            actions.decide(approval.pk, approved=True, actor=supervisor, at=later)
        actions.expire(actor=job("clock"), at=later)
        approval.refresh_from_db()
        assert approval.state(later) is State.EXPIRED
    assert LogEntry.objects.filter(event="approval.expired").count() == 1
    assert queries.decided(supervisor, later, within=timedelta(days=1)) == [approval]


def test_a_refusal_needs_a_reason_and_a_decision_stands() -> None:
    approval, supervisor = asked(), somebody(Role.SUPERVISOR)
    with pytest.raises(PolicyRefusal, match="reason"):
        actions.decide(approval.pk, approved=False, reason=" ", actor=supervisor, at=now())
    decided = actions.decide(approval.pk, approved=False, reason="No such case.", actor=supervisor, at=now())
    assert (decided.state(now()), decided.reason) == (State.REFUSED, "No such case.")
    with pytest.raises(AlreadyDecided):
        actions.decide(approval.pk, approved=True, actor=somebody(Role.SUPERVISOR), at=now())


def test_a_subject_is_asked_once_at_a_time_and_again_after_its_decision_or_its_end() -> None:
    first = asked()
    with pytest.raises(PolicyRefusal, match="asked already"):
        asked()
    actions.decide(first.pk, approved=False, reason="No.", actor=somebody(Role.SUPERVISOR), at=now())
    second = asked()
    third = asked(at=second.expires_at, expires_at=second.expires_at + timedelta(hours=1))
    assert queries.of(SUBJECT) == [third, second, first]
    assert queries.of_each([SUBJECT]) == {SUBJECT: third}
    actions.withdraw(Kind.SENSITIVE_SEARCH, SUBJECT, actor=ASKER, at=third.requested_at)
    third.refresh_from_db()
    assert third.state(third.requested_at) is State.EXPIRED


@pytest.mark.proves(clauses.J_1)
def test_the_log_has_request_and_decision_with_what_may_name_a_plate_sealed() -> None:
    approval = asked(why="AB12345 at the clinic")
    actions.decide(approval.pk, approved=True, reason="AB12345 it is", actor=somebody(Role.SUPERVISOR), at=now())
    lines = LogEntry.objects.filter(subject=SUBJECT).order_by("seq")
    assert [each.event for each in lines] == ["approval.asked", "approval.decided"]
    for each in lines:
        assert "AB12345" not in each.facts
        assert "AB12345" in (each.private or "")


def test_an_entry_that_was_taken_off_waits_for_nobody() -> None:
    officer = person()
    entry = hotlists.propose(entries.proposal(), actor=officer.actor(), at=now())
    hotlists.remove(entry.pk, because="located", actor=officer.actor(), at=now())
    assert queries.waiting(somebody(Role.SUPERVISOR), now()) == []


@pytest.mark.proves(clauses.F_B_1)
def test_the_page_shows_what_waits_in_words_and_decides_it_in_place() -> None:
    officer, supervisor = person(), person(Role.SUPERVISOR)
    entry = hotlists.propose(entries.proposal("XY 90909"), actor=officer.actor(), at=now())
    search = asked(why="The reason names a clinic.")
    browser = client_of(supervisor)
    page = browser.get(reverse("approvals")).content.decode()
    for words in ("XY90909", "Sensitive search", "The reason names a clinic.", "I.3", "F.b.1", officer.name):
        assert words in page
    no = browser.post(reverse("approval-decide", args=[search.pk]), {"approved": "no", "reason": ""})
    assert no.status_code == 422
    assert "The reason of the refusal is missing" in no.content.decode()
    browser.post(reverse("approval-decide", args=[search.pk]), {"approved": "no", "reason": "Not this one."})
    browser.post(reverse("approval-decide", args=[_of(entry)]), {"approved": "yes", "reason": ""})
    assert Entry.objects.get().status == Entry.Status.APPROVED
    page = browser.get(reverse("approvals")).content.decode()
    assert "Nothing waits for your decision." in page
    assert "Not this one." in page


def test_the_page_tells_who_was_slower() -> None:
    approval, browser = asked(), client_of(person(Role.SUPERVISOR))
    actions.decide(approval.pk, approved=True, actor=somebody(Role.SUPERVISOR), at=now())
    browser.post(reverse("approval-decide", args=[approval.pk]), {"approved": "yes"})
    assert "Somebody decided this before you." in browser.get(reverse("approvals")).content.decode()


@pytest.mark.parametrize("sent", [{}, {"approved": "maybe"}, {"approved": "no", "reason": "x" * 501}])
def test_a_decision_that_cannot_be_read_changes_nothing(sent: dict[str, str]) -> None:
    approval = asked()
    answer = client_of(person(Role.SUPERVISOR)).post(reverse("approval-decide", args=[approval.pk]), sent)
    assert answer.status_code == 422
    approval.refresh_from_db()
    assert approval.state(now()) is State.OPEN


def _of(entry: Entry) -> UUID:
    return queries.of(f"entry:{entry.pk}")[0].pk
