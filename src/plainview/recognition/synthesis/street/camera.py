"""What a lens and a sensor make of a scene: blur, noise, an exposure that wanders, JPEG."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.pixels import Pixels, Points
from plainview.recognition.synthesis.street.light import Hour

_NOISE: Final = {Hour.DAY: 1.4, Hour.DUSK: 2.4, Hour.NIGHT: 3.4}
"""Deviation in levels of 255."""
_SHUTTER: Final = {Hour.DAY: 1 / 1200, Hour.DUSK: 1 / 700, Hour.NIGHT: 1 / 500}
"""Seconds that the shutter is open. Plate cameras flash, so that they can keep it short at night."""


@dataclass(frozen=True)
class Sensor:
    """One camera's habits. `softness` is the lens's blur in pixels; `grain` is a field of noise larger than a frame."""

    hour: Hour
    softness: float
    quality: int
    grain: "np.ndarray[tuple[int, ...], np.dtype[np.int16]]"


def sensor(hour: Hour, width: int, height: int, rng: np.random.Generator) -> Sensor:
    """A camera for frames of that size."""
    grain = rng.normal(0, 1, (height + 64, width + 64, 1)) * 0.8 + rng.normal(0, 0.6, (height + 64, width + 64, 3))
    softness = float(rng.uniform(0.45, 0.7))
    return Sensor(hour, softness, int(rng.integers(84, 93)), np.rint(grain * _NOISE[hour]).astype(np.int16))


def captured(frame: Pixels, eye: Sensor, moving: list[tuple[Points, float]], rng: np.random.Generator) -> Pixels:
    """A frame as the sensor delivers it.

    Args:
        frame: what there is to see, already in the levels of a picture.
        eye: the camera.
        moving: for each vehicle the four corners of its plate, and how fast they move, in pixels a second.
        rng: this frame's chance.
    """
    height, width = frame.shape[:2]
    picture = cv2.GaussianBlur(frame, (0, 0), eye.softness + float(rng.uniform(0, 0.45)))
    for corners, speed in moving:
        _smear(picture, corners, speed * _SHUTTER[eye.hour])
    gain = float(rng.normal(1.0, 0.02))
    down, across = (int(number) for number in rng.integers(0, 64, 2))
    grain = eye.grain[down : down + height, across : across + width]
    picture = cv2.convertScaleAbs(picture, alpha=gain)
    return np.asarray(cv2.add(picture, grain, dtype=cv2.CV_8U), np.uint8)


def jpeg(picture: Pixels, quality: int) -> bytes:
    """The picture as a JPEG of that quality, 1 to 100."""
    good, code = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not good:
        raise ValueError("the picture cannot be written as JPEG")
    return code.tobytes()


def _smear(picture: "cv2.typing.MatLike", corners: Points, length: float) -> None:
    """Blurs the surroundings of a plate downward, as it moves while the shutter is open."""
    if length < 0.3:  # noqa: PLR2004 - less than a third of a pixel cannot be seen
        return
    wide = float(np.ptp(corners[:, 0]))
    low = np.clip(corners.min(axis=0) - 1.5 * wide, 0, None).astype(int)
    high = np.clip(corners.max(axis=0) + 1.5 * wide, 0, (picture.shape[1], picture.shape[0])).astype(int)
    window = picture[low[1] : high[1], low[0] : high[0]]
    if window.size:
        window[:] = cv2.GaussianBlur(window, (0, 0), sigmaX=0.25, sigmaY=min(length / 2.5, 2.2))
