"""The gate that an empty road keeps shut."""

import numpy as np
import pytest

from plainview.recognition.engine import Image
from plainview.recognition.vehicles.motion import Gate
from plainview.terms.read import Box

SIZE = (360, 640)
NOISE = np.random.default_rng(1).normal(0, 3, (4, *SIZE, 3)).astype(np.float32)
LEAVES = np.random.default_rng(3).integers(20, 200, (10, 20, 3)).repeat(12, axis=0).repeat(12, axis=1)
STREET = np.random.default_rng(2).integers(60, 180, (9, 16, 3)).repeat(40, axis=0).repeat(40, axis=1)


def frame(number: int, *, vehicle: int | None = None, light: float = 1.0) -> Image:
    """A noisy street; `vehicle` is the left edge of a dark one that is 160 pixels wide."""
    picture = STREET.astype(np.float32).copy()
    if vehicle is not None:
        picture[120:260, max(0, vehicle) : max(0, vehicle + 160)] = 30
        picture[220:240, max(0, vehicle + 50) : max(0, vehicle + 110)] = 230
    return np.clip(picture * light + NOISE[number % len(NOISE)], 0, 255).astype(np.uint8)


@pytest.fixture
def gate() -> Gate:
    """A gate that has seen three seconds of empty road."""
    fresh = Gate()
    for number in range(90):
        fresh.look(frame(number), number / 30)
    return fresh


def holds(areas: tuple[Box, ...], box: Box) -> bool:
    return any(
        x <= box[0] and y <= box[1] and x + width >= box[0] + box[2] and y + height >= box[1] + box[3]
        for x, y, width, height in areas
    )


def test_the_first_frame_is_looked_at_whole_and_an_empty_road_not_at_all() -> None:
    gate = Gate()
    assert gate.look(frame(0), 0) == ((0, 0, 640, 360),)
    assert not any(gate.look(frame(number), number / 30) for number in range(1, 90))


def test_a_vehicle_opens_the_gate_where_it_is(gate: Gate) -> None:
    for number in range(30):
        areas = gate.look(frame(number, vehicle=number * 15), 3 + number / 30)
        assert holds(areas, (number * 15 + 50, 220, 60, 20))
        assert all(min(x, y) >= 0 and x + width <= 640 and y + height <= 360 for x, y, width, height in areas)


def test_a_vehicle_that_stops_lets_the_gate_close_and_opens_it_when_it_leaves(gate: Gate) -> None:
    for number in range(20):
        gate.look(frame(number, vehicle=number * 15), 3 + number / 30)
    standing = [bool(gate.look(frame(number, vehicle=285), 4 + number / 30)) for number in range(90)]
    assert standing[0]
    assert not any(standing[45:])
    leaving = [bool(gate.look(frame(number, vehicle=285 + number * 15), 7 + number / 30)) for number in range(1, 10)]
    assert any(leaving[:4])


def test_a_change_of_exposure_opens_nothing(gate: Gate) -> None:
    lights = [1 + 0.25 * np.sin(number / 10) for number in range(90)]
    opened = [bool(gate.look(frame(number, light=light), 3 + number / 30)) for number, light in enumerate(lights)]
    assert sum(opened) <= 3


def restless(number: int) -> Image:
    """The upper left shakes without end, as leaves do."""
    picture = frame(number)
    picture[0:120, 0:240] = np.roll(LEAVES, (7 * number % 31, 11 * number % 47), (0, 1))
    return picture


def test_what_never_stops_moving_gets_glimpses_only_and_a_vehicle_elsewhere_is_seen_at_once(gate: Gate) -> None:
    for number in range(450):
        gate.look(restless(number), 3 + number / 30)
    glimpses = [bool(gate.look(restless(number), 18 + number / 30)) for number in range(150)]
    assert 1 <= sum(glimpses) <= 15
    picture = restless(1)
    picture[200:300, 300:500] = 20
    assert holds(gate.look(picture, 23.1), (300, 200, 200, 100))


def test_where_plates_are_found_movement_never_gets_dull(gate: Gate) -> None:
    for number in range(450):
        gate.look(restless(number), 3 + number / 30)
        gate.keep_open([(100, 40, 60, 20)])
    assert all(gate.look(restless(number), 18 + number / 30) for number in range(30))


def test_a_frame_of_another_size_begins_anew(gate: Gate) -> None:
    small = np.ascontiguousarray(frame(0)[::2, ::3])
    assert gate.look(small, 4) == ((0, 0, small.shape[1], small.shape[0]),)
    tiny = np.zeros((2, 3, 3), np.uint8)
    assert gate.look(tiny, 5) == ((0, 0, 3, 2),)
    assert gate.look(tiny, 4) == ()
