"""The report of a case as a PDF: the statement, a map, each read with its photographs, the chain of custody.

Each page says by whom and when it was made, for which case, and which page of how many it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas

from plainview.evidence.bag import Out
from plainview.evidence.contents import Item, Marked, Picture
from plainview.evidence.lazy_pictures import LazyPictures
from plainview.evidence.small_map import NOTHING, BaseMap, draw_map
from plainview.pdf_text import drawable, fitting, wrapped

_INK, _QUIET, _LINE, _MARK = HexColor("#15202b"), HexColor("#52606d"), HexColor("#d5dce3"), HexColor("#14335f")
_PLAIN, _BOLD, _MONO = "Helvetica", "Helvetica-Bold", "Courier-Bold"
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.8 * inch, LETTER[0] - 0.8 * inch, LETTER[1] - 0.95 * inch, 0.85 * inch
_STEP: Final = 13
_PICTURE: Final = (4.1 * inch, 2.9 * inch)
_CROP: Final = (2.4 * inch, 1.0 * inch)


@dataclass(frozen=True)
class Report:
    """What a report says. `custody` are lines of time, person, what and facts; `base` is what the map shows."""

    agency: str
    marked: Marked
    about: Sequence[tuple[str, str]]
    statement: str
    items: Sequence[Item]
    custody: Sequence[tuple[str, str, str, str]]
    base: BaseMap = NOTHING


def pdf(report: Report, out: Out, *, compressed: bool = True) -> None:
    """Draw a report. Its photographs are opened one at a time as they are written, so that a large one fits the memory.

    Raises:
        PictureUnreadable: one cannot be opened any more.
    """
    canvas = Canvas(None, pagesize=LETTER, pageCompression=int(compressed), invariant=1)
    sheet = _Sheet(canvas, report, LazyPictures(canvas, out))
    _first(sheet)
    for item in report.items:
        _read(sheet, item)
    _custody(sheet)
    sheet.end()
    out.write(canvas.getpdfdata())


class _Sheet:
    """A canvas that goes from the top down and marks each page that it fills."""

    def __init__(self, canvas: Canvas, report: Report, pictures: LazyPictures) -> None:
        self.canvas, self.report, self.pictures = canvas, report, pictures
        self.y = _TOP
        self._pages: list[dict[str, object]] = []
        canvas.setTitle(f"Case {drawable(report.marked.case_number)}")
        canvas.setAuthor(drawable(report.agency) or "Plainview")
        canvas.setSubject("ALPR data preserved as evidence")

    def room(self, height: float) -> None:
        """Go to a new page unless so much is left of this one."""
        if self.y - height < _BOTTOM:
            self.turn()

    def turn(self) -> None:
        """On to the next page."""
        # The number of pages is known at the end; until then a page is kept as the canvas has it.
        self._pages.append(dict(self.canvas.__dict__))
        self.canvas._startPage()  # noqa: SLF001 - how reportlab's own guide numbers pages
        self.y = _TOP

    def line(self, words: str, *, font: str = _PLAIN, size: float = 10, quiet: bool = False, x: float = _LEFT) -> None:
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(_QUIET if quiet else _INK)
        self.canvas.drawString(x, self.y, fitting(words, font, size, _RIGHT - x))

    def block(self, words: str, *, size: float = 9.5) -> None:
        """Words over as many lines as they need."""
        for each in wrapped(words, _PLAIN, size, _RIGHT - _LEFT):
            self.room(_STEP)
            self.line(each, size=size)
            self.y -= _STEP

    def heading(self, words: str, *, size: float = 12, below: float = 40) -> None:
        self.room(size + below)
        self.y -= size + 4
        self.line(words, font=_BOLD, size=size)
        self.y -= size + 2

    def facts(self, pairs: Sequence[tuple[str, str]], *, x: float = _LEFT, width: float = 1.25 * inch) -> None:
        for name, said in pairs:
            for number, words in enumerate(wrapped(said, _PLAIN, 9.5, _RIGHT - x - width) or [""]):
                self.room(_STEP)
                if number == 0:
                    self.line(name, size=9.5, quiet=True, x=x)
                self.line(words, size=9.5, x=x + width)
                self.y -= _STEP

    def end(self) -> None:
        self._pages.append(dict(self.canvas.__dict__))
        for number, page in enumerate(self._pages, 1):
            self.canvas.__dict__.update(page)
            self._mark(number, len(self._pages))
            self.canvas.showPage()

    def _mark(self, number: int, count: int) -> None:
        canvas = self.canvas
        canvas.setFillColor(_MARK)
        canvas.rect(0, LETTER[1] - 0.22 * inch, LETTER[0], 0.22 * inch, stroke=0, fill=1)
        canvas.setStrokeColor(_LINE)
        canvas.line(_LEFT, 0.66 * inch, _RIGHT, 0.66 * inch)
        self.y = LETTER[1] - 0.5 * inch
        self.line(self.report.marked.words.replace(" · ", ", "), size=8.5, quiet=True)
        self.y = 0.5 * inch
        self.line("ALPR data was used (I.4). Confidential; for this case alone.", size=8.5, quiet=True)
        self.line(f"Page {number} of {count}", size=8.5, quiet=True, x=_RIGHT - 0.8 * inch)


def _first(sheet: _Sheet) -> None:
    report = sheet.report
    sheet.line(report.agency or "ALPR data", size=11, quiet=True)
    sheet.y -= 26
    sheet.line(f"Case {report.marked.case_number}", font=_BOLD, size=24)
    sheet.y -= 20
    count = len(report.items)
    sheet.line(f"{count} stored read{'' if count == 1 else 's'} of licence plates, preserved as evidence", size=11)
    sheet.y -= 8
    sheet.heading("Why the reads are kept")
    sheet.facts(report.about)
    sheet.heading("Statement")
    sheet.block(report.statement)
    points = [
        (float(str(item.said["longitude"])), float(str(item.said["latitude"])), str(item.said["number"]))
        for item in report.items
        if item.said["longitude"] is not None and item.said["latitude"] is not None
    ]
    sheet.heading("Where", below=3.2 * inch)
    if points:
        height = 2.9 * inch
        draw_map(sheet.canvas, report.base, points, (_LEFT, sheet.y - height, _RIGHT - _LEFT, height))
        sheet.y -= height + _STEP
        sheet.line("Numbers are those of the reads. North is up.", size=8.5, quiet=True)
    else:
        sheet.line("No camera of these reads has a position on the register.", quiet=True)


def _read(sheet: _Sheet, item: Item) -> None:
    said = item.said
    needed = 30 + _PICTURE[1] + 10
    if item is sheet.report.items[0] or sheet.y - needed < _BOTTOM:
        sheet.turn()
    sheet.heading(f"Read {said['number']}: {said['plate']}  {said['state'] or 'state not read'}", size=13)
    top = sheet.y
    _picture(sheet, item.photograph, _LEFT, top, _PICTURE)
    right = _LEFT + _PICTURE[0] + 0.2 * inch
    _picture(sheet, item.crop, right, top, _CROP)
    sheet.y = top - _CROP[1] - 14
    for name, lines in _said(said):
        sheet.line(name, size=8, quiet=True, x=right)
        for words in lines:
            sheet.y -= 10
            sheet.line(words, size=8.5, x=right)
        sheet.y -= 12
    sheet.y = min(sheet.y, top - _PICTURE[1]) - 8


def _said(said: Mapping[str, object]) -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("Captured (UTC)", (str(said["captured_at"])[:23].replace("T", " "),)),
        ("Camera", (str(said["camera"]), str(said["place"]))),
        ("Confidence", (f"{float(str(said['confidence'])):.0%} by {said['engine']}",)),
        ("Photograph, SHA-256", _hash(said["photograph_sha256"])),
        ("Plate, SHA-256", _hash(said["crop_sha256"])),
        ("Read", (str(said["read_id"]),)),
    ]


def _hash(digest: object) -> tuple[str, ...]:
    """A hash in two lines, whole: it is there to be compared."""
    half, text = 32, str(digest or "lost")
    return (text[:half], text[half:]) if len(text) > half else (text,)


def _picture(sheet: _Sheet, picture: Picture | None, x: float, top: float, size: tuple[float, float]) -> None:
    width, height = size
    sheet.canvas.setStrokeColor(_LINE)
    if picture is None or picture.size is None:
        sheet.canvas.rect(x, top - height, width, height)
        sheet.y = top - height / 2
        sheet.line("The picture cannot be opened.", quiet=True, x=x + 8)
        return
    wide, high = picture.size
    scale = min(width / wide, height / high)
    place = (x, top - high * scale, wide * scale, high * scale)
    sheet.pictures.draw(picture.opened, place)
    sheet.canvas.rect(*place)


def _custody(sheet: _Sheet) -> None:
    sheet.turn()
    sheet.heading("Chain of custody", size=14)
    sheet.block("Each line is an entry of the log. The package holds a proof of each, which plainview-verify checks.")
    for moment, who, what, facts in sheet.report.custody:
        lines = wrapped(facts, _PLAIN, 8.5, _RIGHT - _LEFT - 12)
        sheet.room(_STEP * (1 + len(lines)) + 4)
        sheet.y -= 4
        sheet.line(f"{moment}  {what}", font=_BOLD, size=9)
        sheet.line(who, size=9, x=_LEFT + 4.2 * inch)
        sheet.y -= _STEP
        for each in lines:
            sheet.line(each, size=8.5, quiet=True, x=_LEFT + 12)
            sheet.y -= 11
