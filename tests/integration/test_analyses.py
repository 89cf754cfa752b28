"""Analyses of stored reads: each is a search that asks one thing more, and meets all that a search meets."""

import html
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from django.urls import reverse

from factories.analyses import (
    SQUARE,
    WHY,
    ask,
    at,
    local,
    now,
    of_scene,
    overlay,
    plates,
    request,
    saw,
    scene,
    sent,
    three_cameras,
    two_scenes,
    whole,
)
from factories.devices import Box
from factories.people import client_of, person
from plainview.accounts import declarations
from plainview.accounts.declarations import Whose
from plainview.approvals import queries as asked
from plainview.audit.models import Entry as LogEntry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.search import actions, comparing, queries, saved
from plainview.search.analysis import Analysed, OnlyHere, Route, Scene, Scenes, Together
from plainview.search.corridor import Corridor
from plainview.search.described import Described
from plainview.search.models import Saved, Search
from plainview.terms.actor import Role
from plainview.web.search_forms import key

pytestmark = pytest.mark.usefixtures("instance")
ALONG = Corridor(((41.75, -72.7), (41.75, -72.6)), 500)

PAGES = {"route": "search-route", "scenes": "search-scenes", "together": "search-together"}

PAGES |= {"only_here": "search-only-here"}


def refused(analysis: Analysed, **changed: object) -> list[tuple[str, str | None]]:
    with pytest.raises(PolicyRefusal) as refusal:
        ask(analysis, **changed)
    assert all(each.remedy for each in refusal.value.refusals)
    assert not Search.objects.exists()
    return [(each.clause.id, each.field) for each in refusal.value.refusals]


@pytest.fixture
def town() -> Sequence[Box]:
    """The town of `factories.analyses`."""
    return three_cameras()


def test_a_route_is_every_read_of_the_plate_in_order_of_time(town: Sequence[Box]) -> None:
    reads, cut = comparing.route(ask(Route(), plate="AB 11111"))
    assert [(each.camera_id, each.captured_at) for each in reads] == [
        (town[0].camera.pk, at(0)),
        (town[1].camera.pk, at(10)),
        (town[2].camera.pk, at(500)),
    ]
    assert not cut


def test_vehicles_at_several_scenes_beside_one_another_and_only_here(town: Sequence[Box]) -> None:
    north, south, west = town
    scenes = Scenes(scenes=(*two_scenes(town).scenes, scene(west, 400, 600)), least=2)
    assert plates(ask(scenes)) == ["AB11111", "AB22222"]
    assert plates(ask(Scenes(scenes=scenes.scenes, least=3))) == ["AB11111"]
    drawn = Scene(start=at(-5), end=at(50), area=SQUARE)
    assert plates(ask(Scenes(scenes=(drawn, scene(west, 0, 600)), least=2))) == ["AB11111", "AB33333"]
    assert plates(ask(Together(minutes=2, least=2), plate="AB11111")) == ["AB22222"]
    assert plates(ask(Together(minutes=1, least=2), plate="AB11111")) == []
    here = OnlyHere(start=at(-5), end=at(50))
    assert plates(ask(here, cameras=(south.camera.pk,))) == ["AB44444"]
    assert plates(ask(here, cameras=(north.camera.pk,))) == []
    narrow = OnlyHere(start=at(20), end=at(50))
    assert plates(ask(narrow, cameras=(north.camera.pk,), end=at(55), start=at(20))) == ["AB33333"]


@pytest.mark.proves(clauses.F_A, clauses.F_A_1_I, clauses.F_A_1_II, clauses.F_A_1_III)
def test_an_analysis_without_its_why_is_refused_as_any_search(town: Sequence[Box]) -> None:
    nothing = dict.fromkeys(WHY, "")
    for analysed, more in (
        (Route(), {"plate": "AB11111"}),
        (two_scenes(town), {}),
        (Together(minutes=5, least=2), {"plate": "AB11111"}),
        (OnlyHere(start=at(0), end=at(20)), {"cameras": (town[0].camera.pk,)}),
    ):
        said = refused(analysed, **more, **nothing)
        assert {"purpose", "offence", "case_number", "reason", "concern"} <= {field for _, field in said}, analysed


