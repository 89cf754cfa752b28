"""Searches that a second person must agree to, exigent ones that are reviewed, and those for one's own plate."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import devices
from factories.people import client_of, person
from plainview.accounts import declarations
from plainview.accounts.declarations import Whose
from plainview.approvals import actions as approvals
from plainview.approvals import queries as asked
from plainview.approvals.kinds import Kind
from plainview.archive.wanted import Window
from plainview.audit.models import Entry as LogEntry
from plainview.documents.attached import Attached, look_at
from plainview.policy import clauses, parameters
from plainview.policy.decisions import PolicyRefusal
from plainview.search import actions, queries
from plainview.search.analysis import Route
from plainview.search.corridor import Corridor
from plainview.search.described import Described
from plainview.search.models import Document, Search
from plainview.search.request import SearchRequest
from plainview.terms.actor import Role
from plainview.web.tags import zoned

pytestmark = pytest.mark.usefixtures("instance")
PAPER = b"%PDF-1.7 a warrant signed by a judge"
TRUST_ACT = "54-192h(b)(1)(A)(i)"


def now() -> datetime:
    return datetime.now(UTC)


def request(**changed: object) -> SearchRequest:
    fields: dict[str, object] = {
        "purpose": "E.a.3",
        "offence": "Warrant",
        "case_number": "26-1",
        "reason": "Detainer with a warrant signed by a judge, blue van",
        "concern": "immigration",
        "exception": TRUST_ACT,
        "start": now() - timedelta(hours=2),
        "end": now() + timedelta(minutes=1),
        "plate": "AB12345",
    }
    return SearchRequest(**{**fields, **changed})


def document() -> Attached:
    return look_at("warrant.pdf", PAPER, clauses.I_2)


@pytest.mark.proves(clauses.I_2, clauses.E_A_1)
def test_an_exception_waits_with_its_document_until_a_supervisor_agrees() -> None:
    officer, supervisor = person(), person(Role.SUPERVISOR)
    search = actions.ask(request(), document=document(), actor=officer.actor(), at=now())
    with pytest.raises(PolicyRefusal, match=r"I.2: this search waits"):
        actions.resume(search.pk, actor=officer.actor(), at=now())
    assert [entry.event for entry in LogEntry.objects.filter(subject=f"search:{search.pk}")][:1] == ["search.waits"]
    assert not LogEntry.objects.filter(event="search.run", outcome="done").exists()
    (waiting,) = asked.waiting(supervisor.actor(), now())
    assert (waiting.kind, waiting.clause) == (Kind.SENSITIVE_SEARCH, "I.2")
    kept, content = actions.open_document(search.pk, actor=supervisor.actor(), at=now())
    assert (content, kept.media_type) == (PAPER, "application/pdf")
    approvals.decide(waiting.pk, approved=True, actor=supervisor.actor(), at=now())
    assert actions.resume(search.pk, actor=officer.actor(), at=now()).begun_at is not None
    assert actions.resume(search.pk, actor=officer.actor(), at=now()).pk == search.pk
    run = LogEntry.objects.get(event="search.run", outcome="done")
    assert msgspec.json.decode(run.facts)["exception"] == TRUST_ACT
    opened = LogEntry.objects.get(event="search.document-opened")
    assert opened.actor == str(supervisor.actor())


@pytest.mark.proves(clauses.I_2)
def test_the_document_lies_encrypted_and_is_bound_to_its_search() -> None:
    officer, supervisor = person(), person(Role.SUPERVISOR)
    search = actions.ask(request(), document=document(), actor=officer.actor(), at=now())
    other = actions.ask(
        request(case_number="26-2", reason="Another warrant, a grey pickup with a rack"),
        document=document(),
        actor=officer.actor(),
        at=now(),
    )
    kept = Document.objects.get(pk=search.pk)
    assert b"warrant" not in bytes(kept.sealed)
    assert (
        bytes(kept.hash).hex()
        == msgspec.json.decode(LogEntry.objects.filter(event="search.waits")[0].facts)["document"]
    )
    Document.objects.filter(pk=other.pk).update(sealed=kept.sealed)
    with pytest.raises(InvalidTag):
        actions.open_document(other.pk, actor=supervisor.actor(), at=now())
    with pytest.raises(PolicyRefusal):
        actions.open_document(search.pk, actor=officer.actor(), at=now())


@pytest.mark.proves(clauses.I_2)
def test_whoever_decides_sees_all_that_is_asked_also_what_was_drawn_and_described() -> None:
    along = Corridor(((41.75, -72.70), (41.75, -72.60)), 450)
    green = Described(colour="green", body="pickup", unstated=False)
    around = ((41.7, -72.7), (41.8, -72.7), (41.8, -72.6))
    more = (Window(now() - timedelta(days=3), now() - timedelta(days=2)),)
    drawn = request(plate="AB12345", near=True, area=around, corridor=along, vehicle=green, more=more)
    actions.ask(drawn, document=document(), actor=person().actor(), at=now())
    page = client_of(person(Role.SUPERVISOR)).get("/approvals/").content.decode()
    for words in (
        "AB12345 and one edit",
        "colour green, body pickup, only where stated",
        "cameras in an area of 3 corners",
        "cameras in a corridor 450 metres wide along 2 points",
        "all of these",
        zoned(more[0].start),
    ):
        assert words in page, words


@pytest.mark.proves(clauses.G_5)
def test_a_search_that_is_refused_or_runs_out_shows_nothing() -> None:
    officer, supervisor = person(), person(Role.SUPERVISOR)
    words = {"concern": "expression", "exception": "", "reason": "Bomb threat against the speakers on the green"}
    search = actions.ask(request(**words), actor=officer.actor(), at=now())
    (waiting,) = asked.waiting(supervisor.actor(), now())
    approvals.decide(
        waiting.pk, approved=False, reason="Call the state police first.", actor=supervisor.actor(), at=now()
    )
    with pytest.raises(PolicyRefusal, match=r"G.5: a second person refused"):
        actions.resume(search.pk, actor=officer.actor(), at=now())
    late = actions.ask(request(**{**words, "reason": "Second threat, grey sedan"}), actor=officer.actor(), at=now())
    with pytest.raises(PolicyRefusal):
        actions.resume(late.pk, actor=officer.actor(), at=now() + actions.WAITS_FOR)
    assert queries.second_word(late).state(now() + actions.WAITS_FOR) == "expired"


@pytest.mark.proves(clauses.F_A)
@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ('[rules.analyses]\nonly = ["scenes"]', "analysis"),
        ("[rules.search_days]\nat_most_each = { operator = 1 }", "end"),
    ],
)
def test_what_a_pack_bars_while_a_search_waits_does_not_begin(
    rules: str, field: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    officer, supervisor = person(), person(Role.SUPERVISOR)
    asked_for = request(analysis=Route(), start=now() - timedelta(days=3))
    search = actions.ask(asked_for, document=document(), actor=officer.actor(), at=now())
    (waiting,) = asked.waiting(supervisor.actor(), now())
    approvals.decide(waiting.pk, approved=True, actor=supervisor.actor(), at=now())
    (tmp_path / "city.toml").write_text(
        f'name = "city"\ntitle = "City"\neffective = 2020-01-01\n{rules}\nclause = "F.a.2"\n'
        'source = "General order 7"\nconfidence = "A"\n',
        "utf-8",
    )
    monkeypatch.setattr("plainview.policy.parameters._Standing.book", parameters.book())
    parameters.adopt(tmp_path)
    with pytest.raises(PolicyRefusal) as refusal:
        actions.resume(search.pk, actor=officer.actor(), at=now())
    assert [(each.clause, each.field) for each in refusal.value.refusals] == [(clauses.F_A_2, field)]
    assert Search.objects.get(pk=search.pk).begun_at is None
    assert not LogEntry.objects.filter(event="search.run", outcome="done").exists()
    assert LogEntry.objects.filter(event="search.run", outcome="refused", clause="F.a.2").count() == 1
    page = client_of(officer).get(f"/search/{search.pk}/")
    assert (page.status_code, "F.a.2" in page.content.decode()) == (403, True)


@pytest.mark.proves(clauses.F_B_1)
def test_nobody_agrees_to_their_own_search() -> None:
    supervisor = person(Role.SUPERVISOR)
    search = actions.ask(request(), document=document(), actor=supervisor.actor(), at=now())
    with pytest.raises(PolicyRefusal, match="yourself"):
        approvals.decide(queries.second_word(search).pk, approved=True, actor=supervisor.actor(), at=now())


@pytest.mark.proves(clauses.E_A_10)
def test_an_exigent_search_runs_at_once_and_is_reviewed_by_a_deadline() -> None:
    officer, supervisor = person(), person(Role.SUPERVISOR)
    exigent = request(purpose="E.a.10", concern="none", exception="", reason="Child taken at gunpoint, blue van")
    search = actions.ask(exigent, actor=officer.actor(), at=now())
    assert actions.resume(search.pk, actor=officer.actor(), at=now()).pk == search.pk
    (waiting,) = asked.waiting(supervisor.actor(), now())
    assert (waiting.kind, waiting.clause) == (Kind.EXIGENT_JUSTIFICATION, "E.a.10")
    assert timedelta(hours=71) < waiting.expires_at - now() <= timedelta(hours=72)
    assert queries._not_justified(now()).kept  # noqa: SLF001 - the look of the compliance page
    assert not queries._not_justified(now() + timedelta(hours=73)).kept  # noqa: SLF001 - the same
    approvals.decide(waiting.pk, approved=True, actor=supervisor.actor(), at=now())
    assert queries._not_justified(now() + timedelta(hours=73)).kept  # noqa: SLF001 - the same


@pytest.mark.proves(clauses.G_2, clauses.G_4)
def test_a_search_for_ones_own_plate_is_flagged_and_nobody_elses_is() -> None:
    officer = person()
    declarations.declare("AB 12345", whose=Whose.OWN, actor=officer.actor(), at=now())
    own = request(concern="none", exception="", reason="Vehicle taken from Elm Street last night")
    search = actions.ask(own, actor=officer.actor(), at=now())
    actions.ask(own, actor=person().actor(), at=now())
    actions.ask(
        request(concern="none", exception="", plate="XY98765", reason="Car seen at the bank robbery"),
        actor=officer.actor(),
        at=now(),
    )
    flagged = LogEntry.objects.filter(event="declared-plate.searched")
    assert [(each.subject, each.actor) for each in flagged] == [(f"search:{search.pk}", str(officer.actor()))]


@pytest.mark.proves(clauses.G_2, clauses.G_4)
@pytest.mark.parametrize(
    ("typed", "near", "flagged"),
    [
        ("AB 1234", True, True),
        ("AB-123456", True, True),
        ("XB12345", True, True),
        ("A812345", True, True),
        ("XY12345", True, False),
        ("AB1234", False, False),
        ("AB1234?", True, False),
        ("", True, False),
    ],
)
def test_a_search_with_one_edit_that_finds_ones_own_plate_is_flagged(typed: str, *, near: bool, flagged: bool) -> None:
    officer, camera = person(), devices.box().camera.pk
    declarations.declare("AB 12345", whose=Whose.OWN, actor=officer.actor(), at=now())
    reason = "Vehicle taken from Elm Street last night"
    asked_for = request(concern="none", exception="", reason=reason, plate=typed, near=near, cameras=(camera,))
    actions.ask(asked_for, actor=officer.actor(), at=now())
    assert LogEntry.objects.filter(event="declared-plate.searched").count() == int(flagged)


@pytest.mark.proves(clauses.F_A_1_II)
def test_a_reason_that_was_given_for_another_case_is_refused_ten_searches_long() -> None:
    officer = person()
    words = "Vehicle taken from {} Street last night"
    streets = ["Elm", "Oak", "Pine", "Birch", "Cedar", "Maple", "Ash", "Willow", "Spruce", "Poplar"]
    for number, street in enumerate(streets):
        plain = request(concern="none", exception="", reason=words.format(street), case_number=f"26-{number}")
        actions.ask(plain, actor=officer.actor(), at=now() + timedelta(seconds=number))
    copied = request(concern="none", exception="", reason=words.format("Elm"), case_number="26-99")
    with pytest.raises(PolicyRefusal, match=r"F.a.1.ii: this reason was given for another case"):
        actions.ask(copied, actor=officer.actor(), at=now() + timedelta(minutes=1))
    actions.ask(copied, actor=person().actor(), at=now())
    another = request(concern="none", exception="", reason=words.format("Larch"), case_number="26-98")
    actions.ask(another, actor=officer.actor(), at=now() + timedelta(minutes=1))
    actions.ask(copied, actor=officer.actor(), at=now() + timedelta(minutes=2))


@pytest.mark.proves(clauses.I_2)
@pytest.mark.parametrize("content", [b"", b"MZ not a document", b"%PDF-" + bytes(6 * 1024 * 1024)])
def test_what_is_no_document_is_refused(content: bytes) -> None:
    with pytest.raises(PolicyRefusal, match=r"I.2: the document cannot be kept"):
        look_at("x.pdf", content, clauses.I_2)


def form(**changed: object) -> dict[str, object]:
    local = datetime.now().astimezone()
    fields = {
        "plate": "AB12345",
        "start": (local - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "end": local.strftime("%Y-%m-%dT%H:%M"),
        "purpose": "E.a.3",
        "offence": "Warrant",
        "case_number": "26-1",
        "reason": "Detainer with a warrant signed by a judge, blue van",
        "concern": "immigration",
        "exception": TRUST_ACT,
    }
    return {**fields, **changed}


@pytest.mark.proves(clauses.I_2, clauses.J_1)
def test_the_pages_lead_from_the_form_to_the_supervisor_and_back() -> None:
    officer, supervisor = client_of(person()), client_of(person(Role.SUPERVISOR))
    without = officer.post(reverse("search"), form())
    assert without.status_code == 422
    assert b"the document of the exception is missing" in without.content.lower()
    wrong = officer.post(reverse("search"), form(document=SimpleUploadedFile("a.pdf", b"no document")))
    assert wrong.status_code == 422
    sent = officer.post(reverse("search"), form(document=SimpleUploadedFile("warrant.pdf", PAPER)))
    assert sent.status_code in {302, 303}
    waiting = officer.get(sent["Location"])
    assert b"This search waits for a second person" in waiting.content
    search = Search.objects.get()
    shown = supervisor.get(reverse("search-document", args=[search.pk]))
    assert (shown.content, shown["Content-Security-Policy"]) == (PAPER, "sandbox")
    assert officer.get(reverse("search-document", args=[search.pk])).status_code == 403
    overview = supervisor.get(reverse("approvals"))
    assert b"A search that needs a second person" in overview.content
    assert all(each in overview.content for each in (b"AB12345", b"From", b"Until", b"Cameras"))
    (approval,) = asked.of(f"search:{search.pk}")
    supervisor.post(reverse("approval-decide", args=[approval.pk]), {"approved": "yes"})
    assert supervisor.get(reverse("search-document", args=[search.pk])).status_code == 403
    assert b"This search waits" not in officer.get(sent["Location"]).content
    assert officer.get(reverse("search-results", args=[UUID(int=1)])).status_code == 403
