"""The few marks that a topic's text may carry, as blocks that a page can draw. Pure.

`## ` begins a heading, `- ` an item of a list, an empty line ends a paragraph; `**words**` are strong, `*words*` are
stressed, words between backticks are typed as they stand, and `[F.a.1.iii]` names a clause. Everything else is text:
nothing in it can become markup.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

Kind = Literal["plain", "typed", "strong", "stress", "clause"]
_KINDS: Final[tuple[Kind, ...]] = ("typed", "strong", "stress", "clause")
_MARKS: Final = re.compile(
    r"`(?P<typed>[^`]+)`"
    r"|\*\*(?P<strong>.+?)\*\*"
    r"|\*(?P<stress>[^*\s](?:[^*]*[^*\s])?)\*"
    r"|\[(?P<clause>[A-M](?:\.[0-9a-z]+)*)\]"
)


@dataclass(frozen=True)
class Span:
    """Words of one kind. Of a clause they are its id."""

    words: str
    kind: Kind = "plain"


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph has one line, a list one a item."""

    kind: Literal["heading", "paragraph", "list"]
    lines: tuple[tuple[Span, ...], ...]


def blocks(text: str) -> tuple[Block, ...]:
    """A text as blocks, in order."""
    return tuple(_blocks(text))


def spans(line: str) -> tuple[Span, ...]:
    """One line as words of each kind."""
    return tuple(span for span in _spans(line) if span.words)


def cited(text: str) -> tuple[str, ...]:
    """The ids of the clauses that a text names, in order, known or not."""
    return tuple(match["clause"] for match in _MARKS.finditer(text) if match["clause"])


def plain(text: str) -> str:
    """A text without its marks, for counting and for a certificate."""
    return " ".join("".join(span.words for span in line) for block in blocks(text) for line in block.lines)


def _blocks(text: str) -> Iterator[Block]:
    for kind, lines in groupby((line.strip() for line in text.strip().splitlines()), _kind):
        if kind == "heading":
            for line in lines:
                yield Block("heading", (spans(line.removeprefix("## ")),))
        elif kind == "list":
            yield Block("list", tuple(spans(line.removeprefix("- ")) for line in lines))
        elif kind == "paragraph":
            yield Block("paragraph", (spans(" ".join(lines)),))


def _kind(line: str) -> str:
    if not line:
        return "gap"
    return "heading" if line.startswith("## ") else "list" if line.startswith("- ") else "paragraph"


def _spans(line: str) -> Iterator[Span]:
    end = 0
    for match in _MARKS.finditer(line):
        yield Span(line[end : match.start()])
        for kind in _KINDS:
            if match[kind]:
                yield Span(match[kind], kind)
        end = match.end()
    yield Span(line[end:])