@pytest.mark.proves(clauses.F_A_1_I)
def test_what_cannot_be_analysed_is_refused_at_its_field(town: Sequence[Box]) -> None:
    north, south, west = town
    one, other = two_scenes(town).scenes
    nowhere = Scene(start=at(0), end=at(5), area=((42.0, -73.5), (42.01, -73.5), (42.01, -73.4)))
    crossing = Scene(start=at(0), end=at(5), area=(SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]))
    many = Scene(start=at(0), end=at(5), cameras=tuple(uuid4() for _ in range(51)))
    for analysed, more, fields in (
        (Route(), {"plate": "AB*1"}, ["plate"]),
        (Route(), {"plate": ""}, ["plate"]),
        (Route(), {"plate": "AB11111", "near": True}, ["near"]),
        (Route(), {"plate": "", "cameras": (north.camera.pk,)}, ["plate"]),
        (Route(), {"plate": "", "area": SQUARE}, ["plate"]),
        (Route(), {"plate": "", "corridor": ALONG}, ["plate", "plate"]),
        (Together(minutes=5, least=2), {"plate": "", "corridor": ALONG}, ["plate", "plate"]),
        (Route(), {"plate": "AB11111", "corridor": ALONG}, ["plate"]),
        (Together(minutes=5, least=2), {"plate": "AB11111", "vehicle": Described(colour="blue")}, ["plate"]),
        (Scenes(scenes=(one,), least=2), {}, ["scenes"]),
        (Scenes(scenes=(one, other), least=3), {}, ["least"]),
        (Scenes(scenes=(one, other), least=1), {}, ["least"]),
        (Scenes(scenes=(one, other, scene(north, 20, 90)), least=2), {}, ["start-3"]),
        (Scenes(scenes=(one, Scene(start=at(10), end=at(11), area=SQUARE)), least=2), {}, ["start-2"]),
        (Scenes(scenes=tuple(scene(north, each, each + 1) for each in range(7)), least=2), {}, ["scenes"]),
        (Scenes(scenes=(one, nowhere), least=2), {}, ["cameras-2"]),
        (Scenes(scenes=(one, crossing), least=2), {}, ["area-2"]),
        (Scenes(scenes=(one, many), least=2), {}, ["cameras-2"]),
        (Scenes(scenes=(one, Scene(start=at(0), end=at(5))), least=2), {}, ["cameras-2"]),
        (Scenes(scenes=(one, scene(south, 0, 721)), least=2), {}, ["start-2"]),
        (Scenes(scenes=(one, scene(south, 5, 5)), least=2), {}, ["start-2"]),
        (Scenes(scenes=(one, scene(south, -5000, -4990)), least=2), {}, ["start-2"]),
        (Scenes(scenes=(one, other), least=2), {"plate": "AB11111"}, ["plate"]),
        (Together(minutes=0, least=1), {"plate": "AB11111"}, ["minutes", "least"]),
        (Together(minutes=31, least=21), {"plate": "AB11111"}, ["minutes", "least"]),
        (OnlyHere(start=at(0), end=at(5)), {}, ["cameras"]),
        (OnlyHere(start=at(0), end=at(5)), {"area": nowhere.area}, ["cameras"]),
        (OnlyHere(start=at(0), end=at(5)), {"area": crossing.area}, ["area"]),
        (OnlyHere(start=at(-5000), end=at(-4990)), {"cameras": (west.camera.pk,)}, ["here_start"]),
        (OnlyHere(start=at(0), end=at(5)), {"cameras": (west.camera.pk,), "plate": "AB11111"}, ["plate"]),
    ):
        assert refused(analysed, **more) == [("F.a.1.i", field) for field in fields], (analysed, more)


@pytest.mark.proves(clauses.J_1, clauses.F_A)
def test_an_analysis_stands_in_the_log_before_its_results_and_without_a_plate(town: Sequence[Box]) -> None:
    search = ask(Together(minutes=2, least=2), plate="AB11111")
    logged = LogEntry.objects.get(event="search.run", outcome="done")
    assert msgspec.json.decode(logged.facts)["analysis"] == "together"
    assert "AB11111" not in logged.facts
    assert '"minutes":2' in str(bytes(logged.private) if isinstance(logged.private, bytes) else logged.private).replace(
        " ", ""
    )
    assert logged.subject == f"search:{search.pk}"
    refused_before = LogEntry.objects.filter(event="search.run", outcome="refused").count()
    with pytest.raises(PolicyRefusal):
        ask(Route(), plate="AB?")
    assert LogEntry.objects.filter(event="search.run", outcome="refused").count() == refused_before + 1
    assert town


