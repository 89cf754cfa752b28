"""Where plates stand in a picture: the detector's network and what is made of its answer."""

from collections.abc import Iterable
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from plainview.recognition.engine import Image
from plainview.recognition.finder import Found
from plainview.recognition.rectify import as_input
from plainview.recognition.weights import Network
from plainview.terms.read import Box

LONG_SIDE: Final = 544
"""Pixels to which the long side of a picture is brought before plates are looked for."""
SURE_FROM: Final = 0.4
"""Mean of the scores far and near. Low, because the reader has a say too in what is a plate."""
_HINT_FROM: Final = 0.1
"""Score from afar from which a nearer look is taken,"""
_HINT_SHARE: Final = 0.35
"""and the share of the best score in the picture: what is far weaker is seldom a plate, and each look takes time."""
_NEAR: Final = (192, 96)
"""Width and height of the nearer look in pixels,"""
_ROOM: Final = 1.9
"""and how much wider than the plate that is."""
_FLATTEST: Final = 1.6
"""Width to height of a plate, at most as far as the room around it goes; a flat one needs no less of it."""
_STRIDE: Final = 8  # pixels of a cell, as the network was trained
_WHOLE: Final = 16  # the network's input is a multiple of it
_SAME_FROM: Final = 0.45  # overlap from which two answers mean one plate
_MOST: Final = 300  # answers that are looked at, the surest first
_FAR: Final = 4.0  # the logarithm of the longest distance that the network can state, in cells

Numbers = NDArray[np.float32]


class Answer(NamedTuple):
    """One plate: score, edges (left, top, right, bottom) and corners (4 x 2), in pixels of the picture."""

    score: float
    edges: Numbers
    corners: Numbers


class PlateFinder:
    """Finds plates by two looks of the same network.

    From afar, the whole picture is seen at `long_side` pixels: enough to notice a plate, too coarse to say where it
    ends and a dealer's frame begins. So each find is looked at again from near, where its edges and corners are
    measured and most of what only looked like a plate is seen through.
    """

    def __init__(self, network: Network, *, long_side: int = LONG_SIDE, sure_from: float = SURE_FROM) -> None:
        self._network = network
        self._long_side = long_side
        self._sure_from = sure_from

    def find(self, image: Image) -> tuple[Found, ...]:
        """The plates in a picture (BGR, uint8, height x width x 3), the surest first, in pixels of the picture."""
        height, width = image.shape[:2]
        scale = self._long_side / max(height, width)
        hints = self._seen(image, (_whole(width * scale), _whole(height * scale)))
        worth = [hint for hint in hints if hint.score >= _HINT_SHARE * hints[0].score]
        near = [found for hint in worth if (found := self._near(image, hint)) is not None]
        plates = _without_doubles([found for found in near if found.score >= self._sure_from])
        return tuple(Found(each.corners, _box(each.edges, width, height), each.score) for each in plates)

    def _seen(self, image: Image, size: tuple[int, int]) -> list[Answer]:
        """What the network answers to the picture at that size."""
        answer = self._network(as_input(reduced(image, *size)))[0]
        back = np.array([image.shape[1] / size[0], image.shape[0] / size[1]], np.float32)
        return _without_doubles(
            Answer(each.score, each.edges * np.tile(back, 2), each.corners * back) for each in _stated(answer)
        )

    def _near(self, image: Image, hint: Answer) -> Answer | None:
        """The same plate from near, its score the mean of both looks; None where nothing is seen there."""
        height, width = image.shape[:2]
        middle, size = (hint.edges[:2] + hint.edges[2:]) / 2, hint.edges[2:] - hint.edges[:2]
        half = _ROOM * max(float(size[0]), _FLATTEST * float(size[1])) / 2 * np.array([1, _NEAR[1] / _NEAR[0]])
        left, top = np.clip(middle - half, 0, (width - 1, height - 1)).astype(int)
        right, bottom = np.clip(middle + half, (left + 1, top + 1), (width, height)).astype(int)
        share = np.array([right - left, bottom - top]) / (2 * half)
        seen = self._seen(image[top:bottom, left:right], (_whole(_NEAR[0] * share[0]), _whole(_NEAR[1] * share[1])))
        corner = np.array([left, top], np.float32)
        for each in seen:
            edges = each.edges + np.tile(corner, 2)
            if (np.abs((edges[:2] + edges[2:]) / 2 - middle) < size / 2).all():
                return Answer((hint.score + each.score) / 2, edges, each.corners + corner)
        return None


def reduced(image: Image, width: int, height: int) -> Image:
    """The picture at that size. Halving by averages is many times faster than any other average, so it comes first."""
    while image.shape[1] >= 2 * width and image.shape[0] >= 2 * height:
        half = (image.shape[1] // 2, image.shape[0] // 2)
        even = image[: 2 * half[1], : 2 * half[0]]
        image = np.asarray(cv2.resize(even, half, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _stated(answer: Numbers) -> list[Answer]:
    """What the cells state that are sure enough, the surest first, in pixels of what the network saw."""
    scores = 1 / (1 + np.exp(-answer[0]))
    rows, columns = np.nonzero(scores > _HINT_FROM)
    order = np.argsort(-scores[rows, columns], kind="stable")[:_MOST]
    rows, columns = rows[order], columns[order]
    said = answer[:, rows, columns].T
    middle = np.stack([columns, rows, columns, rows], 1).astype(np.float32) + np.float32(0.5)
    away = np.exp(np.clip(said[:, 1:5], -_FAR, _FAR)) * np.array([-1, -1, 1, 1], np.float32)
    edges = ((middle + away) * _STRIDE).astype(np.float32)
    size = (edges[:, 2:] - edges[:, :2])[:, None]
    outer = edges[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)
    corners = (outer + said[:, 5:13].reshape(-1, 4, 2) * size).astype(np.float32)
    return [Answer(float(score), *parts) for score, *parts in zip(scores[rows, columns], edges, corners, strict=True)]


def _without_doubles(answers: Iterable[Answer]) -> list[Answer]:
    """The surest answer for each plate: two plates do not overlap in a picture."""
    kept: list[Answer] = []
    for answer in sorted(answers, key=lambda answer: -answer.score):
        if not kept or float(_overlaps(answer.edges, np.array([each.edges for each in kept])).max()) < _SAME_FROM:
            kept.append(answer)
    return kept


def _overlaps(box: Numbers, others: Numbers) -> Numbers:
    """What is common to a box and each of the others, in parts of the smaller one."""
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    common = np.clip(high - low, 0, None).prod(axis=1)
    areas = (others[:, 2:] - others[:, :2]).prod(axis=1)
    smaller: Numbers = np.minimum((box[2:] - box[:2]).prod(), areas)
    return np.asarray(common / np.maximum(smaller, 1e-6), np.float32)


def _box(edges: Numbers, width: int, height: int) -> Box:
    """Whole pixels inside the picture, at least one pixel large."""
    left = min(max(0, round(float(edges[0]))), width - 1)
    top = min(max(0, round(float(edges[1]))), height - 1)
    right = min(max(left + 1, round(float(edges[2]))), width)
    bottom = min(max(top + 1, round(float(edges[3]))), height)
    return left, top, right - left, bottom - top


def _whole(pixels: float) -> int:
    return max(_WHOLE, round(pixels / _WHOLE) * _WHOLE)
