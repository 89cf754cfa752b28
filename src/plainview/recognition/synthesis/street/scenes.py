"""The door of this room: vehicles drive past a camera, and each frame knows which plates are in it.

The same arguments give the same bytes, on any machine with the same versions of numpy, OpenCV and Pillow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from plainview.recognition.synthesis.chance import happens, numbers
from plainview.recognition.synthesis.formats import Issued
from plainview.recognition.synthesis.pixels import Field, Pixels, Points
from plainview.recognition.synthesis.street import camera as cameras
from plainview.recognition.synthesis.street import neighbourhoods, shadows, vehicles
from plainview.recognition.synthesis.street.camera import Sensor
from plainview.recognition.synthesis.street.ground import Layout
from plainview.recognition.synthesis.street.light import LIGHTS, Atmosphere, Hour, bloomed, environment, toned
from plainview.recognition.synthesis.street.traffic import Passage
from plainview.recognition.synthesis.street.view import Pose, View
from plainview.terms.plate import canonical
from plainview.terms.read import Box

INTERVAL: Final = 0.2
"""Seconds between two frames."""
SIZE: Final = (1280, 720)
LEAST_WIDTH: Final = 640
"""Pixels; in a smaller frame the largest plate would be smaller than the smallest."""
FRAMES: Final = 7
"""How often each vehicle is seen."""
_PLATE_METRES: Final = 0.3048
_NEAR_SHARE: Final = 0.104
"""The largest plate, as a share of the frame's width: 200 pixels of 1920."""
_FAR_PIXELS: Final = 60.0
_FOCAL_SHARE: Final = 1.875
"""The focal length as a share of the frame's width: a lens that sees 30 degrees."""
_LANE: Final = 1.5
"""Metres from the camera to the middle of a vehicle, across the road."""
_ROOM: Final = 7.0
"""Metres from one vehicle's end to the next one's."""
_METRES_A_SECOND: Final = 12.0
"""What blurs a plate: 27 miles an hour. Frames are farther apart than that where few are asked for."""


class InView(NamedTuple):
    """A plate that a frame shows whole: its canonical text, its state, and the upright box around it in pixels."""

    plate: str
    state: str
    box: Box


@dataclass(frozen=True)
class Frame:
    """One picture: BGR, uint8, height x width x 3; the plates that can be seen whole; seconds since the start."""

    image: Pixels
    truth: tuple[InView, ...]
    seconds: float
    quality: int
    """The JPEG quality at which this camera delivers."""


def drive_past(  # noqa: PLR0913 - each is one plain choice of the caller's
    passages: Sequence[Passage],
    *,
    camera: str,
    seed: int,
    night: bool = False,
    fronts: bool = False,
    hour: Hour | None = None,
    frames_per_passage: int = FRAMES,
    size: tuple[int, int] = SIZE,
) -> Iterator[Frame]:
    """Frames of vehicles that drive past a camera, in the order of time; empty road is left out.

    Args:
        passages: who passes when.
        camera: the camera's name; with the seed it decides how its street looks.
        seed: any whole number; the same one gives the same bytes.
        night: after dark, with lamps lit and plates that throw the camera's flash back.
        fronts: vehicles come towards the camera and show their fronts; otherwise they drive away from it.
        hour: day, dusk or night by name; it overrides `night`.
        frames_per_passage: how often each vehicle is seen; its plate is about 60 pixels wide when it is farthest and a
            tenth of the frame's width when it is nearest.
        size: width and height of a frame in pixels, 16 to 9.

    Raises:
        ValueError: two vehicles would touch, fewer than two frames are asked for, or the frame is too small.
    """
    order = sorted(passages, key=lambda each: each.at_seconds)
    if frames_per_passage < 2:  # noqa: PLR2004 - a vehicle that moves is seen twice
        raise ValueError("frames_per_passage must be 2 or more")
    if size[0] < LEAST_WIDTH:
        raise ValueError(f"a frame must be at least {LEAST_WIDTH} pixels wide, not {size[0]}")
    apart = least_gap(frames_per_passage, size)
    if any(later.at_seconds - earlier.at_seconds < apart for earlier, later in pairwise(order)):
        raise ValueError(f"two passages must be at least {apart:.1f} seconds apart")
    scene = _scene(camera, seed, hour or (Hour.NIGHT if night else Hour.DAY), size, fronts=fronts)
    return _frames(scene, order, frames_per_passage)


def frame_count(passages: Sequence[Passage], frames_per_passage: int = FRAMES) -> int:
    """How many frames `drive_past` gives for these passages."""
    return len(_ticks([_start(each) for each in passages], frames_per_passage))


def least_gap(frames_per_passage: int = FRAMES, size: tuple[int, int] = SIZE) -> float:
    """Seconds that two passages must be apart, so that no vehicle drives into another."""
    near, far = _reach(size[0])
    return _ROOM * (frames_per_passage - 1) * INTERVAL / (far - near)


@dataclass(frozen=True)
class _Scene:
    """A camera's place: what it sees when nobody passes, and what each passage's and frame's chance begins from."""

    view: View
    air: Atmosphere
    backdrop: Field
    eye: Sensor
    fronts: bool
    root: tuple[int, ...]

    def chance(self, *words: str | int) -> np.random.Generator:
        """Chance that belongs to these words alone, so that one passage never changes another's picture."""
        return np.random.default_rng([*self.root, *numbers(*words)])


