"""Sixty days of a small department with a change of law in the middle: no unheld read is ever past its limit."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from factories import cases, devices
from factories.instance import Instance
from factories.people import person
from plainview import jobs, pipeline
from plainview.archive.models import Read
from plainview.evidence.models import HeldRead
from plainview.policy import clauses, parameters
from plainview.terms.actor import Actor, ActorKind, Role, job
from plainview.terms.read import CapturedRead

BEGIN, CHANGE = date(2026, 9, 1), date(2026, 10, 1)
"""Public Act 26-14 shortens the limit from thirty days to twenty-one on the first of October 2026."""


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def deliver(box: devices.Box, *reads: CapturedRead, at: datetime) -> None:
    """A batch on a day of the story. Its signature would be of another time than this machine's."""
    sender = Actor(ActorKind.DEVICE, "box", box.camera.name)
    assert pipeline.accept(devices.batch(box.camera, *reads), box.camera, actor=sender, at=at).accepted == len(reads)


@pytest.mark.proves(clauses.K_1)
def test_the_oldest_unheld_read_is_never_past_the_limit(instance: Instance) -> None:
    box, supervisor = devices.box(), person(Role.SUPERVISOR).actor()
    most: dict[bool, timedelta] = {True: timedelta(), False: timedelta()}
    for day in (BEGIN + timedelta(days=number) for number in range(60)):
        at = noon(day)
        reads = [
            devices.read(f"AB {day:%m%d}{hour % 10}", captured_at=at - timedelta(hours=hour)) for hour in (1, 9, 11)
        ]
        deliver(box, *reads, at=at)
        if day.day % 10 == 0:
            found = Read.objects.filter(id=reads[0].id).get()
            cases.held(found, by=supervisor, at=at)
        for hour in (12, 23):
            moment = datetime.combine(day, time(hour, 59), tzinfo=UTC)
            jobs.purge(actor=job("purge"), at=moment)
            oldest = Read.objects.order_by("captured_at").first()
            assert oldest is not None
            age = moment - oldest.captured_at
            assert age <= parameters.retention(moment.date()).period, (day, age)
            most[day < CHANGE] = max(most[day < CHANGE], age)
    # It is no empty promise: as much was kept as the law permits, before the change and since.
    assert most[True] > timedelta(days=28)
    assert timedelta(days=19) < most[False] <= timedelta(days=21)
    kept = HeldRead.objects.order_by("captured_at")
    assert [each.captured_at.date().day for each in kept] == [10, 20, 30, 10, 20, 30]
    assert [each.preserved_at is not None for each in kept] == [True, True, True, False, False, False]


@pytest.mark.proves(clauses.K_1)
def test_a_longer_limit_brings_nothing_back(instance: Instance) -> None:
    box = devices.box()
    captured = noon(date(2026, 9, 5))
    deliver(box, devices.read(captured_at=captured), at=captured + timedelta(hours=1))
    # On the day of the change the read is 26 days old: thirty would keep it, twenty-one do not.
    jobs.purge(actor=job("purge"), at=datetime(2026, 9, 30, 23, 59, tzinfo=UTC))
    assert Read.objects.count() == 1
    jobs.purge(actor=job("purge"), at=datetime(2026, 10, 1, tzinfo=UTC))
    assert Read.objects.count() == 0
    jobs.purge(actor=job("purge"), at=datetime(2026, 9, 30, tzinfo=UTC))
    assert Read.objects.count() == 0
