"""The scoring rule for plate photographs, so that figures of different engines and days compare.

Texts are upper-cased and stripped to A-Z and 0-9. In a photograph the prediction that overlaps the labelled box best
(IoU 0.2 at least) speaks for the plate; failing that the most confident one whose centre lies inside the box does.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plainview.terms.plate import canonical
from plainview.terms.read import Reading

SPEAKS_FROM: Final = 0.2
"""The overlap from which a prediction speaks for a labelled plate."""
FOUND_FROM: Final = 0.5
"""The overlap from which a labelled plate counts as found."""

Rectangle = tuple[float, float, float, float]
"""x, y, width, height in pixels. Labels carry fractions."""

_FOLD: Final = str.maketrans("OQI", "001")


@dataclass(frozen=True)
class LabelledPlate:
    """A plate as somebody marked it. Each part is None where it was not marked."""

    box: Rectangle | None
    text: str | None
    state: str | None


@dataclass(frozen=True)
class LabelledPicture:
    """A photograph or crop with its labels. `path` leads to the picture itself."""

    path: Path
    plates: tuple[LabelledPlate, ...]

    @property
    def boxes(self) -> tuple[Rectangle, ...]:
        return tuple(plate.box for plate in self.plates if plate.box is not None)


@dataclass(frozen=True)
class Tally:
    """How many of `total` texts were `exact`, and how many were equal once O and Q are 0 and I is 1."""

    total: int
    exact: int
    fold: int

    @property
    def exact_share(self) -> float:
        """Percent, 0 to 100."""
        return 100 * self.exact / self.total

    @property
    def fold_share(self) -> float:
        """Percent, 0 to 100."""
        return 100 * self.fold / self.total


@dataclass(frozen=True)
class Detection:
    """Labelled plates, the predictions made, and how many of them met at `FOUND_FROM`."""

    labelled: int
    predicted: int
    met: int

    def __add__(self, other: "Detection") -> "Detection":
        return Detection(self.labelled + other.labelled, self.predicted + other.predicted, self.met + other.met)

    @property
    def recall(self) -> float:
        """Percent of the labelled plates that were found."""
        return 100 * self.met / self.labelled if self.labelled else 0.0

    @property
    def precision(self) -> float:
        """Percent of the predictions that are labelled plates."""
        return 100 * self.met / self.predicted if self.predicted else 0.0


def labelled_pictures(folder: Path) -> Iterator[LabelledPicture]:
    """The pictures of `folder/labels.jsonl`, in its order.

    Raises:
        FileNotFoundError: the folder has no labels.
    """
    with (folder / "labels.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            plates = tuple(
                LabelledPlate(tuple(plate["box"]) if plate["box"] else None, plate["text"], plate["state"])
                for plate in entry["plates"]
            )
            yield LabelledPicture(folder / entry["image"], plates)


def overlap(one: Rectangle, other: Rectangle) -> float:
    """Intersection over union of two rectangles, 0 to 1."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (one[2] * one[3] + other[2] * other[3] - both)


def spokesman(readings: Sequence[Reading], box: Rectangle) -> Reading | None:
    """The reading that speaks for the plate in `box`, or None where none does."""
    best = max(readings, key=lambda reading: overlap(reading.box, box), default=None)
    if best is not None and overlap(best.box, box) >= SPEAKS_FROM:
        return best
    inside = (reading for reading in readings if _centre_inside(reading.box, box))
    return max(inside, key=lambda reading: reading.confidence, default=None)


def folded(text: str) -> str:
    """The text as `fold` compares it: canonical, with O and Q as 0 and I as 1."""
    return canonical(text).translate(_FOLD)


def tally(pairs: Iterable[tuple[str | None, str]]) -> Tally:
    """Compare what was read (None where nothing was) with the label, over all pairs (read, label)."""
    total = exact = fold = 0
    for read, label in pairs:
        total += 1
        if read is None:
            continue
        exact += canonical(read) == canonical(label)
        fold += folded(read) == folded(label)
    return Tally(total, exact, fold)


def meetings(readings: Sequence[Reading], boxes: Sequence[Rectangle]) -> tuple[tuple[Reading, Rectangle], ...]:
    """Match readings with labelled boxes one to one, the most confident reading choosing first."""
    free = list(boxes)
    met = []
    for reading in sorted(readings, key=lambda reading: -reading.confidence):
        best = max(free, key=lambda box: overlap(reading.box, box), default=None)
        if best is not None and overlap(reading.box, best) >= FOUND_FROM:
            free.remove(best)
            met.append((reading, best))
    return tuple(met)


def detection(readings: Sequence[Reading], boxes: Sequence[Rectangle]) -> Detection:
    """Count what was labelled, what was read, and their meetings."""
    return Detection(len(boxes), len(readings), len(meetings(readings, boxes)))


def _centre_inside(box: Rectangle, outer: Rectangle) -> bool:
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    return outer[0] <= x <= outer[0] + outer[2] and outer[1] <= y <= outer[1] + outer[3]
