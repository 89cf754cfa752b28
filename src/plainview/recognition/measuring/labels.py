"""`labels.jsonl` as somebody wrote it by hand: each line is checked, and what is wrong is named by line and field."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import msgspec

from plainview.recognition.measuring.score import LabelledPicture, LabelledPlate, Rectangle
from plainview.terms.plate import canonical

FILE: Final = "labels.jsonl"

_MISSING: Final = re.compile(r"missing required field `(\w+)`")
_MARK: Final = b"\xef\xbb\xbf"  # that some editors put before UTF-8


class BadLabels(ValueError):
    """A line of a labels file cannot be used. `line` counts from 1 and is 0 for the file as a whole."""

    def __init__(self, file: Path, line: int, field: str, reason: str) -> None:
        where = [str(file), f"line {line}" if line else "", field]
        super().__init__(f"{', '.join(filter(None, where))}: {reason}")
        self.file, self.line, self.field = file, line, field


class _Plate(msgspec.Struct, frozen=True):
    # Both must be there: a box under a misspelt name would turn a photograph into a crop.
    box: tuple[float, float, float, float] | None
    text: Annotated[str, msgspec.Meta(max_length=32)] | None
    state: Annotated[str, msgspec.Meta(pattern="^[A-Za-z]{2}$")] | None = None


class _Line(msgspec.Struct, frozen=True):
    image: Annotated[str, msgspec.Meta(min_length=1)]
    plates: tuple[msgspec.Raw, ...]  # each decoded by itself, because the decoder's errors do not number them


class _Wrong(ValueError):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


_LINE: Final = msgspec.json.Decoder(_Line)
_PLATE: Final = msgspec.json.Decoder(_Plate)


def checked_pictures(folder: Path) -> Iterator[LabelledPicture]:
    """The pictures of `folder/labels.jsonl` in its order, as `score.labelled_pictures` gives them.

    Blank lines are skipped.

    Raises:
        BadLabels: the file is missing or empty, or a line of it is wrong.
    """
    file = folder / FILE
    try:
        lines = file.read_bytes().removeprefix(_MARK).split(b"\n")
    except OSError as trouble:
        raise BadLabels(file, 0, "", trouble.strerror or "it cannot be read") from trouble
    empty = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        empty = False
        try:
            yield _picture(folder, line)
        except _Wrong as wrong:
            raise BadLabels(file, number, wrong.field, str(wrong)) from wrong
    if empty:
        raise BadLabels(file, 0, "", "it names no picture")


def _picture(folder: Path, line: bytes) -> LabelledPicture:
    try:
        entry = _LINE.decode(line)
    except msgspec.DecodeError as wrong:
        raise _located(str(wrong)) from wrong
    plates = tuple(_plate(raw, f"plates[{place}]") for place, raw in enumerate(entry.plates))
    if len(plates) > 1 and any(plate.box is None for plate in plates):
        raise _Wrong("plates", "a picture without boxes shows one plate alone; in a photograph each plate has its box")
    return LabelledPicture(folder / entry.image, plates)


def _plate(raw: msgspec.Raw, field: str) -> LabelledPlate:
    try:
        plate = _PLATE.decode(raw)
    except msgspec.DecodeError as wrong:
        raise _located(str(wrong), field) from wrong
    if plate.text is not None and not canonical(plate.text):
        raise _Wrong(f"{field}.text", "it has neither a letter nor a digit; write null where the plate is illegible")
    if plate.box is None and plate.text is None:
        raise _Wrong(field, "it has neither a box nor a text, so there is nothing to compare with")
    return LabelledPlate(_box(plate.box, f"{field}.box"), plate.text, plate.state)


def _box(box: Rectangle | None, field: str) -> Rectangle | None:
    if box is not None and min(box[2:]) <= 0:
        raise _Wrong(field, "it is x, y, width and height in pixels, the last two above 0")
    return box


def _located(message: str, inside: str = "") -> _Wrong:
    """The decoder's message as a field and a reason."""
    reason, _, path = message.partition(" - at `$")
    missing = _MISSING.search(reason)
    parts = [inside, path.rstrip("`").lstrip("."), missing[1] if missing else ""]
    field = ".".join(filter(None, parts))
    if missing:
        return _Wrong(field, "it is missing")
    return _Wrong(field, reason[0].lower() + reason[1:] if reason.startswith("Expected") else reason)
