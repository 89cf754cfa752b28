"""Every miss as a picture with what was read, what is labelled and how sure each character was."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Final

from plainview.recognition.calibration import SURE_FROM
from plainview.recognition.engine import ImageRejected
from plainview.recognition.measuring.misses import Kind, Miss, iou
from plainview.recognition.measuring.report.cuts import Cut, cut
from plainview.recognition.measuring.score import LabelledPlate, Rectangle, folded
from plainview.recognition.measuring.spelling import right_places
from plainview.recognition.measuring.summary import stated
from plainview.recognition.media.pictures import read_file
from plainview.terms.read import Character, Reading

HEADINGS: Final = {
    Kind.MISREAD: ("Misread", "Another plate was read than the one that stands there. The surest come first."),
    Kind.WRONG_STATE: ("Wrong state", "The number is right. The same number of another state is another vehicle."),
    Kind.ALARM: (
        "Read where nothing is labelled",
        "A sign, a badge, lettering on a van; or a plate that nobody labelled, which is no fault of the engine.",
    ),
    Kind.NOT_READ: ("Not read", "A labelled plate for which nothing was read. The largest come first."),
    Kind.LOOSE: ("Box beside the plate", "Read, but the box overlaps the labelled one by less than half."),
    Kind.LOOK_ALIKE: ("Only O and 0, or I and 1", "Equal otherwise. Many plates draw these alike."),
}
LEGEND: Final = (
    '<p class="legend"><span class="key-label">Frame as labelled</span> <span class="key-reading">Frame as read</span>'
    "<span>Red and underlined: a wrong character. Below each its confidence, and what else it might be.</span></p>"
)
_ALTERNATES: Final = 3  # of a character that are shown


def sections(misses: Iterable[Miss]) -> Iterator[str]:
    """A section for each kind of miss; the misses come sorted by kind."""
    for kind, found in groupby(misses, key=lambda miss: miss.kind):
        cards = [card(miss) for miss in found]
        heading, words = HEADINGS[kind]
        yield (
            f'<section id="{kind.value}" aria-labelledby="{kind.value}-heading">'
            f'<h2 id="{kind.value}-heading">{escape(heading)} <span class="count">{len(cards)}</span></h2>'
            f'<p>{escape(words)}</p><ul class="cards">{"".join(cards)}</ul></section>'
        )


def card(miss: Miss) -> str:
    """One miss as an item of a list."""
    label, reading = miss.label, miss.reading
    parts = [_picture(miss), "<figcaption>"]
    if label is not None:
        parts.append(_line("Labelled", _label(label)))
    if reading is not None:
        parts.append(_read(reading, label))
    overlap = iou(miss)
    if overlap is not None and miss.kind is Kind.LOOSE:
        parts.append(f'<p class="what">The boxes overlap by {overlap:.0%}.</p>')
    parts.append(f'<p class="file">{escape(_named(miss))}</p></figcaption>')
    return f"<li><figure>{''.join(parts)}</figure></li>"


def _named(miss: Miss) -> str:
    """The file with the folders nearest to it; the whole path would tell where a department keeps its pictures."""
    return "/".join(miss.picture.path.parts[-3:])


def _label(label: LabelledPlate) -> str:
    text = f"<code>{escape(label.text)}</code>" if label.text else "without a text"
    return f"{text} {escape(label.state.upper())}" if label.state else text


def _read(reading: Reading, label: LabelledPlate | None) -> str:
    sure = ' <strong class="sure">sure</strong>' if reading.confidence >= SURE_FROM else ""
    state = f" {escape(reading.state)}" if reading.state else ""
    sureness = f", state {stated(reading.state_confidence or 0, digits=0)}" if reading.state else ""
    return (
        _line("Read", f"<code>{escape(reading.plate)}</code>{state}")
        + _line("Confidence", f"{escape(stated(reading.confidence))}{escape(sureness)}{sure}")
        + _characters(reading, label)
    )


def _line(what: str, markup: str) -> str:
    return f'<p><span class="what">{what}</span> {markup}</p>'


def _characters(reading: Reading, label: LabelledPlate | None) -> str:
    if not reading.characters:
        return ""
    marks = [True] * len(reading.characters)
    if label is not None and label.text is not None:
        read = "".join(folded(each.char) or "?" for each in reading.characters)
        marks = list(right_places(read, folded(label.text)))
    tiles = "".join(_tile(each, right=right) for each, right in zip(reading.characters, marks, strict=True))
    return f'<ol class="characters">{tiles}</ol>'


def _tile(each: Character, *, right: bool) -> str:
    others = "".join(
        f'<span class="other">{escape(other.char)} {other.confidence:.0%}</span>'
        for other in each.alternates[:_ALTERNATES]
    )
    kind = "right" if right else "wrong"
    spoken = "" if right else '<span class="unseen"> (wrong)</span>'
    unsure = " unsure" if each.confidence < SURE_FROM else ""
    return (
        f'<li class="{kind}"><span class="char">{escape(each.char)}{spoken}</span>'
        f'<span class="stated{unsure}">{escape(stated(each.confidence, digits=0))}</span>{others}</li>'
    )


def _picture(miss: Miss) -> str:
    try:
        found = cut(read_file(miss.picture.path), miss)
    except (ImageRejected, OSError):
        return '<p class="what">The picture can no longer be opened.</p>'
    source = f"data:image/jpeg;base64,{b64encode(found.jpeg).decode()}"
    return (
        f'<svg class="cut" viewBox="0 0 {found.width} {found.height}" role="img" aria-label="{escape(_spoken(miss))}">'
        f'<image href="{source}" width="{found.width}" height="{found.height}"/>{_frames(found)}</svg>'
    )


def _spoken(miss: Miss) -> str:
    read = f"read as {miss.reading.plate}" if miss.reading else "not read"
    text = miss.label.text if miss.label else None
    return f"The plate in the picture: {read}{f', labelled {text}' if text else ''}"


def _frames(found: Cut) -> str:
    """Each box twice, dark below light, so that it shows on any picture."""
    return _frame(found.label, "label") + _frame(found.reading, "reading")


def _frame(box: Rectangle | None, name: str) -> str:
    if box is None:
        return ""
    x, y, width, height = (f"{value:.1f}" for value in box)
    place = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    return f'<rect class="under" {place}/><rect class="frame-{name}" {place}/>'
