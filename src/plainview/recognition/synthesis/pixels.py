"""Arrays of light and what is done with them: the few OpenCV calls of this room, typed once.

Two kinds of picture are in use. A *field* is linear light, float32, either height x width or height x width x 3 in
the order blue, green, red, where 1.0 is a white wall in the sun. *Pixels* are what a camera hands out: uint8, BGR.
"""

from typing import Any, Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Pixels: TypeAlias = npt.NDArray[np.uint8]
Field: TypeAlias = npt.NDArray[np.float32]
Points: TypeAlias = npt.NDArray[np.float64]
Colour: TypeAlias = tuple[float, float, float]
"""Linear blue, green, red."""

SUBPIXEL_BITS: Final = 4
"""OpenCV's drawing takes whole numbers; corners are given in sixteenths of a pixel."""
_SUBPIXEL: Final = 1 << SUBPIXEL_BITS


def colour(web: str) -> Colour:
    """`#rrggbb` as a person would pick it on a screen, in linear light."""
    red, green, blue = (int(web[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return (blue**2.2, green**2.2, red**2.2)


def corners(points: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Points in pixels as OpenCV's drawing wants them with `SUBPIXEL_BITS`."""
    return np.rint(np.asarray(points, dtype=np.float64) * _SUBPIXEL).astype(np.int32)


def filled(size: tuple[int, ...], fill: Colour | float) -> Field:
    """A field of one colour (three channels) or one value (one channel); size is height, width."""
    if isinstance(fill, tuple):
        return np.full((*size, 3), fill, dtype=np.float32)
    return np.full(size, fill, dtype=np.float32)


def polygon(size: tuple[int, int], points: npt.ArrayLike, soft: float = 0.0) -> Field:
    """A filled polygon as coverage from 0 to 1 with smooth edges, `soft` pixels more of blur; size is height, width."""
    mask = np.zeros(size, np.uint8)
    cv2.fillPoly(mask, [corners(points)], 255, cv2.LINE_AA, SUBPIXEL_BITS)
    cover = mask.astype(np.float32) / np.float32(255)
    return blurred(cover, soft) if soft else cover


def blurred(picture: Field, sigma: float, sigma_down: float | None = None) -> Field:
    """Gaussian blur; `sigma_down` blurs up and down by another amount."""
    return _field(cv2.GaussianBlur(picture, (0, 0), sigma, sigmaY=sigma if sigma_down is None else sigma_down))


def resized(picture: Field, width: int, height: int) -> Field:
    """Smaller by averaging, larger by interpolation."""
    how = cv2.INTER_AREA if width < picture.shape[1] else cv2.INTER_CUBIC
    return _field(cv2.resize(picture, (width, height), interpolation=how))


def looked_up(picture: Field, across: Field, down: Field, *, wrap: bool = False) -> Field:
    """`picture` at the given places in pixels, smoothly; outside it is zero, or begins anew with `wrap`."""
    border = cv2.BORDER_WRAP if wrap else cv2.BORDER_CONSTANT
    return _field(cv2.remap(picture, across, down, cv2.INTER_LINEAR, borderMode=border))


def warped(picture: Field, matrix: npt.ArrayLike, width: int, height: int) -> Field:
    """`picture` through a 3 x 3 homography onto a canvas of that size; what it does not reach is zero."""
    return _field(cv2.warpPerspective(picture, np.asarray(matrix, np.float64), (width, height), flags=cv2.INTER_LINEAR))


def homography(source: npt.ArrayLike, target: npt.ArrayLike) -> Points:
    """The 3 x 3 matrix that carries four points onto four others."""
    four = (np.asarray(source, np.float32), np.asarray(target, np.float32))
    return np.asarray(cv2.getPerspectiveTransform(*four), dtype=np.float64)


def mixed(under: Field, over: Field | Colour | float, share: Field) -> Field:
    """`over` laid on `under` where `share` is 1."""
    amount = share[..., None] if under.ndim > share.ndim else share
    top = np.asarray(over, np.float32)
    return _field(under + (top - under) * amount)


def smoothstep(low: float, high: float, value: npt.NDArray[np.floating[Any]]) -> Field:
    """0 below `low`, 1 above `high`, and an S between; `low` may be the larger one."""
    share = np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1)
    return _field(share * share * (3 - 2 * share))


def parted(vectors: Field) -> tuple[Field, Field, Field]:
    """The three channels, each on its own."""
    one, two, three = cv2.split(np.ascontiguousarray(vectors))
    return _field(one), _field(two), _field(three)


def dotted(vectors: Field, direction: Points) -> Field:
    """How far each vector points in a direction, 0 where it points away."""
    weights = np.asarray(direction, np.float32).reshape(1, 3)
    return np.maximum(_field(cv2.transform(vectors, weights)), 0)


def clouded(rng: np.random.Generator, height: int, width: int, coarse: float, octaves: int = 4) -> Field:
    """Fractal noise around 0 with a deviation of about 1; `coarse` is the size of its largest blots in pixels."""
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        step = max(coarse / 2**octave, 1.0)
        rows, columns = int(height / step) + 2, int(width / step) + 2
        grains = rng.standard_normal((rows, columns), dtype=np.float32)
        total += resized(grains, width, height) * np.float32(0.6**octave)
    return _field((total - total.mean()) / (total.std() + 1e-6))


def _field(values: Any) -> Field:
    return np.asarray(values, dtype=np.float32)
