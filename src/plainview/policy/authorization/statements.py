"""One file of rules, cut into its rules. Cedar's messages name no line, so each rule is read by itself."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"""(?P<blank>\s+|//[^\n]*)  # what may stand between two rules
    |(?P<string>"(?:\\.|[^"\\])*")
    |(?P<end>;)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


class Statement(NamedTuple):
    """The text of one rule with its semicolon, and the line on which it begins, counted from 1."""

    file: str
    line: int
    text: str


def statements(file: str, text: str) -> Iterator[Statement]:
    """Every rule of a file in order. Whatever follows the last semicolon is one too, for Cedar to object to."""
    begin: int | None = None
    for token in _TOKEN.finditer(text):
        if begin is None and token.lastgroup != "blank":
            begin = token.start()
        if begin is not None and token.lastgroup == "end":
            yield _statement(file, text, begin, token.end())
            begin = None
    if begin is not None:
        yield _statement(file, text, begin, len(text))


def _statement(file: str, text: str, begin: int, end: int) -> Statement:
    return Statement(file, text.count("\n", 0, begin) + 1, text[begin:end])
