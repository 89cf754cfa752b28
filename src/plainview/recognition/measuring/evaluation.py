"""The figures of an engine on labelled pictures: how much is right, how sure it was, how long it took.

What counts as right for a confidence is equality after folding, because labels often write the letter O as a zero.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Final

from plainview.recognition import calibration
from plainview.recognition.calibration import Said
from plainview.recognition.measuring.looks import Answer, Look
from plainview.recognition.measuring.score import Detection, LabelledPlate, Tally, detection, folded, overlap, tally
from plainview.recognition.measuring.spelling import right_places
from plainview.terms.read import Reading

_SLOW: Final = 95  # percent of the pictures that take no longer


@dataclass(frozen=True)
class States:
    """Plates whose state is labelled, and what the engine said of it."""

    labelled: int
    right: int
    wrong: int

    @property
    def stated_share(self) -> float | None:
        """Percent of the labelled ones for which a state was told."""
        return _percent(self.right + self.wrong, self.labelled)

    @property
    def right_where_stated(self) -> float | None:
        """Percent of the told states that are right."""
        return _percent(self.right, self.right + self.wrong)


@dataclass(frozen=True)
class Evaluation:
    """The figures of some looks; each is counted when it is asked for. Shares are in percent, None of nothing."""

    looks: Sequence[Look]

    @cached_property
    def photographs(self) -> "Evaluation":
        return Evaluation([each for each in self.looks if not each.crop])

    @cached_property
    def crops(self) -> "Evaluation":
        return Evaluation([each for each in self.looks if each.crop])

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """The labelled plates whose text is known."""
        return tuple(answer for each in self.looks for answer in each.answers if answer.label.text is not None)

    @cached_property
    def texts(self) -> Tally:
        return tally((each.reading.plate if each.reading else None, each.label.text or "") for each in self.answers)

    @property
    def exact(self) -> float | None:
        return self.texts.exact_share if self.texts.total else None

    @property
    def fold(self) -> float | None:
        return self.texts.fold_share if self.texts.total else None

    @property
    def characters(self) -> float | None:
        """Percent of the labels' characters that were read right; a plate without a reading has none right."""
        length = sum(len(folded(each.label.text or "")) for each in self.answers)
        return _percent(length - sum(each.edits for each in self.answers), length)

    @cached_property
    def finding(self) -> Detection:
        """Labelled and predicted plates in the photographs."""
        found = (detection(each.readings, each.picture.boxes) for each in self.photographs.looks)
        return sum(found, Detection(0, 0, 0))

    @property
    def mean_overlap(self) -> float | None:
        """Mean IoU, 0 to 1, of the labelled boxes with the readings that speak for them."""
        pairs = [(each.reading, each.label.box) for one in self.photographs.looks for each in one.answers]
        found = [overlap(reading.box, box) for reading, box in pairs if reading is not None and box is not None]
        return sum(found) / len(found) if found else None

    @property
    def states(self) -> States:
        labelled = [each for each in self.answers if each.label.state]
        told = [(each.reading.state, each.label.state or "") for each in labelled if each.reading]
        rights = [said == label.upper() for said, label in told if said is not None]
        return States(len(labelled), rights.count(True), rights.count(False))

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """The confidence of each plate that was read, and whether its text is right."""
        return tuple((each.reading.confidence, each.right) for each in self.answers if each.reading)

    @cached_property
    def characters_said(self) -> tuple[Said, ...]:
        """The same of each character; which are right is found by lining the text up with its label."""
        return tuple(pair for each in self.answers if each.reading for pair in _characters(each.reading, each.label))

    @property
    def calibration_error(self) -> float | None:
        """Expected calibration error of the plates, 0 to 1."""
        return calibration.expected_error(calibration.bins(self.said))

    @property
    def sure(self) -> calibration.Sure:
        return calibration.sure(self.said)

    @property
    def abstention(self) -> tuple[calibration.Abstention, ...]:
        return calibration.abstention(self.said, asked=len(self.answers))

    @property
    def milliseconds(self) -> tuple[float, float] | None:
        """Of a picture: the median, and what 95 of 100 do not exceed. Meant for photographs or crops by themselves."""
        times = sorted(each.milliseconds for each in self.looks)
        return (median(times), times[-(-len(times) * _SLOW // 100) - 1]) if times else None

    @property
    def stages(self) -> dict[str, float]:
        """The median milliseconds of each stage, in the order in which the engine names them."""
        told = [each.stages for each in self.looks if each.stages]
        names = dict.fromkeys(name for stages in told for name in stages)
        return {name: median(stages.get(name, 0.0) for stages in told) for name in names}


def _characters(reading: Reading, label: LabelledPlate) -> Iterator[Said]:
    read = "".join(folded(each.char) or "?" for each in reading.characters)
    places = right_places(read, folded(label.text or ""))
    yield from zip((each.confidence for each in reading.characters), places, strict=True)


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
