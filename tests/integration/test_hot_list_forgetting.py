"""What a version ended goes at last: never while an alert speaks of it, never what a person or the clock ended."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import devices
from factories.entries import imported, line
from factories.people import person
from plainview import jobs
from plainview.alerts import queries as alerts
from plainview.alerts.models import Alert
from plainview.hotlists import actions, forgetting
from plainview.hotlists.models import Entry
from plainview.matching.index import Index
from plainview.terms.actor import job

pytestmark = pytest.mark.usefixtures("instance")
PLATES = ("AA00001", "AA00002", "AA00003", "AA00004")


def now() -> datetime:
    return datetime.now(UTC)


def known() -> set[str]:
    return set(Entry.objects.values_list("plate", flat=True))


def listed(*plates: str) -> None:
    imported(*(line(plate, days=90) for plate in plates))


def test_an_entry_stays_while_an_alert_speaks_of_it_and_goes_with_the_last() -> None:
    box = devices.box()
    listed(*PLATES)
    box.send(devices.batch(box.camera, devices.read(PLATES[0])))
    actions.remove(Entry.objects.get(plate=PLATES[1]).pk, because="located", actor=person().actor(), at=now())
    listed(PLATES[3])
    soon, late = now() + timedelta(hours=1), now() + timedelta(days=40)
    assert alerts.entries() == {Entry.objects.get(plate=PLATES[0]).pk}

    assert forgetting.forget(before=soon, spoken_of=alerts.entries()) == 1
    assert known() == {PLATES[0], PLATES[1], PLATES[3]}
    jobs.purge(actor=job("purge"), at=now())
    assert PLATES[0] in known()

    # The purge lets the alert go, and with it the entry; what somebody ended here stays, for the next import asks.
    jobs.purge(actor=job("purge"), at=late)
    assert not Alert.objects.exists()
    assert known() == {PLATES[1], PLATES[3]}


def test_nothing_goes_before_its_time_and_a_sleeping_index_meets_nothing_that_went() -> None:
    box, sleeping = devices.box(), Index()
    listed(*PLATES)
    sleeping.load()
    listed(PLATES[3])
    assert forgetting.forget(before=now() - timedelta(days=1), spoken_of=()) == 0
    assert forgetting.forget(before=now() + timedelta(hours=1), spoken_of=()) == 3
    assert known() == {PLATES[3]}
    box.send(devices.batch(box.camera, devices.read(PLATES[0]), devices.read(PLATES[3])))
    assert [each.plate for each in Alert.objects.all()] == [PLATES[3]]
    # A vehicle that is listed again is a new entry.
    listed(*PLATES)
    assert known() == set(PLATES)
