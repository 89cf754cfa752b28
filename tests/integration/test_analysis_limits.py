"""What an analysis may show: limits of a role, plates of two states, no time after it was asked."""

import html
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.urls import reverse
from msgspec import structs

from factories import devices
from factories.analyses import (
    ask,
    at,
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
from plainview.policy import clauses
from plainview.search import actions, comparing, queries
from plainview.search.analysis import Analysed, OnlyHere, Route, Scenes, Together
from plainview.search.models import Search
from plainview.terms.actor import Role
from plainview.web.search_forms import key

pytestmark = pytest.mark.usefixtures("instance")


@pytest.fixture
def town() -> Sequence[Box]:
    """The town of `factories.analyses`."""
    return three_cameras()


@pytest.mark.proves(clauses.F_A)
def test_a_result_that_a_limit_hides_does_not_open_by_its_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, town: Sequence[Box]
) -> None:
    overlay(monkeypatch, tmp_path, "[rules.search_results]\nat_most_each = { operator = 2 }")
    everything = structs.replace(request(Route(), plate="AB11111"), analysis=None)
    officer, analyst = person(), person(Role.ANALYST)
    every = queries.results(actions.ask(everything, actor=analyst.actor(), at=now()))
    assert len(every) > 2, "the role that is not limited sees all"
    search = actions.ask(everything, actor=officer.actor(), at=now())
    shown = {each.read.id for each in queries.results(search)}
    assert shown == {each.read.id for each in every[:2]}
    opened = {each.read.id for each in every if queries.result(search, each.read.captured_at, each.read.id) is not None}
    assert opened == shown


@pytest.mark.proves(clauses.F_A)
def test_what_a_limit_hides_is_cut_and_said_and_never_called_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, town: Sequence[Box]
) -> None:
    def limited(most: int) -> None:
        overlay(monkeypatch, tmp_path, f"[rules.search_results]\nat_most_each = {{ operator = {most} }}")

    limited(1)
    scenes = ask(two_scenes(town))
    (met,) = comparing.vehicles(scenes).met
    assert (met.plate, met.times, len(met.seen)) == ("AB22222", 2, 1)
    limited(6)
    beside = Together(minutes=2, least=2)
    found = comparing.vehicles(ask(beside, plate="AB11111"))
    assert ([each.plate for each in found.met], len(found.others), found.limited) == (["AB22222"], 3, False)
    limited(3)
    officer = person()
    search = actions.ask(request(beside, plate="AB11111"), actor=officer.actor(), at=now())
    found = comparing.vehicles(search)
    assert (found.met, len(found.others), found.cut, found.limited) == ((), 2, True, True)
    client = client_of(officer)
    page = html.unescape(client.get(reverse("search-results", args=[search.pk])).content.decode())
    assert "No vehicle was found" not in page
    assert "The limit of this role hides what there may be" in page
    oldest, *others = comparing.route(ask(Route(), Role.ANALYST, plate="AB11111"))[0]
    for read, status in ((oldest, 404), *((each, 200) for each in others)):
        assert (
            client.get(reverse("search-read", args=[search.pk, key(read.captured_at, read.id)])).status_code == status
        )


def test_one_number_of_two_states_is_said_to_be_two(town: Sequence[Box]) -> None:
    north, south, _ = town
    for box, state, minutes in ((north, "CT", 3), (south, "NY", 12)):
        read = devices.read("ZZ 77777", state, captured_at=at(minutes))
        assert box.send(devices.batch(box.camera, read)).status_code == 200
    client, mark = client_of(person()), "read as plates of different states"
    scenes = {**of_scene(1, north.camera.pk, -5, 50), **of_scene(2, south.camera.pk, -5, 50)}
    _, page = sent(client, "search-scenes", least="2", **scenes)
    assert page.count(mark) == 1
    for state in ("CT", "NY"):
        assert f"ZZ77777, {state}" in page
        assert f"State {state}" in page
    again = page.split("ZZ77777, CT")[1].split(f"{reverse('search-route')}?again=")[1].split('"')[0]
    form = client.get(f"{reverse('search-route')}?again={again}").content.decode()
    assert '<option value="CT" selected>' in form
    assert "Reads whose state was not read are left out by it" in form
    _, both = sent(client, "search-route", plate="ZZ77777", **whole())
    _, one = sent(client, "search-route", plate="ZZ77777", state="NY", **whole())
    assert (mark in both, mark in one, "ZZ77777, CT" in one, "ZZ77777, NY" in one) == (True, False, False, True)
    _, beside = sent(client, "search-together", plate="ZZ77777", minutes="5", least="2", **whole())
    assert mark in beside


@pytest.mark.proves(clauses.F_A)
def test_an_end_that_lies_ahead_follows_no_vehicle(town: Sequence[Box]) -> None:
    north, south, west = town
    asked_at, later = at(20), at(2000)
    ahead = Scenes(scenes=(scene(north, -5, 50), scene(south, -5, 50)), least=2)
    here = OnlyHere(start=at(-5), end=at(50))
    everything = {"start": at(-60), "end": later}
    for box in (north, south):
        saw(box, ("AB 66666", 15), ("AB 99999", 25), ("AB 11111", 30))
    saw(west, ("AB 88888", 15), ("AB 99999", 26))

    def asked(analysed: Analysed, **changed: object) -> Search:
        return actions.ask(request(analysed, **everything, **changed), actor=person().actor(), at=asked_at)

    reads, _ = comparing.route(asked(Route(), plate="AB11111"))
    assert {each.captured_at for each in reads} == {at(0), at(10)}
    assert set(plates(asked(ahead))) == {"AB11111", "AB22222", "AB66666"}
    assert plates(asked(here, cameras=(west.camera.pk,))) == ["AB88888"]
    assert set(plates(asked(Together(minutes=30, least=2), plate="AB66666"))) == {"AB11111", "AB22222"}
    wholly = OnlyHere(start=at(40), end=at(50))
    assert plates(asked(wholly, cameras=(north.camera.pk,))) == []
    unlimited = structs.replace(request(Route(), plate="AB*", **everything), analysis=None)
    plain = actions.ask(unlimited, actor=person().actor(), at=asked_at)
    assert max(each.read.captured_at for each in queries.results(plain)) == at(15)


@pytest.mark.proves(clauses.K_1)
def test_every_read_of_the_longest_route_can_be_ticked_at_once() -> None:
    box, officer = devices.box(), person(Role.SUPERVISOR)
    saw(box, *(("AB 11111", each / 10) for each in range(250)))
    saw(box, *(("AB 11111", each / 10) for each in range(250, comparing.MOST_READS)))
    search = actions.ask(request(Route(), plate="AB11111"), actor=officer.actor(), at=now())
    ticked = [key(each.captured_at, each.id) for each in comparing.route(search)[0]]
    assert len(ticked) == comparing.MOST_READS
    fields = dict.fromkeys(("authority", "matter", "review", "scope", "after", "name", "reason"), "")
    answer = client_of(officer).post(
        reverse("search-hold", args=[search.pk]), {**fields, "read": ticked, "case_number": "26-771"}
    )
    assert (answer.status_code, answer.content.decode().count(" checked>")) == (422, len(ticked))
