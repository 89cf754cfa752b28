"""One vehicle, ready to be drawn in many places: its body, its paint, its plate."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from plainview.recognition.synthesis.chance import picked
from plainview.recognition.synthesis.pixels import Field, Points, blurred, homography, mixed, resized, warped
from plainview.recognition.synthesis.street import (
    bodies,
    flank,
    front,
    front_plans,
    materials,
    plates,
    raster,
    rear,
    rear_plans,
    shading,
)
from plainview.recognition.synthesis.street.bodies import Body
from plainview.recognition.synthesis.street.light import Atmosphere, Light, sunwards
from plainview.recognition.synthesis.street.view import Pose, View
from plainview.terms.read import Box

_FINE: Final = 3
"""The plate is drawn so many times larger and then averaged, so that its characters stay crisp."""
_LEAN: Final = 0.05
REAR_GLOW: Final = (0.0012, 0.0016, 0.30)
FRONT_GLOW: Final = (0.95, 0.98, 1.0)


@dataclass(frozen=True)
class Kind:
    """What a vehicle is: its body and paint by name, which end it shows, how brightly its lamps are lit (0 to 1).

    `detail` below 1 saves time for vehicles that are only seen far away.
    """

    body: str
    colour: str
    approaches: bool
    lamps: float
    detail: float = 1.0


@dataclass(frozen=True)
class Vehicle:
    """A vehicle seen from one end. `plate_up` and `plate_out` are where its plate's middle is: height, and along it."""

    body: Body
    coat: shading.Coat
    plate: plates.Drawing | None
    plate_up: float
    plate_out: float

    @property
    def approaches(self) -> bool:
        return self.coat.faces > 0


@dataclass(frozen=True)
class Sprite:
    """A vehicle as the camera sees it.

    `light` and `cover` fill the window at `left`, `top`; `plate` are the four corners of its plate in the frame, from
    the top left round by the right.
    """

    left: int
    top: int
    light: Field
    cover: Field
    plate: Points

    @property
    def window(self) -> tuple[slice, slice]:
        """Rows and columns of the frame."""
        height, width = self.cover.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)

    def lay_on(self, frame: Field) -> None:
        """Covers a frame of linear light with the vehicle, in place."""
        frame[self.window] = mixed(frame[self.window], self.light, self.cover)

    def hides(self, box: Box) -> bool:
        """Whether the vehicle stands before any part of a box of the frame."""
        left, top = max(box[0] - self.left, 0), max(box[1] - self.top, 0)
        right, bottom = box[0] + box[2] - self.left, box[1] + box[3] - self.top
        return right > 0 and bottom > 0 and bool(np.any(self.cover[top:bottom, left:right] > 0))


def vehicle(kind: Kind, issued: tuple[str, str] | None, rng: np.random.Generator) -> Vehicle:
    """Makes a vehicle; `issued` is its canonical plate and state, or None for a vehicle without a plate.

    Raises:
        KeyError: there is no such body or colour.
    """
    form, paint = bodies.BODIES[kind.body], materials.PAINTS[kind.colour]
    back, nose = picked(rng, rear_plans.PLANS[kind.body]), picked(rng, front_plans.PLANS[kind.body])
    side = shading.sheet(flank.flank(form, paint, back.lamp, nose.lamp, kind.lamps))
    drawing = None if issued is None else plates.plate(*issued, plates.wear(rng), rng)
    if kind.approaches:
        end = shading.sheet(front.front(form, nose, paint, kind.lamps, kind.detail))
        coat = shading.Coat(form, end, side, paint, 1.0, FRONT_GLOW)
        return Vehicle(form, coat, drawing, nose.plate, form.length - form.nose_at(nose.plate) + 0.02)
    end = shading.sheet(rear.rear(form, back, paint, kind.lamps, kind.detail))
    coat = shading.Coat(form, end, side, paint, -1.0, REAR_GLOW)
    hollow = 0.02 if back.recess else 0.0
    return Vehicle(form, coat, drawing, back.plate, form.rear_at(back.plate) + hollow - 0.012)