@pytest.mark.proves(clauses.G_4)
def test_a_route_or_convoy_of_ones_own_declared_plate_is_told_to_the_auditor() -> None:
    officer = person()
    declarations.declare("AB 55555", whose=Whose.OWN, actor=officer.actor(), at=now())
    for analysed in (Route(), Together(minutes=5, least=2)):
        search = actions.ask(request(analysed, plate="AB55555"), actor=officer.actor(), at=now())
        assert LogEntry.objects.filter(event="declared-plate.searched", subject=f"search:{search.pk}").count() == 1


@pytest.mark.proves(clauses.G_5, clauses.I_2)
def test_an_analysis_of_a_sensitive_matter_waits_and_the_second_person_sees_what_it_asks(town: Sequence[Box]) -> None:
    officer, supervisor = person(), person(Role.SUPERVISOR)
    words = {"concern": "expression", "reason": "Bomb threat against the speakers on the green"}
    search = actions.ask(request(two_scenes(town), **words), actor=officer.actor(), at=now())
    page = reverse("search-results", args=[search.pk])
    waiting = client_of(officer).get(page).content.decode()
    assert "waits for a second person" in waiting
    assert "AB11111" not in waiting
    assert f"{reverse('search-scenes')}?again={search.pk}" in waiting
    desk = html.unescape(client_of(supervisor).get(reverse("approvals")).content.decode())
    assert "Vehicles seen at 2 or more of 2 scenes" in desk
    assert "Scene 2" in desk
    assert "South" in desk
    assert len(asked.waiting(supervisor.actor(), now())) == 1


@pytest.mark.proves(clauses.F_A)
def test_an_analysis_that_a_pack_switches_off_is_refused_logged_and_not_offered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, town: Sequence[Box]
) -> None:
    overlay(monkeypatch, tmp_path, '[rules.analyses]\nonly = ["route"]')
    client = client_of(person())
    for name, route in PAGES.items():
        page = client.get(reverse(route)).content.decode()
        assert ('name="reason"' in page, "General order 7" in page) == (name == "route", name != "route"), name
    assert refused(two_scenes(town)) == [("F.a.2", "analysis")]
    answer = client.post(reverse("search-together"), {**WHY, "plate": "AB11111", "minutes": "5", "least": "2"})
    assert (answer.status_code, 'name="reason"' in answer.content.decode()) == (422, False)
    assert LogEntry.objects.filter(event="search.run", outcome="refused", clause="F.a.2").count() == 2
    assert ask(Route(), plate="AB11111")


@pytest.mark.proves(clauses.F_A)
def test_the_limits_of_a_role_hold_for_an_analysis(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, town: Sequence[Box]
) -> None:
    overlay(monkeypatch, tmp_path, "[rules.search_results]\nat_most_each = { operator = 3 }")
    scenes = two_scenes(town)
    search = ask(scenes)
    found = comparing.vehicles(search)
    assert ([each.plate for each in found.met], found.more) == (["AB22222"], True), (
        "two of two reads each would be four"
    )
    assert len(comparing.vehicles(ask(scenes, role=Role.ANALYST)).met) == 2
    overlay(monkeypatch, tmp_path, "[rules.search_days]\nat_most_each = { operator = 1 }")
    Search.objects.all().delete()
    assert refused(scenes) == [("F.a.2", "end")]


@pytest.mark.proves(clauses.F_A, clauses.J_1)
def test_pictures_are_those_of_what_was_found_and_of_nothing_else(town: Sequence[Box]) -> None:
    officer = person()
    client = client_of(officer)
    by_plate = {
        read.plate: key(read.captured_at, read.id)
        for plate in ("AB11111", "AB22222", "AB33333", "AB44444")
        for read in comparing.route(ask(Route(), plate=plate))[0][:1]
    }
    here = {"cameras": (town[1].camera.pk,)}
    for analysed, more, shown in (
        (Route(), {"plate": "AB11111"}, {"AB11111"}),
        (two_scenes(town), {}, {"AB11111", "AB22222"}),
        (Together(minutes=2, least=2), {"plate": "AB11111"}, {"AB11111", "AB22222"}),
        (OnlyHere(start=at(-5), end=at(50)), here, {"AB44444"}),
    ):
        search = actions.ask(request(analysed, **more), actor=officer.actor(), at=now())
        for plate, name in by_plate.items():
            answer = client.get(reverse("search-picture", args=[search.pk, name, "photograph"]))
            assert answer.status_code == (200 if plate in shown else 404), (analysed, plate)
            page = client.get(reverse("search-read", args=[search.pk, name]))
            assert page.status_code == answer.status_code
        opened = LogEntry.objects.filter(event="photograph.opened", subject=f"search:{search.pk}")
        assert opened.count() == len(shown)
        other = client_of(person()).get(reverse("search-results", args=[search.pk]))
        assert other.status_code == 403


