"""What an engine got wrong, each as one thing that a person can look at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from plainview.recognition.measuring.looks import Answer, Look
from plainview.recognition.measuring.score import LabelledPicture, LabelledPlate, meetings, overlap
from plainview.terms.plate import canonical
from plainview.terms.read import Reading


class Kind(Enum):
    """How a reading or its absence is wrong, in the order of the harm that it may do."""

    MISREAD = "misread"
    """Another plate was read than the one that stands there."""
    WRONG_STATE = "wrong_state"
    """The text is right and the state is not: the same number of another state is another vehicle."""
    ALARM = "alarm"
    """Read where nothing is labelled."""
    NOT_READ = "not_read"
    """A labelled plate that no reading speaks for."""
    LOOSE = "loose"
    """A labelled plate whose reading overlaps it by less than `score.FOUND_FROM`."""
    LOOK_ALIKE = "look_alike"
    """Equal but for O, Q and 0 or I and 1."""


@dataclass(frozen=True)
class Miss:
    """One thing that is wrong in a picture. `label` is None for an alarm, `reading` for a plate that was not read."""

    kind: Kind
    picture: LabelledPicture
    crop: bool
    label: LabelledPlate | None
    reading: Reading | None


def misses(looks: Iterable[Look]) -> tuple[Miss, ...]:
    """Everything that is wrong, by kind, the most confident first: a confident misread is the one that hurts people."""
    order = list(Kind)
    found = [miss for look in looks for miss in _in_look(look)]
    return tuple(sorted(found, key=lambda miss: (order.index(miss.kind), -_confidence(miss))))


def _in_look(look: Look) -> Iterator[Miss]:
    met = meetings(look.readings, look.picture.boxes) if not look.crop else ()
    met_boxes = [box for _, box in met]
    for answer in look.answers:
        kind = _kind(answer, found=look.crop or answer.label.box in met_boxes)
        if kind is not None:
            yield Miss(kind, look.picture, look.crop, answer.label, answer.reading)
    if look.crop:
        return
    used = {id(reading) for reading, _ in met} | {id(answer.reading) for answer in look.answers}
    for reading in look.readings:
        if id(reading) not in used:
            yield Miss(Kind.ALARM, look.picture, look.crop, None, reading)


def _kind(answer: Answer, *, found: bool) -> Kind | None:
    label, reading = answer.label, answer.reading
    if reading is None:
        return Kind.NOT_READ
    if label.text is not None and not answer.right:
        return Kind.MISREAD
    if label.state and reading.state and reading.state != label.state.upper():
        return Kind.WRONG_STATE
    if not found:
        return Kind.LOOSE
    if label.text is not None and canonical(reading.plate) != canonical(label.text):
        return Kind.LOOK_ALIKE
    return None


def _confidence(miss: Miss) -> float:
    """What the miss is ordered by: its confidence; without a reading, the size of the plate (large ones are worse)."""
    if miss.reading is not None:
        return miss.reading.confidence
    box = miss.label.box if miss.label else None
    return box[2] * box[3] if box else 0.0


def iou(miss: Miss) -> float | None:
    """The overlap of label and reading, 0 to 1; None where one of them has no box."""
    if miss.crop or miss.reading is None or miss.label is None or miss.label.box is None:
        return None
    return overlap(miss.reading.box, miss.label.box)
