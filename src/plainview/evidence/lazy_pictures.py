"""Photographs in a PDF that are opened only as they are written. The one module that reaches into reportlab.

A document of reportlab keeps each picture, and then the whole file, in memory. Here a picture is an object that opens
itself when it is formatted, and lets go of what was formatted before it.
"""

import io
from collections.abc import Callable
from typing import Any, Final

from reportlab.pdfbase.pdfdoc import PDFImageXObject
from reportlab.pdfbase.pdfutils import readJPEGInfo
from reportlab.pdfgen.canvas import Canvas

from plainview.evidence.bag import Out

Place = tuple[float, float, float, float]
"""Left, bottom, width and height on the page, in points."""
_COLOURS: Final = {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}
"""By how many components a JPEG has."""


class LazyPictures:
    """The pictures of a canvas, whose document is written to `out` but for its end, which `getpdfdata` returns."""

    def __init__(self, canvas: Canvas, out: Out) -> None:
        self._canvas, self._out = canvas, out
        self._count = 0

    def draw(self, opened: Callable[[], bytes], place: Place) -> None:
        """Draw a JPEG on the present page. It is opened when the document is asked for."""
        self._count += 1
        name = f"picture{self._count}"
        document = self._canvas._doc  # noqa: SLF001 - an object of one's own is registered with the document alone
        document.Reference(_Lazy(name, opened, self._out), document.getXObjectName(name))
        left, bottom, width, height = place
        self._canvas.saveState()
        self._canvas.translate(left, bottom)
        self._canvas.scale(width, height)
        self._canvas.doForm(name)
        self._canvas.restoreState()


class _Lazy(PDFImageXObject):  # type: ignore[misc]  # reportlab has no types
    def __init__(self, name: str, opened: Callable[[], bytes], out: Out) -> None:
        super().__init__(name)
        self._opened, self._out = opened, out

    def format(self, document: Any) -> bytes:
        # What the document has gathered so far; its offsets are counted apart, so the parts themselves can go.
        gathered = document.__accum__.strings
        for part in gathered:
            self._out.write(part)
        gathered.clear()
        picture = self._opened()
        self.width, self.height, colours = readJPEGInfo(io.BytesIO(picture))[:3]
        self.colorSpace, self.bitsPerComponent, self.mask = _COLOURS[colours], 8, None
        # The JPEG as it is. In ASCII85, which reportlab makes of it by itself, each takes a quarter of a second.
        self._filters, self.streamContent = ("DCTDecode",), picture
        formatted: bytes = super().format(document)
        self.streamContent = b""
        return formatted
