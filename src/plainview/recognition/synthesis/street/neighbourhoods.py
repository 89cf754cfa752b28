"""What stands along the street: a row of shops, or houses behind lawns; trees, posts and parked cars."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import numpy as np

from plainview.recognition.synthesis.chance import happens, picked
from plainview.recognition.synthesis.pixels import Field, Points, colour
from plainview.recognition.synthesis.street import facades, shadows, trees, vehicles
from plainview.recognition.synthesis.street.canvas import HALF, Canvas, Stand
from plainview.recognition.synthesis.street.ground import Layout
from plainview.recognition.synthesis.street.houses import built, house
from plainview.recognition.synthesis.street.light import Atmosphere
from plainview.recognition.synthesis.street.sketch import Wall
from plainview.recognition.synthesis.street.street import focused, open_street
from plainview.recognition.synthesis.street.view import Pose, View

POST: Final = colour("#3d4043")
ENDS: Final = 150.0
"""Metres to which the street is built up."""
_PARKED: Final = (34.0, 40.5, 53.0, 66.0, 72.5)
"""Where cars are parked, in metres. No plate could be read that far, and they carry none."""

_PARKED_DETAIL: Final = 0.3


def backdrop(view: View, layout: Layout, air: Atmosphere, rng: np.random.Generator, *, mirrored: bool = False) -> Field:
    """The empty street as linear light, ready for vehicles to be laid over it.

    With `mirrored` the camera stands at the other kerb and the near lane comes towards it: the same street left for
    right, under a sun that stays where it is. `view` is then the mirrored view too.
    """
    if not mirrored:
        return _Block(view, layout, air, rng, towards=True).drawn()
    light = replace(air.light, sun=(-air.light.sun[0], air.light.sun[1], air.light.sun[2]))
    block = _Block(replace(view, yaw=-view.yaw), layout, replace(air, light=light), rng, towards=False)
    return np.ascontiguousarray(block.drawn()[:, ::-1])


@dataclass
class _Block:
    """A stretch of street being furnished. Things are noted with their distance and laid from the far end."""

    view: View
    layout: Layout
    air: Atmosphere
    rng: np.random.Generator
    towards: bool = field(kw_only=True)
    things: list[tuple[float, Callable[[Canvas], None]]] = field(default_factory=list)

    def drawn(self) -> Field:
        canvas = open_street(self.view, self.layout, self.air.light, self.rng)
        if self.layout.green:
            self._houses()
            self._hedges()
        else:
            self._shops()
        self._trees()
        for lamp in self.layout.lamps[1:]:
            at = self.layout.right + 0.45 if lamp.across > self.layout.middle else self.layout.left - 0.45
            self._note(lamp.away, partial(_post, Stand(at, lamp.away, 0.15, lamp.up)))
        self._parked()
        for _, lay in sorted(self.things, key=lambda thing: -thing[0]):
            lay(canvas)
        return focused(canvas)

    def _note(self, away: float, lay: Callable[[Canvas], None]) -> None:
        self.things.append((away, lay))

    def _wall(self, away: float, corners: Points, wall: Wall, normal: tuple[float, float, float]) -> None:
        self._note(away, lambda canvas: canvas.wall(corners, wall, normal))

    def _shops(self) -> None:
        sizes = ((7.0, 7.4), (9.5, 10.2), (8.0, 10.8), (10.5, 7.6), (6.5, 10.4))
        kinds = [(*size, facades.shop(*size, self.air.light, self.rng)) for size in sizes]
        for side in (-1, 1):
            at, last = 24.0, 0
            while at < ENDS:
                last = (last + int(self.rng.integers(1, len(kinds)))) % len(kinds)
                width, height, wall = kinds[last]
                self._wall(at + width / 2, along(self._front(side), at, at + width, height), wall, (-side, 0, 0))
                at += width
                if happens(self.rng, 0.3):
                    at += float(self.rng.uniform(2, 5))
                    self._gap_end(side, at, height)

    def _gap_end(self, side: int, away: float, height: float) -> None:
        """The bare side of the next shop, where there is a gap before it."""
        front, deep = self._front(side), 7.0
        left, right = sorted((front, front + side * deep))
        corners = np.asarray([(left, 0, away), (right, 0, away), (right, height, away), (left, height, away)])
        self._wall(away + 0.1, corners, facades.bare(deep, height, self.rng), (0, 0, -1))

    def _houses(self) -> None:
        kinds = [house(self.air.light, self.rng) for _ in range(5)]
        for front, first in ((self.layout.left - 7.5, 22.0), (self.layout.right + 8.0, 30.0)):
            near, last = first, 0
            while near < ENDS:
                last = (last + int(self.rng.integers(1, len(kinds)))) % len(kinds)
                for piece in built(kinds[last], front, near):
                    self._note(piece.away, piece.lay)
                near += kinds[last].deep + float(self.rng.uniform(5, 9))

    def _trees(self) -> None:
        sun = (float(np.sign(self.air.light.sun[0])) * 0.6, 0.8)
        kinds = [trees.tree(420, 330, sun, self.rng) for _ in range(4)]
        rows = (
            (self.layout.left - 0.75, np.arange(27, 140, 13.0)),
            (self.layout.right + 0.75, np.arange(32, 140, 14.0)),
        )
        for across, places in rows:
            for place in places:
                if not self.layout.green and happens(self.rng, 0.35):
                    continue
                tall, away = float(self.rng.uniform(6.5, 9.5)), float(place + self.rng.uniform(-2, 2))
                self._cutout(Stand(across, away, 0.8 * tall, tall), picked(self.rng, kinds))

    def _hedges(self) -> None:
        kinds = [trees.hedge(90, 300, self.rng) for _ in range(3)]
        for away in np.arange(24, 120, 7.0):
            for across in (self.layout.left - 5.2, self.layout.right + 5.6):
                if happens(self.rng, 0.6):
                    self._cutout(Stand(across, float(away), 4.2, 1.15), picked(self.rng, kinds))

    def _cutout(self, stand: Stand, thing: trees.Cutout) -> None:
        self._note(stand.away, lambda canvas: canvas.cutout(stand, thing))

    def _parked(self) -> None:
        for away in _PARKED:
            if happens(self.rng, 0.25):
                continue
            body = picked(self.rng, ("sedan", "hatchback", "SUV", "SUV", "van"))
            paint = picked(self.rng, ("white", "silver", "gray", "black", "blue", "red"))
            car = vehicles.vehicle(vehicles.Kind(body, paint, self.towards, 0.0, _PARKED_DETAIL), None, self.rng)
            pose = Pose(self.layout.left + 1.15, away, car.body.length, self.towards)
            self._note(away, partial(_park, car, pose, self.air))

    def _front(self, side: int) -> float:
        """How far across the line of the buildings is."""
        return self.layout.left - self.layout.pavement if side < 0 else self.layout.right + self.layout.pavement


def along(across: float, near: float, far: float, height: float) -> Points:
    """The four corners of a wall along the street, as one faces it from the road."""
    first, second = (near, far) if across < 0 else (far, near)
    return np.asarray([(across, 0, first), (across, 0, second), (across, height, second), (across, height, first)])


def _post(stand: Stand, canvas: Canvas) -> None:
    canvas.post(stand, POST)


def _park(car: vehicles.Vehicle, pose: Pose, air: Atmosphere, canvas: Canvas) -> None:
    sprite = vehicles.drawn(car, pose, canvas.view, air)
    if sprite is None:
        return
    shadows.darken(canvas.picture, car.body, pose, canvas.view, canvas.light)
    sprite.lay_on(canvas.picture)
    canvas.depth[sprite.window][sprite.cover > HALF] = pose.away
