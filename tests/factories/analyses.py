"""Requests of analyses, and a town of three cameras to ask them of."""

import html
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from factories import devices
from factories.devices import Box
from factories.people import person
from plainview.cameras import actions as cameras
from plainview.policy import parameters
from plainview.search import actions, comparing
from plainview.search.analysis import Analysed, Scene, Scenes
from plainview.search.models import Search
from plainview.search.request import SearchRequest
from plainview.terms.actor import Role

NOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
"""A moment of two days ago, from which the tests count."""

WHY = {
    "purpose": "E.a.3",
    "offence": "Burglary",
    "case_number": "26-771",
    "reason": "Three shops on Elm Street broken into in one night",
    "concern": "none",
}

SQUARE = ((41.7, -72.7), (41.8, -72.7), (41.8, -72.6), (41.7, -72.6))


def now() -> datetime:
    return datetime.now(UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def request(analysis: Analysed, **changed: object) -> SearchRequest:
    span = {"start": NOON - timedelta(days=1), "end": now() + timedelta(minutes=1)}
    return SearchRequest(**{**WHY, **span, "analysis": analysis, **changed})  # type: ignore[arg-type]


def ask(analysis: Analysed, role: Role = Role.OPERATOR, **changed: object) -> Search:
    return actions.ask(request(analysis, **changed), actor=person(role).actor(), at=now())


def placed(name: str, latitude: float, longitude: float) -> Box:
    box = devices.box(name)
    where = {"latitude": latitude, "longitude": longitude, "direction": "", "place": "Elm Street"}
    cameras.locate(box.camera.pk, **where, actor=devices.CONSOLE, at=now())  # type: ignore[arg-type]
    return box


def saw(box: Box, *reads: tuple[str, float]) -> None:
    sent = [devices.read(plate, captured_at=at(minutes)) for plate, minutes in reads]
    assert box.send(devices.batch(box.camera, *sent)).status_code == 200


def scene(box: Box, start: float, end: float) -> Scene:
    return Scene(start=at(start), end=at(end), cameras=(box.camera.pk,))


def two_scenes(town: Sequence[Box]) -> Scenes:
    return Scenes(scenes=(scene(town[0], -5, 50), scene(town[1], -5, 50)), least=2)


def plates(search: Search) -> list[str]:
    return [each.plate for each in comparing.vehicles(search).met]


def overlay(monkeypatch: pytest.MonkeyPatch, folder: Path, rules: str) -> None:
    """Go by an agency's own pack, for this test alone."""
    (folder / "city.toml").write_text(
        f'name = "city"\ntitle = "City"\neffective = 2020-01-01\n{rules}\nclause = "F.a.2"\n'
        'source = "General order 7"\nconfidence = "A"\n',
        "utf-8",
    )
    monkeypatch.setattr("plainview.policy.parameters._Standing.book", parameters.book())
    parameters.adopt(folder)


def local(moment: datetime) -> str:
    from zoneinfo import ZoneInfo

    from django.conf import settings

    return moment.astimezone(ZoneInfo(settings.DISPLAY_ZONE)).strftime("%Y-%m-%dT%H:%M")


def sent(client: Client, route: str, **fields: object) -> tuple[str, str]:
    """The address and the page of the results of a form that was sent."""
    answer = client.post(reverse(route), {**WHY, **fields})
    assert answer.status_code == 303, answer.content.decode()
    return answer["Location"], html.unescape(client.get(answer["Location"]).content.decode())


def whole() -> dict[str, object]:
    return {"start": local(NOON - timedelta(days=1)), "end": local(now() + timedelta(minutes=1))}


def of_scene(number: int, box: UUID, start: float, end: float) -> dict[str, object]:
    return {
        f"start-{number}": local(at(start)),
        f"end-{number}": local(at(end)),
        f"cameras-{number}": [str(box)],
    }


def three_cameras() -> Sequence[Box]:
    """Three cameras. AB 11111 drives past all of them, AB 22222 behind it past two; the others are at one each."""
    north, south, west = placed("North", 41.75, -72.65), placed("South", 41.76, -72.65), placed("West", 41.9, -72.2)
    saw(north, ("AB 11111", 0), ("AB 22222", 2), ("AB 33333", 30))
    saw(south, ("AB 11111", 10), ("AB 22222", 11), ("AB 44444", 40))
    saw(west, ("AB 11111", 500), ("AB 33333", 60))
    return north, south, west
