"""Where the camera stands and where a vehicle stands: places in the street to places in the picture.

The street's axes: x to the right, y up, z away from the camera along the road; metres, the camera above the origin.
"""

from dataclasses import dataclass

import numpy as np

from plainview.recognition.synthesis.pixels import Points


@dataclass(frozen=True)
class Pose:
    """A vehicle in the street: where its origin is, and whether it comes towards the camera.

    A vehicle that `approaches` shows its front; it is turned half round, and its nose is at `away`.
    """

    across: float
    away: float
    length: float
    approaches: bool = False
    turn: float = 0.0

    def outward(self, points: Points) -> Points:
        """From the vehicle's axes to the street's."""
        sign = -1.0 if self.approaches else 1.0
        offset = np.asarray([self.across, 0.0, self.away + (self.length if self.approaches else 0.0)])
        return np.asarray((points * (sign, 1, sign)) @ self._turned().T + offset)

    def inward(self, points: Points) -> Points:
        """From the street's axes to the vehicle's."""
        sign = -1.0 if self.approaches else 1.0
        offset = np.asarray([self.across, 0.0, self.away + (self.length if self.approaches else 0.0)])
        return np.asarray(((points - offset) @ self._turned()) * (sign, 1, sign))

    def turned_inward(self, directions: Points) -> Points:
        """Directions, for example to the sun, in the vehicle's axes."""
        sign = -1.0 if self.approaches else 1.0
        return np.asarray((directions @ self._turned()) * (sign, 1, sign))

    def _turned(self) -> Points:
        cosine, sine = np.cos(self.turn), np.sin(self.turn)
        return np.asarray([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])


@dataclass(frozen=True)
class View:
    """A pinhole camera. `focal` is in pixels, `yaw` turns it to the right and `pitch` down, both in radians."""

    width: int
    height: int
    focal: float
    rise: float
    yaw: float
    pitch: float

    @property
    def eye(self) -> Points:
        return np.asarray([0.0, self.rise, 0.0])

    def project(self, points: Points) -> tuple[Points, Points]:
        """Places in the street to places in the picture (n x 2 pixels) and their distance along the axis (metres)."""
        turned = (points - self.eye) @ self._axes().T
        depth = turned[:, 2]
        safe = np.maximum(depth, 0.05)
        x = self.width / 2 + self.focal * turned[:, 0] / safe
        y = self.height / 2 - self.focal * turned[:, 1] / safe
        return np.stack([x, y], axis=1), depth

    def rays(self) -> Points:
        """For each pixel the direction in which it looks, height x width x 3, not of unit length."""
        x = (np.arange(self.width) + 0.5 - self.width / 2) / self.focal
        y = -(np.arange(self.height) + 0.5 - self.height / 2) / self.focal
        flat = np.empty((self.height, self.width, 3))
        flat[..., 0], flat[..., 1], flat[..., 2] = x[None, :], y[:, None], 1.0
        return np.asarray(flat @ self._axes())

    def _axes(self) -> Points:
        """Rows: the camera's right, up and forward in the street's axes."""
        cosine, sine = np.cos(self.yaw), np.sin(self.yaw)
        down, level = np.sin(self.pitch), np.cos(self.pitch)
        right = [cosine, 0.0, -sine]
        up = [sine * down, level, cosine * down]
        forward = [sine * level, -down, cosine * level]
        return np.asarray([right, up, forward])