@dataclass(frozen=True)
class _Run:
    """A vehicle on its way: where it is in its first and last frame (metres), and in which frames it is seen."""

    issued: Issued
    car: vehicles.Vehicle
    across: float
    turn: float
    begins: float
    ends: float
    first: int
    count: int

    def pose(self, tick: int) -> Pose:
        """Where the vehicle stands in a frame."""
        away = self.begins + (self.ends - self.begins) * (tick - self.first) / (self.count - 1)
        return Pose(self.across, away, self.car.body.length, self.car.approaches, self.turn)


def _scene(camera: str, seed: int, hour: Hour, size: tuple[int, int], *, fronts: bool) -> _Scene:
    root = tuple(numbers(camera, seed))
    rng = np.random.default_rng(root)
    width, height = size
    yaw = float(rng.uniform(0.140, 0.155)) * (1 if fronts else -1)
    rise = float(rng.uniform(1.5, 1.65) if fronts else rng.uniform(1.75, 1.95))  # front plates hang lower
    view = View(width, height, _FOCAL_SHARE * width, rise, yaw, 0.0985)
    layout = Layout(green=happens(rng, 0.5), crossing=float(rng.uniform(24, 34)))
    air = Atmosphere(LIGHTS[hour], environment(LIGHTS[hour], rng))
    backdrop = neighbourhoods.backdrop(view, layout, air, rng, mirrored=fronts)
    return _Scene(view, air, backdrop, cameras.sensor(hour, width, height, rng), fronts, root)


def _frames(scene: _Scene, passages: Sequence[Passage], count: int) -> Iterator[Frame]:
    """Vehicles are made when they come into view and forgotten when they are gone."""
    starts = [_start(each) for each in passages]
    running: list[_Run] = []
    for tick in _ticks(starts, count):
        running = [run for run in running if tick < run.first + count]
        running += [
            _run(scene, passage, start, count) for passage, start in zip(passages, starts, strict=True) if start == tick
        ]
        yield _frame(scene, running, tick)


def _start(passage: Passage) -> int:
    """The number of the first frame in which a vehicle is seen, counted from the start of the film."""
    return round(passage.at_seconds / INTERVAL)


def _ticks(starts: Sequence[int], count: int) -> list[int]:
    """The frames in which anything is to be seen."""
    return sorted({start + step for start in starts for step in range(count)})


def _reach(width: int) -> tuple[float, float]:
    """How near and how far a plate is, in metres, when it is seen largest and smallest."""
    focal = _FOCAL_SHARE * width
    return focal * _PLATE_METRES / (_NEAR_SHARE * width), focal * _PLATE_METRES / _FAR_PIXELS


def _run(scene: _Scene, passage: Passage, first: int, count: int) -> _Run:
    rng = scene.chance(passage.plate, passage.state, first)
    issued = Issued(canonical(passage.plate), passage.state)
    kind = vehicles.Kind(passage.body, passage.colour, scene.fronts, scene.air.light.lamps)
    car = vehicles.vehicle(kind, issued, rng)
    across = (_LANE if scene.fronts else -_LANE) + float(rng.normal(0, 0.10))
    near, far = _reach(scene.view.width)
    begins, ends = (far, near) if scene.fronts else (near, far)
    return _Run(issued, car, across, float(rng.normal(0, 0.008)), begins, ends, first, count)


def _frame(scene: _Scene, runs: Sequence[_Run], tick: int) -> Frame:
    rng = scene.chance("frame", tick)
    light, view = scene.air.light, scene.view
    linear = scene.backdrop.copy()
    moving: list[tuple[Points, float]] = []
    truth: list[InView] = []
    for run in sorted(runs, key=lambda each: -each.pose(tick).away):
        pose = run.pose(tick)
        sprite = vehicles.drawn(run.car, pose, view, scene.air)
        if sprite is None:
            continue
        shadows.darken(linear, run.car.body, pose, view, light)
        shadows.brighten(linear, pose, view, light)
        sprite.lay_on(linear)
        truth = [each for each in truth if not sprite.hides(each.box)]
        if box := _box(sprite.plate, view):
            truth.append(InView(*run.issued, box))
        moving.append((sprite.plate, _speed(run, pose, view)))
    if light.lamps:
        linear = bloomed(linear)
    picture = cameras.captured(toned(linear * np.float32(light.exposure)), scene.eye, moving, rng)
    return Frame(picture, tuple(truth), round(tick * INTERVAL, 3), scene.eye.quality)


def _speed(run: _Run, pose: Pose, view: View) -> float:
    """How fast a plate moves across the picture, in pixels a second."""
    return view.focal * (view.rise - run.car.plate_up) / pose.away**2 * _METRES_A_SECOND


def _box(corners: Points, view: View) -> Box | None:
    """The upright box around a plate, or None where the frame cuts it."""
    low, high = np.floor(corners.min(axis=0)).astype(int), np.ceil(corners.max(axis=0)).astype(int)
    if low.min() < 0 or high[0] > view.width or high[1] > view.height:
        return None
    return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])
