"""Words for a PDF's own fonts: as many as fit, broken into lines, in the letters that they have. Pure."""

import unicodedata

from reportlab.pdfbase.pdfmetrics import stringWidth


def fitting(words: str, font: str, size: float, width: float) -> str:
    """As much of the words as fits."""
    words = drawable(words)
    if stringWidth(words, font, size) <= width:
        return words
    while words and stringWidth(f"{words}...", font, size) > width:
        words = words[:-1]
    return f"{words.rstrip()}..."


def wrapped(words: str, font: str, size: float, width: float) -> list[str]:
    """The words in lines of at most that width."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(drawable(longer), font, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def drawable(words: str) -> str:
    """Words in the letters that a PDF's own fonts have. Others lose their marks: `Č` becomes `C`."""
    try:
        words.encode("cp1252")
    except UnicodeEncodeError:
        bare = "".join(each for each in unicodedata.normalize("NFKD", words) if not unicodedata.combining(each))
        return bare.encode("cp1252", "replace").decode("cp1252")
    return words
