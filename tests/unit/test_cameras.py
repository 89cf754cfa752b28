"""Where a camera may stand, which way its traffic goes, and how it seems to be."""

from datetime import UTC, datetime, timedelta

import pytest

from plainview.cameras import positions
from plainview.cameras.health import Health, health
from plainview.policy import clauses

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.mark.proves(clauses.J_4)
@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "fields"),
    [
        ("Main Street at Elm Street", 41.7627, -72.6743, []),
        ("Car 12", None, None, []),
        (" ", 41.7627, -72.6743, ["place"]),
        ("Main Street", 41.7627, None, ["longitude"]),
        ("Main Street", None, -72.6743, ["latitude"]),
        ("The sign was left out", 41.7627, 72.6743, ["longitude"]),
        ("The two were swapped", -72.6743, 41.7627, ["latitude", "longitude"]),
        ("", 91.0, None, ["place", "longitude", "latitude"]),
        ("Not a number", float("nan"), float("inf"), ["latitude", "longitude"]),
    ],
)
def test_a_position_lies_in_connecticut_and_has_both_numbers(
    place: str, latitude: float | None, longitude: float | None, fields: list[str]
) -> None:
    found = list(positions.objections(place, latitude, longitude))
    assert [each.field for each in found] == fields
    assert all(each.clause is clauses.J_4 and each.remedy for each in found)


@pytest.mark.parametrize(
    ("said", "degrees"),
    [
        ("northbound", 0),
        ("Eastbound", 90),
        ("south-west bound", 225),
        ("SE", 135),
        ("w", 270),
        ("northwest", 315),
        ("270", 270),
        ("360", 0),
        ("", None),
        ("towards the bridge", None),
        ("the mall", None),
    ],
)
def test_a_direction_in_words_letters_or_degrees_has_a_bearing(said: str, degrees: int | None) -> None:
    assert positions.bearing(said) == degrees


def test_degrees_are_a_finite_number_or_nothing() -> None:
    assert (positions.degrees(" -72.6743 "), positions.degrees(""), positions.degrees("  ")) == (-72.6743, None, None)
    for text in ("north", "41,7", "nan", "inf", "1e999"):
        with pytest.raises(ValueError, match=r"."):
            positions.degrees(text)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (timedelta(minutes=59), Health.READING),
        (timedelta(hours=1), Health.READING),
        (timedelta(hours=1, seconds=1), Health.QUIET),
        (timedelta(hours=24), Health.QUIET),
        (timedelta(hours=24, seconds=1), Health.SILENT),
        (None, Health.NEW),
    ],
)
def test_a_camera_is_quiet_after_an_hour_and_silent_after_a_day(since: timedelta | None, expected: Health) -> None:
    last = None if since is None else NOON - since
    assert health(attested=True, last_read_at=last, at=NOON) is expected
    assert health(attested=False, last_read_at=last, at=NOON) is Health.NOT_ATTESTED