def test_no_list_of_reads_is_made_of_what_finds_vehicles(town: Sequence[Box]) -> None:
    with pytest.raises(ValueError, match="vehicles"):
        queries.results(ask(two_scenes(town)))


def test_an_analysis_is_not_kept_among_saved_searches(town: Sequence[Box]) -> None:
    officer = person()
    search = actions.ask(request(two_scenes(town)), actor=officer.actor(), at=now())
    with pytest.raises(PolicyRefusal, match="not kept"):
        saved.save(search, "Elm Street", actor=officer.actor(), at=now())
    assert not Saved.objects.exists()


def test_the_forms_ask_what_they_say_and_can_be_taken_up_again(town: Sequence[Box]) -> None:
    client, (north, south, _) = client_of(person(Role.SUPERVISOR)), town
    route, page = sent(client, "search-route", plate="AB 11111", **whole())
    assert page.index("North") < page.index("South") < page.index("West")
    for words in (
        "First seen",
        "Last seen",
        "Gap: no read for 8 h 10 min",
        "0.7 mi",
        "Hold ticked reads",
        WHY["reason"],
    ):
        assert words in page, words
    scenes = {**of_scene(1, north.camera.pk, -5, 50), **of_scene(4, south.camera.pk, -5, 50)}
    address, page = sent(client, "search-scenes", least="2", **scenes)
    assert ("AB11111" in page, "AB22222" in page, "AB44444" in page) == (True, True, False)
    again = client.get(reverse("search-scenes"), {"again": address.split("/")[-2]}).content.decode()
    assert again.count(local(at(50))) == 2
    assert str(south.camera.pk) in again
    assert WHY["reason"] not in again
    _, page = sent(client, "search-together", plate="AB11111", minutes="2", least="2", **whole())
    assert ("AB22222" in page, "AB33333" in page, "1 min after" in page) == (True, False, True)
    assert "may be the known vehicle, misread" not in page
    for box, minutes in ((north, 0), (south, 10)):
        saw(box, ("A8 11111", minutes))
    _, page = sent(client, "search-together", plate="AB11111", minutes="2", least="2", **whole())
    assert ("A811111" in page, page.count("may be the known vehicle, misread")) == (True, 1)
    here = {"here_start": local(at(-5)), "here_end": local(at(50)), "cameras": [str(south.camera.pk)]}
    address, page = sent(client, "search-only-here", **here, **whole())
    assert ("AB44444" in page, "AB11111" in page) == (True, False)
    read = page.split(f"{reverse('search-route')}?again=")[1].split('"')[0]
    form = client.get(f"{reverse('search-route')}?again={read}").content.decode()
    assert 'value="AB44444"' in form
    assert WHY["reason"] not in form
    again = client.get(reverse("search-only-here"), {"again": address.split("/")[-2]}).content.decode()
    assert local(at(-5)) in again
    held = client.post(reverse("search-hold", args=[route.split("/")[-2]]), {"case_number": "26-771"})
    assert (held.status_code, "no read is chosen" in held.content.decode().lower()) == (422, True)


@pytest.mark.parametrize("trick", ["' OR 1=1 --", "\x00", "999999999999", "-1", "2026-13-45T99:99", "%"])
def test_a_trick_in_any_field_of_a_form_breaks_nothing(trick: str, town: Sequence[Box]) -> None:
    client = client_of(person())
    scenes = {**of_scene(1, town[0].camera.pk, -5, 50), **of_scene(2, town[1].camera.pk, -5, 50)}
    here = {"here_start": local(at(-5)), "here_end": local(at(50)), "cameras": [str(town[0].camera.pk)]}
    good: dict[str, dict[str, object]] = {
        "search-route": {"plate": "ZZ99999", **whole()},
        "search-scenes": {"least": "2", **scenes, "area-1": ""},
        "search-together": {"plate": "ZZ99999", "minutes": "5", "least": "2", **whole()},
        "search-only-here": {**here, "area": "", **whole()},
    }
    for route, fields in good.items():
        for name in fields:
            answer = client.post(reverse(route), {**WHY, **fields, name: trick})
            assert answer.status_code in {303, 422}, (route, name)
        for name in ("again", "read"):
            assert client.get(reverse(route), {name: trick}).status_code == 200, (route, name)
