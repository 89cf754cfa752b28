"""Bodies, where they stand, and what of them is seen."""

from functools import cache

import numpy as np
import pytest

from plainview.recognition.synthesis.street import bodies, front_plans, raster, rear_plans, vehicles
from plainview.recognition.synthesis.street.bodies import BODIES, Body
from plainview.recognition.synthesis.street.light import LIGHTS, Atmosphere, Hour, environment
from plainview.recognition.synthesis.street.view import Pose, View

VIEW = View(320, 180, 600, 1.8, -0.12, 0.0985)
AIR = Atmosphere(LIGHTS[Hour.DAY], environment(LIGHTS[Hour.DAY], np.random.default_rng(1)))


@cache
def car_of(body: str, *, approaches: bool) -> vehicles.Vehicle:
    kind = vehicles.Kind(body, "red", approaches, 1.0, detail=0.5)
    return vehicles.vehicle(kind, ("AB12345", "CT"), np.random.default_rng(4))


EVERY_BODY = pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
BOTH_ENDS = pytest.mark.parametrize("approaches", [False, True], ids=["rear", "front"])


@pytest.mark.parametrize("approaches", [False, True])
def test_going_into_a_vehicles_axes_and_back_changes_nothing(approaches: bool) -> None:  # noqa: FBT001 - a parameter of the test
    pose = Pose(-1.5, 8.0, 4.7, approaches, turn=0.1)
    places = np.random.default_rng(2).normal(0, 3, (20, 3))
    assert np.allclose(pose.inward(pose.outward(places)), places)


def test_a_pixels_ray_leads_to_the_places_that_are_seen_in_it() -> None:
    ray = VIEW.rays()[120, 200]
    screen, depth = VIEW.project(VIEW.eye + 7.5 * ray[None])
    assert np.allclose(screen[0], (200.5, 120.5))
    assert depth[0] == pytest.approx(7.5)


@EVERY_BODY
def test_every_bodys_surface_faces_outward_and_stands_on_the_road(body: Body) -> None:
    shapes = [shape for layer in bodies.shapes(body) for shape in layer]
    low = min(shape.points[:, 1].min() for shape in shapes)
    assert low == pytest.approx(0.0, abs=0.01)
    for shape in shapes:
        away = shape.points - shape.points.mean(axis=0)
        assert np.mean(np.sum(away * shape.normals, axis=1) > 0) > 0.9
        assert np.allclose(np.linalg.norm(shape.normals, axis=1), 1, atol=0.01)


@EVERY_BODY
def test_every_body_has_a_back_and_a_front(body: Body) -> None:
    assert rear_plans.PLANS[body.name]
    assert front_plans.PLANS[body.name]


@EVERY_BODY
@BOTH_ENDS
def test_a_plate_hangs_on_the_outside_of_its_vehicle(body: Body, approaches: bool) -> None:  # noqa: FBT001 - a parameter of the test
    car = car_of(body.name, approaches=approaches)
    pose = Pose(0.0, 6.0, body.length, approaches)
    seen = raster.seen(bodies.shapes(body), pose, View(480, 270, 300, car.plate_up, 0.0, 0.0))
    assert seen is not None
    behind = seen.place[135 - seen.top, 240 - seen.left, 2]
    outside = (car.plate_out - behind) * (1 if approaches else -1)
    assert -0.025 < outside < 0.05  # the hollow for the plate is drawn, not cut


@EVERY_BODY
@BOTH_ENDS
def test_every_body_is_drawn_with_finite_light_and_a_whole_outline(body: Body, approaches: bool) -> None:  # noqa: FBT001 - a parameter of the test
    car = car_of(body.name, approaches=approaches)
    sprite = vehicles.drawn(car, Pose(-1.0, 9.0, body.length, approaches), VIEW, AIR)
    assert sprite is not None
    assert np.isfinite(sprite.light).all()
    assert sprite.light.min() >= 0
    assert 0.5 < sprite.cover.mean() < 0.95
    assert sprite.hides((sprite.left + sprite.cover.shape[1] // 2, sprite.top + sprite.cover.shape[0] // 2, 4, 4))
    assert not sprite.hides((sprite.left - 20, sprite.top, 15, 15))


def test_a_vehicle_out_of_the_picture_is_not_drawn() -> None:
    car = vehicles.vehicle(vehicles.Kind("sedan", "white", False, 0.0), None, np.random.default_rng(5))  # noqa: FBT003 - shows its rear
    assert vehicles.drawn(car, Pose(60.0, 9.0, car.body.length), VIEW, AIR) is None


def test_a_red_car_is_red_and_a_white_one_brighter_than_a_black_one() -> None:
    tones = {}
    for paint in ("red", "white", "black"):
        car = vehicles.vehicle(vehicles.Kind("van", paint, False, 0.0), None, np.random.default_rng(6))  # noqa: FBT003 - shows its rear
        sprite = vehicles.drawn(car, Pose(-1.0, 9.0, car.body.length), VIEW, AIR)
        assert sprite is not None
        tones[paint] = np.median(sprite.light[sprite.cover > 0.99], axis=0)
    blue, green, red = tones["red"]
    assert red > 2 * max(blue, green)
    assert tones["white"].mean() > 3 * tones["black"].mean()


def test_the_nearer_of_two_layers_is_seen() -> None:
    body = BODIES["sedan"]
    seen = raster.seen(bodies.shapes(body), Pose(0.0, 6.0, body.length), View(480, 270, 300, 1.3, 0.0, 0.1))
    assert seen is not None
    column = seen.part[seen.covered[:, seen.part.shape[1] // 2], seen.part.shape[1] // 2]
    assert column[0] == bodies.GLASSHOUSE
    assert bodies.PAINT in column[len(column) // 2 :]
    changes = np.flatnonzero(np.diff(column.astype(int)))
    assert len(changes) <= 2
