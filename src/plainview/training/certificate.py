"""The certificate of the whole course as a PDF of one page. The same values give the same bytes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas

from plainview.pdf_text import drawable, fitting, wrapped

_INK, _QUIET, _LINE, _MARK = HexColor("#15202b"), HexColor("#52606d"), HexColor("#d5dce3"), HexColor("#14335f")
_LEFT: Final = 0.9 * inch
_RIGHT: Final = LETTER[0] - 0.9 * inch
_PLAIN: Final = "Helvetica"
_BOLD: Final = "Helvetica-Bold"
_TOPICS: Final = 8.2 * inch - 38
_STEP: Final = 17


@dataclass(frozen=True)
class Part:
    """One topic on the certificate."""

    topic: str
    title: str
    version: int
    earned_on: date
    until: date
    how: str


@dataclass(frozen=True)
class Sheet:
    """What the page says.

    `check_at` is the address at which the number can be checked; `until` the last day on which all topics stand.
    """

    agency: str
    person: str
    badge: str
    email: str
    number: str
    issued_on: date
    until: date
    parts: Sequence[Part]
    tested: str
    check_at: str
    demo: bool = False


def pdf(sheet: Sheet, *, compressed: bool = True) -> bytes:
    """Draw a certificate."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER, pageCompression=int(compressed), invariant=1)
    canvas.setTitle(f"Certificate {sheet.number}")
    canvas.setAuthor(drawable(sheet.agency) or "Plainview")
    canvas.setSubject("ALPR training, clauses L.1 to L.11")
    _head(canvas, sheet)
    _parts(canvas, sheet)
    _foot(canvas, sheet)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _head(canvas: Canvas, sheet: Sheet) -> None:
    canvas.setFillColor(_MARK)
    canvas.rect(0, LETTER[1] - 0.28 * inch, LETTER[0], 0.28 * inch, stroke=0, fill=1)
    _line(canvas, sheet.agency or "ALPR training", 10.15 * inch, size=11, colour=_QUIET)
    _line(canvas, "Certificate of training", 9.72 * inch, font=_BOLD, size=25)
    _line(canvas, "Automated licence plate recognition: the whole course, clauses L.1 to L.11", 9.45 * inch, size=11)
    _line(canvas, sheet.person, 8.93 * inch, font=_BOLD, size=19)
    known = [f"badge {sheet.badge}" if sheet.badge else "", sheet.email]
    _line(canvas, ", ".join(each for each in known if each), 8.7 * inch, size=10.5, colour=_QUIET)
    _line(
        canvas,
        f"has completed all {len(sheet.parts)} topics and passed the test of each, or was taught and tested",
        8.4 * inch,
    )
    _line(canvas, "elsewhere as the last column says.", 8.22 * inch)
    if sheet.demo:
        _line(canvas, "DEMONSTRATION: not a real person and not a real training.", 8.02 * inch, font=_BOLD, size=10)


def _parts(canvas: Canvas, sheet: Sheet) -> None:
    columns = (
        _LEFT,
        _LEFT + 0.5 * inch,
        _LEFT + 2.45 * inch,
        _LEFT + 3.0 * inch,
        _LEFT + 3.8 * inch,
        _LEFT + 4.65 * inch,
    )
    top = 7.7 * inch
    canvas.setFont(_BOLD, 8.5)
    canvas.setFillColor(_QUIET)
    for x, word in zip(columns, ("Clause", "Topic", "Version", "Earned", "Stands until", "How"), strict=True):
        canvas.drawString(x, top, word)
    for number, part in enumerate(sheet.parts):
        y = top - (number + 1) * _STEP
        canvas.setStrokeColor(_LINE)
        canvas.line(_LEFT, y + 12, _RIGHT, y + 12)
        canvas.setFillColor(_INK)
        cells = (
            part.topic,
            part.title,
            str(part.version),
            part.earned_on.isoformat(),
            part.until.isoformat(),
            part.how,
        )
        for place, (x, cell) in enumerate(zip(columns, cells, strict=True)):
            end = columns[place + 1] - 4 if place + 1 < len(columns) else _RIGHT
            font = _BOLD if place == 0 else _PLAIN
            canvas.setFont(font, 9)
            canvas.drawString(x, y, fitting(cell, font, 9, end - x))


def _foot(canvas: Canvas, sheet: Sheet) -> None:
    y = 4.2 * inch
    _line(canvas, "What was tested", y, font=_BOLD, size=10.5)
    for number, words in enumerate(wrapped(sheet.tested, _PLAIN, 9.5, _RIGHT - _LEFT)):
        _line(canvas, words, y - 15 - 13 * number, size=9.5)
    code = QrCodeWidget(sheet.check_at, barLevel="M")
    side, (x0, y0, x1, y1) = 1.15 * inch, code.getBounds()
    drawing = Drawing(side, side, transform=[side / (x1 - x0), 0, 0, side / (y1 - y0), 0, 0])
    drawing.add(code)
    renderPDF.draw(drawing, canvas, _LEFT - 0.1 * inch, 0.95 * inch)
    beside = _LEFT + 1.25 * inch
    _line(canvas, f"Certificate {sheet.number}", 1.85 * inch, x=beside, font=_BOLD, size=12)
    _line(
        canvas,
        f"Issued {sheet.issued_on.isoformat()}. All topics stand until {sheet.until.isoformat()}.",
        1.62 * inch,
        x=beside,
    )
    _line(canvas, "A new edition of a topic or a change of law may end it earlier (L.11).", 1.44 * inch, x=beside)
    _line(canvas, "To check it, sign in to Plainview and open", 1.2 * inch, x=beside, size=9, colour=_QUIET)
    _line(canvas, sheet.check_at, 1.05 * inch, x=beside, size=9, colour=_QUIET)


def _line(  # noqa: PLR0913 - a line of type has these
    canvas: Canvas,
    words: str,
    y: float,
    *,
    x: float = _LEFT,
    font: str = _PLAIN,
    size: float = 10,
    colour: HexColor = _INK,
) -> None:
    canvas.setFont(font, size)
    canvas.setFillColor(colour)
    canvas.drawString(x, y, fitting(words, font, size, _RIGHT - x))
