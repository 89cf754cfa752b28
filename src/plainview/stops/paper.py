"""The statement as a PDF of a page or two. The same values give the same bytes."""

import io
import unicodedata
from dataclasses import dataclass
from functools import partial
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.stops.statement import Statement

_INK, _QUIET = HexColor("#15202b"), HexColor("#52606d")
_MARGIN: Final = 0.9 * inch
_PLAIN: Final = ParagraphStyle("plain", fontName="Helvetica", fontSize=10.5, leading=15, textColor=_INK)
_TITLE: Final = ParagraphStyle("title", _PLAIN, fontName="Helvetica-Bold", fontSize=15, leading=20, spaceAfter=4)
_HEADING: Final = ParagraphStyle("heading", _PLAIN, fontName="Helvetica-Bold", spaceBefore=12, spaceAfter=2)
_SMALL: Final = ParagraphStyle("small", _PLAIN, fontSize=9, leading=12, textColor=_QUIET)


@dataclass(frozen=True)
class Sheet:
    """A statement with what stands around it. `made` says for whom and when; `alert` is the alert's id."""

    agency: str
    statement: Statement
    alert: str
    made: str
    demo: bool = False


@enforces(clauses.I_4)
def pdf(sheet: Sheet, *, compressed: bool = True) -> bytes:
    """Set a statement."""
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=LETTER,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title="Statement that ALPR data was used",
        author=_drawable(sheet.agency) or "Plainview",
        subject="POSTC ALPR policy, clause I.4",
        pageCompression=int(compressed),
        invariant=1,
    )
    story = [_set(sheet.agency or "ALPR statement", _SMALL), _set(sheet.statement.title, _TITLE)]
    if sheet.demo:
        story.append(_set("DEMONSTRATION: no real vehicle, no real person.", _HEADING))
    for each in sheet.statement.paragraphs:
        story += [_set(each.heading, _HEADING), _set(each.words, _PLAIN)]
    story += [Spacer(1, 18), _set(f"{sheet.made} Alert {sheet.alert}. Clause I.4.", _SMALL)]
    foot = partial(_foot, words=f"Alert {sheet.alert}")
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _foot(canvas: Canvas, document: SimpleDocTemplate, *, words: str) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(_QUIET)
    canvas.drawString(_MARGIN, 0.55 * inch, f"{words} - page {document.page}")


def _set(words: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(_drawable(words)), style)


def _drawable(words: str) -> str:
    """Words in the letters that a PDF's own fonts have. Others lose their marks."""
    try:
        words.encode("cp1252")
    except UnicodeEncodeError:
        bare = "".join(each for each in unicodedata.normalize("NFKD", words) if not unicodedata.combining(each))
        return bare.encode("cp1252", "replace").decode("cp1252")
    return words
