"""How the states number their plates: a prior at run time, and the grammar that rendered plates are drawn from."""

from plainview.recognition.formats.grammar import Format
from plainview.recognition.formats.prior import FORMATS, MET, fits, formats_of

__all__ = ["FORMATS", "MET", "Format", "fits", "formats_of"]
