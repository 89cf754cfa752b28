"""Nights on which clocks change, and a camera whose clock jumps: reads lie where UTC has them, people ask locally."""

import html
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from factories import devices
from factories.analyses import WHY
from factories.devices import Box
from factories.people import client_of, person
from plainview.archive import queries as archive
from plainview.archive.models import Read
from plainview.archive.wanted import Wanted, Window

pytestmark = pytest.mark.usefixtures("instance")

BACK = datetime(2026, 11, 1, 6, tzinfo=UTC)
"""Two in the morning by summer time is one in the morning again."""
ON = datetime(2027, 3, 14, 7, tzinfo=UTC)
"""Two in the morning by winter time is three."""


def saw(box: Box, *reads: tuple[str, datetime]) -> int:
    sent = [devices.read(plate, captured_at=at) for plate, at in reads]
    return box.send(devices.batch(box.camera, *sent), at=datetime.now(UTC)).status_code


def asked(officer: Client, start: str, end: str) -> str:
    answer = officer.post(reverse("search"), {**WHY, "plate": "CK*", "start": start, "end": end})
    if answer.status_code != 303:
        return html.unescape(answer.content.decode())
    return html.unescape(officer.get(answer["Location"]).content.decode())


@pytest.fixture
def morning_after(request: pytest.FixtureRequest) -> Iterator[None]:
    with time_machine.travel(request.param + timedelta(hours=9), tick=True):
        yield


@pytest.mark.parametrize("morning_after", [BACK], indirect=True)
@pytest.mark.usefixtures("morning_after")
def test_of_the_hour_that_comes_twice_both_are_searched_and_told_apart() -> None:
    box, minutes = devices.box(), timedelta(minutes=30)
    assert saw(box, ("CK11111", BACK - minutes), ("CK22222", BACK + minutes), ("CK33333", BACK + 3 * minutes)) == 200
    page = asked(client_of(person()), "2026-11-01T01:15", "2026-11-01T01:45")
    assert ("CK11111" in page, "CK22222" in page, "CK33333" in page) == (True, True, False)
    assert {each.captured_at for each in Read.objects.all()} == {
        BACK - minutes,
        BACK + minutes,
        BACK + 3 * minutes,
    }
    assert ("EDT" in page, "EST" in page) == (True, True), "half past one alone would be two moments"


@pytest.mark.parametrize("morning_after", [ON], indirect=True)
@pytest.mark.usefixtures("morning_after")
def test_an_hour_that_does_not_come_is_said_and_one_around_it_is_searched() -> None:
    box, officer = devices.box(), client_of(person())
    assert saw(box, ("CK11111", ON - timedelta(minutes=1)), ("CK22222", ON + timedelta(minutes=1))) == 200
    page = asked(officer, "2027-03-14T01:59", "2027-03-14T03:02")
    assert ("CK11111" in page, "CK22222" in page) == (True, True)
    said = asked(officer, "2027-03-14T02:30", "2027-03-14T03:30").lower()
    assert "the clocks skip this hour on that day" in said


def test_a_camera_whose_clock_jumps_over_midnight_and_back_loses_nothing_and_foretells_nothing() -> None:
    box, now = devices.box(), datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    jumps = [midnight + timedelta(seconds=away) for away in (-2, 1, -1, 0)]
    assert saw(box, *((f"CK{number:05}", at) for number, at in enumerate(jumps))) == 200
    window = Window(midnight - timedelta(minutes=1), midnight + timedelta(minutes=1))
    found = [read.captured_at for read in archive.found(Wanted((window,)), limit=9)]
    assert found == sorted(jumps, reverse=True)
    # A clock that was not put back in autumn is an hour ahead: it would name a time at which nobody drove there.
    assert saw(box, ("CK99999", now + timedelta(hours=1))) == 400
    assert Read.objects.count() == len(jumps)
