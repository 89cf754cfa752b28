"""The map and where cameras stand: who sees what, what the register takes, and what the log keeps."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.test import override_settings
from django.urls import reverse

from factories import devices, entries
from factories.people import administrator, client_of, person
from plainview.alerts import actions as alerts
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing
from plainview.audit.models import Entry as LogEntry
from plainview.cameras import actions as cameras
from plainview.cameras.models import Camera
from plainview.cli import main
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role
from plainview.web.headers import CONTENT_SECURITY_POLICY
from plainview.web.map_tiles import Tiles

pytestmark = pytest.mark.usefixtures("instance", "each_sighting")

PLATE = "AB12345"


def now() -> datetime:
    return datetime.now(UTC)


def placed(name: str = "Main Street", **changed: object) -> devices.Box:
    box = devices.box(name)
    fields = {
        "place": "Main Street at Elm Street",
        "latitude": 41.7627,
        "longitude": -72.6743,
        "direction": "eastbound",
    }
    cameras.locate(box.camera.pk, **{**fields, **changed}, actor=administrator().actor(), at=now())  # type: ignore[arg-type]
    return box


def rows(page: str, kind: str) -> list[str]:
    """The rows of one kind from which the map is drawn."""
    return re.findall(rf'<tr [^>]*data-point="{kind}"[^>]*>', page)


def test_an_officer_sees_open_alerts_where_their_camera_stands_and_cameras_with_their_health() -> None:
    entries.active_entry(PLATE)
    box = placed()
    devices.box("Never read")
    box.send(devices.batch(box.camera, devices.read(PLATE), devices.read(PLATE)))
    closed, still_open = Alert.objects.order_by("position")
    alerts.close(closed.pk, Closing("misread", stopped=False), actor=person().actor(), at=now())
    page = client_of(person()).get(reverse("map")).content.decode()
    (alert,) = rows(page, "alert")
    assert f'id="alert-{still_open.pk}"' in alert
    assert 'data-latitude="41.7627" data-longitude="-72.6743" data-bearing="90"' in alert
    assert f'data-href="{reverse("alert", args=[still_open.pk])}"' in alert
    # What the map shows of an alert in a bubble or says aloud names no plate; the table does.
    assert PLATE not in alert
    read, never = rows(page, "camera")
    assert 'data-name="Main Street: reading"' in read
    assert 'data-name="Never read: no read yet"' in never
    assert "data-latitude" not in never
    assert "no position on record" in page
    assert f'data-stream="{reverse("alert-stream")}" data-after="{still_open.position}"' in page


@pytest.mark.proves(clauses.D_1)
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ANALYST, Role.AUDITOR, Role.CHIEF, Role.VENDOR])
def test_who_may_not_see_alerts_sees_cameras_alone(role: Role) -> None:
    entries.active_entry(PLATE)
    box = placed()
    box.send(devices.batch(box.camera, devices.read(PLATE)))
    page = client_of(person(role)).get(reverse("map")).content.decode()
    assert rows(page, "alert") == []
    assert len(rows(page, "camera")) == 1
    assert PLATE not in page
    assert reverse("alert-stream") not in page
    assert "open alert" not in page.lower()


def test_a_camera_that_says_nothing_for_a_day_needs_a_look_and_a_retired_one_is_gone() -> None:
    silent, retired = placed("Silent"), placed("Retired")
    Camera.objects.filter(pk=silent.camera.pk).update(last_read_at=now() - timedelta(days=2))
    Camera.objects.filter(pk=retired.camera.pk).update(retired_at=now())
    page = client_of(person()).get(reverse("map")).content.decode()
    (row,) = rows(page, "camera")
    assert 'data-tone="caution"' in row
    assert "1 needs a look." in page


def test_without_tiles_the_policy_is_every_pages_and_with_them_it_names_their_origin_alone() -> None:
    client = client_of(person())
    assert client.get(reverse("map"))["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    with override_settings(MAP_TILES=Tiles("https://tiles.example.gov/{z}/{x}/{y}.png", "City <GIS>")):
        answer = client.get(reverse("map"))
        assert "img-src 'self' https://tiles.example.gov data:;" in answer["Content-Security-Policy"]
        assert 'data-tiles="https://tiles.example.gov/{z}/{x}/{y}.png" data-credit="City &lt;GIS&gt;"' in (
            answer.content.decode()
        )
        assert client.get(reverse("cameras"))["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.proves(clauses.J_4)
def test_the_log_keeps_where_a_camera_stood_before() -> None:
    box = placed()
    placed_again = cameras.locate(
        box.camera.pk,
        place="Elm Street at Oak Street",
        latitude=41.5623,
        longitude=-72.6506,
        direction="northbound",
        actor=administrator().actor(),
        at=now(),
    )
    assert (placed_again.place, placed_again.latitude, placed_again.direction) == (
        "Elm Street at Oak Street",
        41.5623,
        "northbound",
    )
    last = LogEntry.objects.filter(event="camera.located").latest("seq")
    assert last.subject == f"camera:{box.camera.pk}"
    assert json.loads(last.facts) == {
        "place": "Elm Street at Oak Street",
        "place_before": "Main Street at Elm Street",
        "latitude": 41.5623,
        "latitude_before": 41.7627,
        "longitude": -72.6506,
        "longitude_before": -72.6743,
        "direction": "northbound",
        "direction_before": "eastbound",
    }


def test_only_who_keeps_the_register_places_a_camera_and_only_in_connecticut() -> None:
    box = placed()
    placed_by = person(Role.SUPERVISOR).actor()
    with pytest.raises(PolicyRefusal, match="role"):
        cameras.locate(box.camera.pk, place="x", latitude=None, longitude=None, direction="", actor=placed_by, at=now())
    with pytest.raises(PolicyRefusal, match="not in Connecticut"):
        cameras.add("New", place="Main Street", latitude=41.7, longitude=72.6, actor=devices.CONSOLE, at=now())
    assert not Camera.objects.filter(name="New").exists()


def test_the_register_takes_a_place_and_refuses_one_at_its_field() -> None:
    box = placed(direction="towards the bridge")
    client = client_of(administrator())
    address = reverse("camera-locate", args=[box.camera.pk])
    form = {"place": "Oak Street", "latitude": "41.3083", "longitude": "-72.9279", "direction": "westbound"}
    shown = client.get(reverse("cameras")).content.decode()
    assert '<option value="towards the bridge" selected>' in shown
    for changed, said in (
        ({"longitude": "72.9279"}, "This longitude is not in Connecticut"),
        ({"latitude": "forty"}, "This is not a number of degrees"),
        ({"latitude": "nan"}, "This is not a number of degrees"),
        ({"latitude": ""}, "The latitude is missing"),
        ({"place": " "}, "The place is missing"),
        ({"direction": "x" * 41}, "This has 41 characters"),
    ):
        answer = client.post(address, {**form, **changed})
        page = answer.content.decode()
        assert (answer.status_code, said in page, "The camera was not placed" in page) == (422, True, True), changed
    box.camera.refresh_from_db()
    assert box.camera.latitude == 41.7627
    assert client.post(address, form).status_code == 303
    box.camera.refresh_from_db()
    assert (box.camera.place, box.camera.longitude, box.camera.direction) == ("Oak Street", -72.9279, "westbound")
    assert client.post(reverse("camera-locate", args=[administrator().pk]), form).status_code == 404


def test_the_command_says_which_number_is_wrong_and_puts_nothing_on_the_register(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("plainview.commands.setup.ready", lambda: None)
    place = ("camera", "add", "New", "--place", "Main Street", "--latitude", "41.7")
    said = CliRunner().invoke(main, [*place, "--longitude", "72.6"])
    assert (said.exit_code, "this longitude is not in Connecticut" in said.output) == (2, True)
    assert not Camera.objects.exists()
