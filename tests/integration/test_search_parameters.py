"""What can be looked for: one edit, further spans, an area, and saved searches that never keep why."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from msgspec import structs

from factories import devices
from factories.people import client_of, person
from factories.reads import vehicle
from plainview.archive.wanted import Window
from plainview.audit.models import Entry as LogEntry
from plainview.cameras import actions as cameras
from plainview.cameras.models import Camera
from plainview.policy import clauses, parameters
from plainview.policy.decisions import PolicyRefusal
from plainview.search import actions, queries, saved
from plainview.search.corridor import Corridor
from plainview.search.described import Described
from plainview.search.models import Saved, Search
from plainview.search.request import SearchRequest
from plainview.terms.actor import Role

pytestmark = pytest.mark.usefixtures("instance")
SQUARE = ((41.7, -72.7), (41.8, -72.7), (41.8, -72.6), (41.7, -72.6))
STREET = Corridor(((41.75, -72.7), (41.75, -72.6)), 450)
GREEN = Described(colour="green", body="pickup", unstated=False)
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
    place(inside, 41.75, -72.65)
    place(outside, 41.75, -72.5)
    for box, plate in ((inside, "AB11111"), (outside, "AB22222"), (nowhere, "AB33333")):
        box.send(devices.batch(box.camera, devices.read(plate)))
    assert found(plate="", area=SQUARE) == [("AB11111", "camera and time")]
    assert found(plate="AB*", area=SQUARE) == [("AB11111", "pattern")]
    assert found(plate="", area=SQUARE, cameras=(outside.camera.pk,)) == []


def test_a_camera_in_a_car_is_in_no_area_wherever_it_was_registered() -> None:
    car, standing = devices.box("Car 12"), devices.box("Standing")
    place(car, 41.75, -72.65)
    place(standing, 41.75, -72.65)
    Camera.objects.filter(pk=car.camera.pk).update(mobile=True)
    for box, plate in ((car, "AB11111"), (standing, "AB22222")):
        box.send(devices.batch(box.camera, devices.read(plate)))
    assert found(plate="", area=SQUARE) == [("AB22222", "camera and time")]


def place(box: devices.Box, latitude: float, longitude: float) -> None:
    where = {"place": "Elm Street", "latitude": latitude, "longitude": longitude, "direction": ""}
    cameras.locate(box.camera.pk, **where, actor=devices.CONSOLE, at=now())


def test_a_corridor_means_the_cameras_beside_its_line_and_with_an_area_those_of_both() -> None:
    near, far, nowhere = devices.box("Near"), devices.box("Far"), devices.box("Nowhere")
    place(near, 41.7510, -72.65)
    place(far, 41.7550, -72.65)
    for box, plate in ((near, "AB11111"), (far, "AB22222"), (nowhere, "AB33333")):
        box.send(devices.batch(box.camera, devices.read(plate)))
    along = Corridor(((41.75, -72.70), (41.75, -72.60)), 300)
    assert found(plate="", corridor=along) == [("AB11111", "camera and time")]
    assert {plate for plate, _ in found(plate="", corridor=structs.replace(along, width=1_200))} == {
        "AB11111",
        "AB22222",
    }
    assert found(plate="", corridor=along, cameras=(far.camera.pk,)) == []
    assert found(plate="", corridor=along, area=SQUARE) == [("AB11111", "camera and time")]
    beside = tuple(
        (latitude + 0.002, longitude) for latitude, longitude in ((41.75, -72.7), (41.8, -72.7), (41.8, -72.6))
    )
    assert found(plate="", corridor=along, area=beside) == []


def seen(**changed: object) -> dict[str, str]:
    search = actions.ask(request(**changed), actor=person().actor(), at=now())
    return {each.read.plate: each.stated for each in queries.results(search)}


def test_a_vehicle_is_found_by_what_cameras_stated_and_a_result_says_what_that_was() -> None:
    box = devices.box()
    sent = {
        "AB10001": vehicle("blue", "Honda", "sedan"),
        "AB10002": vehicle("dark blue"),
        "AB10003": vehicle("red", "Honda"),
        "AB10004": vehicle(make="Ford"),
        "AB10005": vehicle(),
    }
    reads = [devices.read(plate, vehicle=said) for plate, said in sent.items()]
    box.send(devices.batch(box.camera, *reads))
    blue = Described(colour="blue")
    assert seen(plate="AB1*", vehicle=blue) == {
        "AB10001": "blue stated",
        "AB10002": "dark blue stated",
        "AB10004": "colour not stated",
        "AB10005": "colour not stated",
    }
    only = structs.replace(blue, unstated=False)
    assert seen(plate="AB1*", vehicle=only) == {"AB10001": "blue stated", "AB10002": "dark blue stated"}
    assert seen(plate="AB1*", vehicle=structs.replace(blue, make="Honda")) == {
        "AB10001": "blue stated, Honda stated",
        "AB10002": "dark blue stated, make not stated",
        "AB10005": "colour not stated, make not stated",
    }
    assert seen(plate="", cameras=(box.camera.pk,), vehicle=structs.replace(only, make="Honda")) == {
        "AB10001": "blue stated, Honda stated"
    }
    assert set(seen(plate="AB10001", near=True, vehicle=structs.replace(only, colour="red"))) == {"AB10003"}
    assert seen(plate="AB1*") == dict.fromkeys(sent, "")


def test_a_vehicle_is_asked_for_on_the_page_which_shows_what_was_stated() -> None:
    box, client = devices.box(), client_of(person())
    box.send(devices.batch(box.camera, devices.read("AB12345", vehicle=vehicle("dark blue", "Land Rover"))))
    box.send(devices.batch(box.camera, devices.read("AB12399")))
    form = client.get("/search/").content.decode()
    assert "Reads that do not state it too" in form
    assert 'name="unstated" value="on" checked' in form
    said = {"plate": "AB*", "colour": "blue", "make": "Land Rover", "body": ""}
    said |= {
        "start": f"{now() - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "end": f"{now() + timedelta(days=1):%Y-%m-%dT%H:%M}",
    }
    why = {"purpose": "E.a.3", "offence": "Stolen vehicle", "case_number": "77-5512", "concern": "none"}
    why |= {"reason": "Vehicle taken from Elm Street last night"}
    answer = client.post("/search/", said | why)
    results = client.get(answer["Location"]).content.decode()
    assert "dark blue stated, Land Rover stated" in results
    assert "only where stated" in results
    assert "AB12399" not in results
    with_others = client.get(client.post("/search/", said | why | {"unstated": "on"})["Location"]).content.decode()
    assert "colour not stated, make not stated" in with_others
    again = client.get("/search/", {"again": answer["Location"].rstrip("/").split("/")[-1]}).content.decode()
    assert '<option value="Land Rover" selected>' in again
    assert 'name="unstated" value="on" checked' not in again


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
        ({"corridor": Corridor(((41.75, -72.7),), 300)}, "corridor"),
        ({"corridor": Corridor(((41.75, -72.7), (41.75, -72.6)), 2_500)}, "corridor_width"),
        ({"plate": "?", "corridor": Corridor(((41.75, -72.7), (41.75, -72.6)), 300)}, "plate"),
        ({"plate": "", "vehicle": Described(colour="blue")}, "plate"),
        ({"vehicle": Described(colour="reddish")}, "colour"),
        ({"vehicle": Described(make="blue")}, "make"),
        ({"vehicle": Described(body="x" * 30)}, "body"),
        ({"more": (Window(now(), now() - timedelta(hours=1)),)}, "more"),
        ({"more": (Window(now() - timedelta(days=40), now()),)}, "end"),
        ({"more": tuple(Window(now() - timedelta(hours=each + 1), now()) for each in range(6))}, "more"),
    ],
    ids=[
        "only a star",
        "only wildcards",
        "a crossing",
        "one point",
        "too wide",
        "a wildcard along a street",
        "every blue vehicle of the city",
        "no colour",
        "no make",
        "no body",
        "a span that ends first",
        "too long in all",
        "too many spans",
    ],
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
    for name in (
        *good,
        "state",
        "cameras",
        "area",
        "corridor",
        "colour",
        "make",
        "body",
        "start2",
        "end2",
        "entry",
        "near",
    ):
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
    search = actions.ask(
        request(near=True, area=SQUARE, corridor=STREET, vehicle=GREEN), actor=officer.actor(), at=now()
    )
    kept = saved.save(search, " Elm Street ", actor=officer.actor(), at=now())
    assert kept.name == "Elm Street"
    for reason in ("Stolen vehicle", "77-5512", "E.a.3", "taken from Elm"):
        assert reason not in str(Saved.objects.get().parameters)
    again = saved.parameters_of(kept.pk, actor=officer.actor(), at=now() + timedelta(days=1))
    assert (again.plate, again.near, again.area) == ("AB12345", True, SQUARE)
    assert (again.corridor, again.vehicle) == (STREET, GREEN)
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
    exact, look_alike, pattern, state, camera, blue = counts(
        [
            {},
            {"look_alikes": True},
            {"plate": "AB*"},
            {**by_camera, "state": "CT"},
            by_camera,
            {**by_camera, "vehicle": Described(colour="blue")},
        ]
    )
    assert (exact.number, exact.about, exact.more) == (3, False, False)
    assert (look_alike.number, look_alike.more) == (3, True)
    assert pattern is None
    assert (state.number, state.more) == (3, True)
    assert (blue.number, blue.more) == (3, True)
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
