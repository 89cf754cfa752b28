"""What can be looked for: one edit, further spans, an area, and saved searches that never keep why."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from factories import devices
from factories.people import client_of, person
from plainview.archive.wanted import Window
from plainview.audit.models import Entry as LogEntry
from plainview.cameras import actions as cameras
from plainview.policy import clauses, parameters
from plainview.policy.decisions import PolicyRefusal
from plainview.search import actions, queries, saved
from plainview.search.models import Saved, Search
from plainview.search.request import SearchRequest
from plainview.terms.actor import Role

pytestmark = pytest.mark.usefixtures("instance")
SQUARE = ((41.7, -72.7), (41.8, -72.7), (41.8, -72.6), (41.7, -72.6))
TRICKS = ("' OR 1=1 --", "%", "_", "\\", "AB(", "[A-Z]{9}", "'; DROP TABLE archive_read; --", "\x00", "AB\n*", "(a+)+$")


def now() -> datetime:
    return datetime.now(UTC)


def request(**changed: object) -> SearchRequest:
    fields: dict[str, object] = {
        "purpose": "E.a.3",
        "offence": "Stolen vehicle",
        "case_number": "77-5512",
        "reason": "Vehicle taken from Elm Street last night",
        "concern": "none",
        "start": now() - timedelta(days=2),
        "end": now() + timedelta(minutes=1),
        "plate": "AB12345",
    }
    return SearchRequest(**{**fields, **changed})  # type: ignore[arg-type]


def found(**changed: object) -> list[tuple[str, str]]:
    search = actions.ask(request(**changed), actor=person().actor(), at=now())
    return [(each.read.plate, each.why) for each in queries.results(search)]


@pytest.mark.proves(clauses.F_A_1_I)
def test_one_edit_is_found_if_it_is_asked_for_and_says_so() -> None:
    box = devices.box()
    box.send(devices.batch(box.camera, *map(devices.read, ("AB12345", "AB1234", "AB12349", "A812345", "ZZ98765"))))
    assert found() == [("AB12345", "exact")]
    assert set(found(near=True)) == {
        ("AB12345", "exact"),
        ("AB1234", "one edit"),
        ("AB12349", "one edit"),
        ("A812345", "one edit"),
    }
    assert ("A812345", "look-alike") in found(near=True, look_alikes=True)


def test_an_area_means_the_cameras_inside_it() -> None:
    inside, outside, nowhere = devices.box("Inside"), devices.box("Outside"), devices.box("Nowhere")
    for box, place in ((inside, (41.75, -72.65)), (outside, (41.75, -72.5))):
        cameras.locate(
            box.camera.pk,
            place="Elm Street",
            latitude=place[0],
            longitude=place[1],
            direction="",
            actor=devices.CONSOLE,
            at=now(),
        )
    for box, plate in ((inside, "AB11111"), (outside, "AB22222"), (nowhere, "AB33333")):
        box.send(devices.batch(box.camera, devices.read(plate)))
    assert found(plate="", area=SQUARE) == [("AB11111", "camera and time")]
    assert found(plate="AB*", area=SQUARE) == [("AB11111", "pattern")]
    assert found(plate="", area=SQUARE, cameras=(outside.camera.pk,)) == []


def test_further_spans_are_looked_at_too_and_an_hour_between_is_not() -> None:
    box, at = devices.box(), now()
    hours = (1, 5, 9)
    sent = [devices.read(f"AB1000{each}", captured_at=at - timedelta(hours=each)) for each in hours]
    box.send(devices.batch(box.camera, *sent))

    def span(hour: int) -> Window:
        return Window(at - timedelta(hours=hour, minutes=30), at - timedelta(hours=hour) + timedelta(minutes=30))

    first, _, last = map(span, hours)
    assert found(plate="AB*", start=last.start, end=last.end, more=(first,)) == [
        ("AB10001", "pattern"),
        ("AB10009", "pattern"),
    ]


@pytest.mark.proves(clauses.F_A_1_I)
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"plate": "*"}, "plate"),
        ({"plate": "?*?", "area": SQUARE}, "plate"),
        ({"area": (SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3])}, "area"),
        ({"more": (Window(now(), now() - timedelta(hours=1)),)}, "more"),
        ({"more": (Window(now() - timedelta(days=40), now()),)}, "end"),
        ({"more": tuple(Window(now() - timedelta(hours=each + 1), now()) for each in range(6))}, "more"),
    ],
    ids=["only a star", "only wildcards", "a crossing", "a span that ends first", "too long in all", "too many spans"],
)
def test_what_cannot_be_looked_for_is_refused_at_its_field(changed: dict[str, object], field: str) -> None:
    with pytest.raises(PolicyRefusal) as refusal:
        actions.ask(request(**changed), actor=person().actor(), at=now())
    assert [each.field for each in refusal.value.refusals] == [field]
    assert all(each.remedy for each in refusal.value.refusals)
    assert not Search.objects.exists()


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_in_any_field_finds_nothing_and_breaks_nothing(trick: str) -> None:
    box = devices.box()
    box.send(devices.batch(box.camera))
    client = client_of(person())
    good = {"purpose": "E.a.3", "offence": "Stolen vehicle", "case_number": "77-5512", "concern": "none"}
    good |= {"reason": "Vehicle taken from Elm Street last night", "plate": "ZZ99999"}
    good |= {"start": "2026-11-10T10:00", "end": "2026-11-11T10:00"}
    for name in (*good, "state", "cameras", "area", "start2", "end2", "entry", "near"):
        answer = client.post("/search/", {**good, name: trick})
        assert answer.status_code in {303, 422}, (name, answer.status_code)
    for name in ("again", "saved", "entry", "after"):
        assert client.get("/search/", {name: trick}).status_code == 200
    assert found() == [("AB12345", "exact")]


def shown(client: Client, path: str, **sent: str) -> str:
    return client.get(path, sent).content.decode()


@pytest.mark.proves(clauses.F_A, clauses.F_A_1_I)
def test_a_saved_search_keeps_what_to_look_for_and_never_why() -> None:
    officer = person()
    search = actions.ask(request(near=True, area=SQUARE), actor=officer.actor(), at=now())
    kept = saved.save(search, " Elm Street ", actor=officer.actor(), at=now())
    assert kept.name == "Elm Street"
    for reason in ("Stolen vehicle", "77-5512", "E.a.3", "taken from Elm"):
        assert reason not in str(Saved.objects.get().parameters)
    again = saved.parameters_of(kept.pk, actor=officer.actor(), at=now() + timedelta(days=1))
    assert (again.plate, again.near, again.area) == ("AB12345", True, SQUARE)
    assert (again.purpose, again.offence, again.case_number, again.reason, again.concern) == ("",) * 5
    assert again.end > search.run_at + timedelta(hours=23)
    with pytest.raises(PolicyRefusal):
        actions.ask(again, actor=officer.actor(), at=now())
    page = shown(client_of(officer), "/search/", saved=str(kept.pk))
    assert "AB12345" in page
    assert "Stolen vehicle" not in page
    assert LogEntry.objects.filter(event="search.saved", subject=f"saved-search:{kept.pk}").count() == 1


def test_a_saved_search_is_ones_own_and_can_be_removed() -> None:
    officer, other = person(), person()
    search = actions.ask(request(), actor=officer.actor(), at=now())
    kept = saved.save(search, "Mine", actor=officer.actor(), at=now())
    with pytest.raises(PolicyRefusal):
        saved.parameters_of(kept.pk, actor=other.actor(), at=now())
    saved.drop(kept.pk, actor=other.actor(), at=now())
    assert saved.of(officer.actor()) == [kept]
    assert client_of(officer).post(f"/search/saved/{kept.pk}/drop").status_code == 303
    assert saved.of(officer.actor()) == []


def test_saved_searches_have_a_name_and_an_end() -> None:
    officer, at = person().actor(), now()
    search = actions.ask(request(), actor=officer, at=at)
    with pytest.raises(PolicyRefusal, match="name"):
        saved.save(search, "  ", actor=officer, at=at)
    for number in range(saved.MOST):
        saved.save(search, f"Number {number}", actor=officer, at=at)
    saved.save(search, "Number 3", actor=officer, at=at)
    with pytest.raises(PolicyRefusal, match="saved already"):
        saved.save(search, "One more", actor=officer, at=at)
    assert saved.forget(before=at) == 0
    assert saved.forget(before=at + timedelta(seconds=1)) == saved.MOST


def counts(changes: Sequence[dict[str, object]]) -> list[object]:
    searches = [actions.ask(request(**each), actor=person().actor(), at=now()) for each in changes]
    return [queries.count(each) for each in searches]


def test_how_many_there_are_is_counted_while_they_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plainview.archive.counting.COUNTED", 3)
    box = devices.box()
    box.send(devices.batch(box.camera, *(devices.read("AB12345") for _ in range(3)), devices.read("A812345")))
    by_camera = {"plate": "", "cameras": (box.camera.pk,)}
    exact, look_alike, pattern, state, camera = counts(
        [{}, {"look_alikes": True}, {"plate": "AB*"}, {**by_camera, "state": "CT"}, by_camera]
    )
    assert (exact.number, exact.about, exact.more) == (3, False, False)
    assert (look_alike.number, look_alike.more) == (3, True)
    assert pattern is None
    assert (state.number, state.more) == (3, True)
    # By the roll-up, which knows hours: of the hour that is not over, the part that is.
    assert camera.about
    assert 0 <= camera.number <= 4


def adopted(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Go by an agency's pack that limits patrol officers, for this test alone."""
    (folder / "city.toml").write_text(
        """
        name = "city"
        title = "City"
        effective = 2020-01-01
        [rules.search_days]
        at_most_each = { operator = 1 }
        clause = "F.a.2"
        source = "General order 7"
        confidence = "A"
        [rules.search_results]
        at_most_each = { operator = 3, analyst = 100 }
        clause = "F.a.2"
        source = "General order 7"
        confidence = "A"
        """,
        "utf-8",
    )
    monkeypatch.setattr("plainview.policy.parameters._Standing.book", parameters.book())
    parameters.adopt(folder)


@pytest.mark.proves(clauses.F_A)
def test_a_pack_limits_how_far_and_how_much_a_role_may_look(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    adopted(monkeypatch, tmp_path)
    box, officer, analyst = devices.box(), person().actor(), person(Role.ANALYST).actor()
    box.send(devices.batch(box.camera, *(devices.read("AB12345") for _ in range(5))))
    with pytest.raises(PolicyRefusal, match="at most 1 days") as refusal:
        actions.ask(request(), actor=officer, at=now())
    assert [(each.clause, each.field) for each in refusal.value.refusals] == [(clauses.F_A_2, "end")]
    assert len(queries.results(actions.ask(request(), actor=analyst, at=now()))) == 5
    search = actions.ask(request(start=now() - timedelta(hours=3)), actor=officer, at=now())
    first = queries.results(search)
    assert len(first) == 3
    after = (first[-1].read.captured_at, first[-1].read.id)
    assert queries.results(search, after=after) == []
