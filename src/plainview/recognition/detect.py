"""Where plates stand in a picture: the detector's network and what is made of its answer."""

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
SURE_FROM: Final = 0.55
"""Mean of the scores far and near from which a find is handed on; the reader has a say too in what is a plate."""
_HINT_FROM: Final = 0.1
"""Score from afar from which a nearer look is taken,"""
_HINT_SHARE: Final = 0.35
"""and the share of the best score in the picture: what is far weaker is seldom a plate, and each look takes time."""
NEAR: Final = (192, 96)
"""Width and height of the nearer look in pixels,"""
ROOM: Final = 1.6
"""and how much wider than the plate that is."""
_FLATTEST: Final = 1.6
"""Width to height of a plate, at most as far as the room around it goes; a flat one needs no less of it."""
_STRIDE: Final = 8  # pixels of a cell, as the network was trained
_WHOLE: Final = 16  # the network's input is a multiple of it
_SAME_FROM: Final = 0.45  # overlap from which two answers mean one plate
_MOST: Final = 300  # answers that are looked at, the surest first
_FAR: Final = 4.0  # the logarithm of the longest distance that the network can state, in cells

Numbers = NDArray[np.float32]


class Answers(NamedTuple):
    """Plates, the surest first: scores (N), edges (N x left, top, right, bottom) and corners (N x 4 x 2), in pixels."""

    scores: Numbers
    edges: Numbers
    corners: Numbers

    def of(self, places: NDArray[np.intp] | np.intp) -> "Answers":
        """Those at these places, in that order; of one place, that answer alone, without the first dimension."""
        return Answers(self.scores[places], self.edges[places], self.corners[places])


class PlateFinder:
    """Finds plates by two looks.

    From afar, the whole picture is seen at `long_side` pixels: enough to notice a plate, too coarse to say where it
    ends and a dealer's frame begins. So each find is looked at again from near, where its edges and corners are
    measured and most of what only looked like a plate is seen through.

    `afar` is a copy of the network that is quicker and a little coarser, for the look from afar, which takes most of
    the time and need not measure; without one the same network looks twice.
    """

    def __init__(
        self,
        network: Network,
        *,
        afar: Network | None = None,
        long_side: int = LONG_SIDE,
        sure_from: float = SURE_FROM,
        room: float = ROOM,
    ) -> None:
        self._near_network = network
        self._far_network = afar or network
        self._long_side = long_side
        self._sure_from = sure_from
        self._room = room

    def find(self, image: Image) -> tuple[Found, ...]:
        """The plates in a picture (BGR, uint8, height x width x 3), the surest first, in pixels of the picture."""
        height, width = image.shape[:2]
        hints = _seen(self._far_network, image, from_afar(image, self._long_side))
        worth = (hints.scores >= _HINT_SHARE * hints.scores.max(initial=0)).nonzero()[0]
        plates = [found for place in worth if (found := self._near(image, hints.of(place))) is not None]
        sure = [found for found in plates if found.scores >= self._sure_from]
        if not sure:
            return ()
        kept = _without_doubles(Answers(*(np.array(part) for part in zip(*sure, strict=True))))
        return tuple(
            Found(corners, _box(edges, width, height), float(score))
            for score, edges, corners in zip(*kept, strict=True)
        )

    def _near(self, image: Image, hint: Answers) -> Answers | None:
        """The plate of one hint from near, its score the mean of both looks; None where nothing is seen there."""
        middle, size = (hint.edges[:2] + hint.edges[2:]) / 2, hint.edges[2:] - hint.edges[:2]
        (left, top, right, bottom), shown = around(hint.edges, image.shape[1], image.shape[0], self._room)
        part = image[top:bottom, left:right]
        seen = _seen(self._near_network, part, reduced(part, *shown))
        edges = seen.edges + np.array([left, top, left, top], np.float32)
        there = (np.abs((edges[:, :2] + edges[:, 2:]) / 2 - middle) < size / 2).all(axis=1)
        if not there.any():
            return None
        best = int(there.argmax())
        corners = seen.corners[best] + np.array([left, top], np.float32)
        return Answers((hint.scores + seen.scores[best]) / 2, edges[best], corners)


def around(
    edges: Numbers, width: int, height: int, room: float = ROOM
) -> tuple[tuple[int, int, int, int], tuple[int, int]]:
    """What is seen from near of a find in a picture of that width and height, `room` times as wide as the find.

    Answers with left, top, right and bottom in pixels of the picture, and the width and height at which the network is
    shown that: `NEAR`, or less where the picture ends.
    """
    middle, size = (edges[:2] + edges[2:]) / 2, edges[2:] - edges[:2]
    half = room * max(float(size[0]), _FLATTEST * float(size[1])) / 2 * np.array([1, NEAR[1] / NEAR[0]])
    left, top = np.clip(middle - half, 0, (width - 1, height - 1)).astype(int)
    right, bottom = np.clip(middle + half, (left + 1, top + 1), (width, height)).astype(int)
    share = np.array([right - left, bottom - top]) / (2 * half)
    return (int(left), int(top), int(right), int(bottom)), (_whole(NEAR[0] * share[0]), _whole(NEAR[1] * share[1]))


def from_afar(image: Image, long_side: int = LONG_SIDE) -> Image:
    """The picture as the network is shown it first."""
    height, width = image.shape[:2]
    scale = long_side / max(height, width)
    return reduced(image, _whole(width * scale), _whole(height * scale))


def reduced(image: Image, width: int, height: int) -> Image:
    """The picture at that size. Halving by averages is many times faster than any other average, so it comes first."""
    while image.shape[1] >= 2 * width and image.shape[0] >= 2 * height:
        half = (image.shape[1] // 2, image.shape[0] // 2)
        even = image[: 2 * half[1], : 2 * half[0]]
        image = np.asarray(cv2.resize(even, half, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _seen(network: Network, image: Image, shown: Image) -> Answers:
    """What the network answers to the picture as it is shown, in pixels of the picture, one answer a plate."""
    stated = _stated(network(as_input(shown))[0])
    back = np.array([image.shape[1] / shown.shape[1], image.shape[0] / shown.shape[0]], np.float32)
    return _without_doubles(Answers(stated.scores, stated.edges * np.tile(back, 2), stated.corners * back))


def _stated(answer: Numbers) -> Answers:
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
    return Answers(scores[rows, columns], edges, corners)


def _without_doubles(answers: Answers) -> Answers:
    """The surest answer for each plate: two plates do not overlap in a picture."""
    left = np.argsort(-answers.scores, kind="stable")
    kept: list[int] = []
    while left.size:
        kept.append(int(left[0]))
        left = left[1:][_overlaps(answers.edges[left[0]], answers.edges[left[1:]]) < _SAME_FROM]
    return answers.of(np.array(kept, np.intp))


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