def drawn(car: Vehicle, pose: Pose, view: View, air: Atmosphere) -> Sprite | None:
    """The vehicle at a place in the street, or None where it is out of the picture."""
    seen = raster.seen(bodies.shapes(car.body), pose, view)
    if seen is None:
        return None
    sun = pose.turned_inward(sunwards(air.light)[None])[0]
    shaded = shading.lit(seen, car.coat, air, sun, view.focal / max(pose.away, 1.0))
    cover = _edged(shaded, seen)
    if car.plate is not None:
        _mounted(shaded, seen, car.plate, _corners(car, pose, view, plates.MARGIN), air.light)
    return Sprite(seen.left, seen.top, shaded, cover, _corners(car, pose, view, 0.0))


def _edged(shaded: Field, seen: raster.Seen) -> Field:
    """Soft coverage at the outline; just outside it the light goes on as inside, in place."""
    inside = seen.covered.astype(np.float32)
    shaded[~seen.covered] = 0
    cover = blurred(inside, 0.6)
    spread = blurred(shaded, 0.6)
    rim = (cover > 0) & ~seen.covered
    shaded[rim] = spread[rim] / np.maximum(cover[rim], np.float32(1e-3))[:, None]
    return cover


def _corners(car: Vehicle, pose: Pose, view: View, margin: float) -> Points:
    """Where the plate's corners are in the frame, with a margin in inches around it. The plate leans back a little."""
    half = (plates.WIDTH / 2 + margin) * plates.METRES
    tall = (plates.HEIGHT / 2 + margin) * plates.METRES
    lean = _LEAN * tall * car.coat.faces
    upper, lower = car.plate_out - lean, car.plate_out + lean
    left = half * car.coat.faces
    four = [
        (left, car.plate_up + tall, upper),
        (-left, car.plate_up + tall, upper),
        (-left, car.plate_up - tall, lower),
        (left, car.plate_up - tall, lower),
    ]
    return view.project(pose.outward(np.asarray(four)))[0]


def _mounted(shaded: Field, seen: raster.Seen, drawing: plates.Drawing, corners: Points, light: Light) -> None:
    """Puts the plate on, in place; `corners` are those of the drawing with its margin."""
    low = np.floor(corners.min(axis=0)).astype(int) - 1
    high = np.ceil(corners.max(axis=0)).astype(int) + 2
    left, top = max(low[0], seen.left), max(low[1], seen.top)
    right, bottom = min(high[0], seen.left + shaded.shape[1]), min(high[1], seen.top + shaded.shape[0])
    if right <= left or bottom <= top:
        return
    wide, tall = int(right - left), int(bottom - top)
    shrink = min(1.0, 1.2 * _FINE * float(np.linalg.norm(corners[1] - corners[0])) / drawing.colour.shape[1])
    layers = np.concatenate([drawing.colour * drawing.cover[..., None], drawing.returns[..., None]], axis=2)
    layers = resized(layers, int(layers.shape[1] * shrink), int(layers.shape[0] * shrink))
    cover = resized(drawing.cover, layers.shape[1], layers.shape[0])
    height, width = cover.shape
    outline = (corners - (left, top)) * _FINE
    matrix = homography([(0, 0), (width, 0), (width, height), (0, height)], outline)
    layers = resized(warped(layers, matrix, wide * _FINE, tall * _FINE), wide, tall)
    cover = resized(warped(cover, matrix, wide * _FINE, tall * _FINE), wide, tall)
    window = shaded[top - seen.top : bottom - seen.top, left - seen.left : right - seen.left]
    falls = _light_on_plate(light, tall) + np.float32(light.flash) * layers[..., 3:]
    window[:] = window * (1 - cover[..., None]) + layers[..., :3] * falls


def _light_on_plate(light: Light, rows: int) -> Field:
    """Day light on an upright plate, a little less under the edge of the lid."""
    ambient = 0.55 * light.above + 0.45 * np.asarray(light.ground, np.float32)
    sun = np.asarray(light.sunlight, np.float32) * np.float32(0.42)
    shade = np.interp(np.arange(rows), [0, rows * 0.25, rows], [0.82, 1.0, 1.0]).astype(np.float32)
    return np.asarray(shade[:, None, None] * (ambient + sun), np.float32)
