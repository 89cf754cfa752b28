"""From shapes to a picture's worth of places and normals: what each pixel sees of a vehicle.

Triangles are small, so inside a layer the far ones are drawn first and the near ones over them. Layers cut through one
another (the glasshouse stands in the body), so between layers each pixel keeps the nearer one.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from plainview.recognition.synthesis.pixels import SUBPIXEL_BITS, Field, Points, corners, parted
from plainview.recognition.synthesis.street.shapes import Shape
from plainview.recognition.synthesis.street.view import Pose, View

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Seen:
    """What the pixels of one window see, in the vehicle's own axes.

    `left` and `top` place the window in the frame; `covered` marks where there is a vehicle at all; `part` names the
    surface; `place` (metres), `normal` and `ray` (from the eye, unit length) are height x width x 3.
    """

    left: int
    top: int
    covered: npt.NDArray[np.bool_]
    part: npt.NDArray[np.uint8]
    place: Field
    normal: Field
    ray: Field


@dataclass(frozen=True)
class _Cloud:
    """The surfaces of all layers together: points, their normals, triangles with their faces, parts and layers."""

    points: Points
    normals: Points
    triangles: Indices
    faces: Points
    parts: npt.NDArray[np.uint8]
    layers: Indices


def seen(layers: tuple[tuple[Shape, ...], ...], pose: Pose, view: View) -> Seen | None:
    """Draws the shapes of one vehicle; None where nothing of it is in the frame."""
    cloud = _joined(layers)
    eye = pose.inward(view.eye)
    screen, depth = view.project(pose.outward(cloud.points))
    left, top, right, bottom = _window(screen, view)
    if right - left < 2 or bottom - top < 2:  # noqa: PLR2004 - a window needs two pixels each way for its planes
        return None
    screen = screen - (left, top)
    attributes = np.concatenate([cloud.points, cloud.normals, 1 / np.maximum(depth, 0.05)[:, None]], axis=1)
    order = _facing(cloud, eye, depth)
    if not len(order):
        return None
    planes = _planes(screen, attributes, cloud.triangles[order])
    index = _nearest(cloud.layers[order], corners(screen[cloud.triangles[order]]), planes, (bottom - top, right - left))
    covered = index >= 0
    index = np.maximum(index, 0)
    values = _evaluated(planes[:, :6], index)
    place, normal = values[..., :3], values[..., 3:]
    ray = place - eye.astype(np.float32)
    return Seen(left, top, covered, cloud.parts[order][index], place, _unit(normal), _unit(ray))


def _unit(vectors: Field) -> Field:
    x, y, z = parted(vectors)
    scale = 1 / np.sqrt(x * x + y * y + z * z + np.float32(1e-12))
    return np.asarray(cv2.merge([x * scale, y * scale, z * scale]), np.float32)


@cache
def _joined(layers: tuple[tuple[Shape, ...], ...]) -> _Cloud:
    """All shapes in one; the same for every picture of a body."""
    shapes = [(number, shape) for number, layer in enumerate(layers) for shape in layer]
    offsets = np.cumsum([0] + [len(shape.points) for _, shape in shapes[:-1]])
    points = np.concatenate([shape.points for _, shape in shapes])
    normals = np.concatenate([shape.normals for _, shape in shapes])
    triangles = np.concatenate([shape.triangles + at for (_, shape), at in zip(shapes, offsets, strict=True)])
    a, b, c = (points[triangles[:, k]] for k in range(3))
    faces = np.cross(b - a, c - a)
    faces *= np.sign(np.sum(faces * normals[triangles].mean(axis=1), axis=1))[:, None]
    return _Cloud(
        points,
        normals,
        triangles,
        faces,
        np.concatenate([np.full(len(shape.triangles), shape.part, np.uint8) for _, shape in shapes]),
        np.concatenate([np.full(len(shape.triangles), number, np.int64) for number, shape in shapes]),
    )


def _window(screen: Points, view: View) -> tuple[int, int, int, int]:
    low = np.clip(np.floor(screen.min(axis=0)) - 2, 0, (view.width, view.height)).astype(int)
    high = np.clip(np.ceil(screen.max(axis=0)) + 3, 0, (view.width, view.height)).astype(int)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _facing(cloud: _Cloud, eye: Points, depth: Points) -> Indices:
    """The triangles that face the eye, farthest first."""
    towards = np.sum(cloud.faces * (cloud.points[cloud.triangles[:, 0]] - eye), axis=1) < 0
    kept = np.flatnonzero(towards & (depth[cloud.triangles].min(axis=1) > 0.1))  # noqa: PLR2004 - metres from the lens
    return np.asarray(kept[np.argsort(-depth[cloud.triangles[kept]].mean(axis=1), kind="stable")])


def _nearest(
    layers: Indices, outlines: npt.NDArray[np.int32], planes: Field, size: tuple[int, int]
) -> npt.NDArray[np.int32]:
    """For each pixel the number of the triangle that it sees, or -1. Triangles come farthest first."""
    best = np.full(size, -1, np.int32)
    nearness = np.zeros(size, np.float32)
    for layer in range(int(layers.max()) + 1):
        numbers = np.full(size, -1, np.int32)
        chosen = np.flatnonzero(layers == layer)
        for number, outline in zip(chosen.tolist(), outlines[chosen], strict=True):
            cv2.fillConvexPoly(numbers, outline, number, cv2.LINE_8, SUBPIXEL_BITS)
        drawn = numbers >= 0
        near = np.where(drawn, _evaluated(planes[:, 6:], np.maximum(numbers, 0)), 0)
        nearer = drawn & (near > nearness)
        best[nearer], nearness[nearer] = numbers[nearer], near[nearer]
    return best


def _planes(screen: Points, attributes: Points, triangles: Indices) -> Field:
    """For each triangle and attribute the three numbers of a plane over the window: per x, per y, at the origin."""
    p = screen[triangles]
    v = attributes[triangles]
    d1, d2 = p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]
    area = d1[:, 0] * d2[:, 1] - d1[:, 1] * d2[:, 0]
    area = np.where(np.abs(area) < 1e-3, np.inf, area)  # noqa: PLR2004 - seen edge-on: take the first corner's value
    v1, v2 = v[:, 1] - v[:, 0], v[:, 2] - v[:, 0]
    per_x = (v1 * d2[:, 1:] - v2 * d1[:, 1:]) / area[:, None]
    per_y = (v2 * d1[:, :1] - v1 * d2[:, :1]) / area[:, None]
    origin = v[:, 0] - per_x * p[:, 0, :1] - per_y * p[:, 0, 1:]
    return np.stack([per_x, per_y, origin], axis=2).astype(np.float32)


def _evaluated(planes: Field, index: npt.NDArray[np.int32]) -> Field:
    """The attributes' values in each pixel, height x width x attributes (or height x width for one)."""
    height, width = index.shape
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    channels = []
    for attribute in range(planes.shape[1]):
        per_x, per_y, origin = (np.ascontiguousarray(planes[:, attribute, k])[index] for k in range(3))
        per_x *= x
        per_y *= y
        channels.append(per_x + per_y + origin)
    return np.asarray(cv2.merge(channels), dtype=np.float32)
