"""Entries of which no plate is known: met by what a camera states of the vehicle, as possible and never sure."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from factories import devices, entries
from factories.people import client_of, person
from factories.reads import vehicle
from plainview.accounts.models import Person
from plainview.alerts import queries as alerts
from plainview.alerts.models import Alert
from plainview.hotlists import actions, matchable
from plainview.hotlists.models import Entry
from plainview.matching.rules import Tier
from plainview.policy import clauses
from plainview.terms.entry import MatchBy, Priority

pytestmark = pytest.mark.usefixtures("instance")


def now() -> datetime:
    return datetime.now(UTC)


BLUE_HONDA = {"match_by": MatchBy.DESCRIPTION, "plate": "", "colour": "dark blue", "make": "Honda"}


@pytest.mark.proves(clauses.B, clauses.F_C_1)
@pytest.mark.parametrize(
    ("state", "stated", "met"),
    [
        ("CT", {"colour": "blue", "make": "Honda", "body": "SUV"}, True),
        ("CT", {"colour": "dark blue", "make": "Honda"}, True),
        ("CT", {"colour": "light blue", "make": "Honda"}, False),
        ("CT", {"colour": "blue", "make": "Ford"}, False),
        ("CT", {"colour": "blue"}, False),
        ("CT", {}, False),
        ("NY", {"colour": "blue", "make": "Honda"}, False),
        (None, {"colour": "blue", "make": "Honda"}, False),
        ("CT", {"colour": "blue", "make": "Honda", "confidence": 0.49}, False),
        ("CT", {"colour": "blue", "make": "Honda", "confidence": 0.5}, True),
    ],
)
def test_an_entry_by_description_is_a_possible_hit_where_a_read_states_all_of_it_and_never_an_exact_one(
    state: str | None, stated: dict[str, Any], *, met: bool
) -> None:
    entries.active_entry(**BLUE_HONDA)
    box = devices.box()
    answer = box.send(devices.batch(box.camera, devices.read("ZZ 98765", state, vehicle=vehicle(**stated))))
    raised = list(Alert.objects.all())
    assert (answer.json()["hits"], [each.tier for each in raised]) == ((1, [Tier.DESCRIPTION]) if met else (0, []))
    for alert in raised:
        assert (alert.read_colour, alert.read_make) == (stated["colour"], stated["make"])
        assert (alert.entry_plate, alert.entry_colour) == ("", "dark blue")


def test_an_entry_by_description_keeps_its_audience_its_priority_and_its_end() -> None:
    officer, other = person(), person()
    entry = entries.active_entry(**BLUE_HONDA, audience=(officer.pk,), covert=True, priority=Priority.LOW)
    box = devices.box()

    def sends() -> int:
        box.send(devices.batch(box.camera, devices.read(f"ZZ {now().microsecond}", vehicle=vehicle("blue", "Honda"))))
        return Alert.objects.count()

    assert sends() == 1
    alert = Alert.objects.get()
    assert (alert.entry_priority, alert.entry_audience, alert.entry_covert) == (Priority.LOW, [officer.pk], True)
    assert alerts_of(officer) == [alert.pk]
    assert alerts_of(other) == []
    actions.remove(entry.pk, because="located", actor=officer.actor(), at=now())
    assert sends() == 1


def test_an_alert_by_description_shows_what_the_camera_stated_beside_the_entry() -> None:
    entries.active_entry(**BLUE_HONDA)
    box, officer = devices.box(), client_of(person())
    box.send(devices.batch(box.camera, devices.read("ZZ 98765", vehicle=vehicle("blue", "Honda", "SUV"))))
    alert = Alert.objects.get()
    page = officer.get(reverse("alert", args=[alert.pk])).content.decode()
    for words in (
        "no plate known",
        "The entry names no plate",
        "dark blue; blue as the camera stated",
        "Honda",
        "not stated; SUV as the camera stated",
        "blue Honda SUV, as the camera stated it",
        "Met by its description alone",
    ):
        assert words in page, words
    live = officer.get(reverse("alerts")).content.decode()
    assert "Description: verify first" in live
    assert "blue Honda SUV" in live
    box.send(devices.batch(box.camera, devices.read("ZZ 98765", vehicle=vehicle("blue", "Honda", "SUV"))))
    assert (Alert.objects.count(), Alert.objects.get().seen_count) == (1, 2)
    seen = {"state": "match", "colour": "match", "make": "match"}
    assert officer.post(reverse("alert-verify", args=[alert.pk]), seen).status_code == 303
    alert.refresh_from_db()
    assert (alert.plate_matches, alert.state_matches, alert.vehicle_matches) == (None, True, True)
    assert alert.all_matches


def alerts_of(who: Person) -> list[UUID]:
    return [each.pk for each in alerts.latest(count=9, closed=False, viewer=who.actor())]


def test_a_list_that_somebody_else_keeps_is_never_met_by_a_description() -> None:
    entries.imported(entries.line("AB12345"))
    Entry.objects.update(match_by=MatchBy.DESCRIPTION, plate="", revision=matchable.newest() + 1)
    box = devices.box()
    box.send(devices.batch(box.camera, devices.read("ZZ 98765", vehicle=vehicle("blue", "Honda"))))
    assert not Alert.objects.exists()
