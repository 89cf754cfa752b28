"""What of a password can be guessed. Pure.

A run along the keyboard or the alphabet, a repetition, a year, a word of the trade and a name of the person count as
one character each, because a guesser tries them as one. What then is left must still be as long as the standard asks
for a password (CJIS IA-5(1), after NIST SP 800-63B: "context-specific words", "repetitive or sequential characters").
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

LEAST: Final = 8
"""Characters that must be left."""
_LOOKED_AT: Final = 128
"""Characters; so much is enough for anybody, and the time to look stays bounded."""
_SHORTEST_RUN: Final = 3
_SHORTEST_WORD: Final = 3
_ROWS: Final = (
    "`1234567890-=",
    "qwertyuiop[]\\",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    # Columns of the keyboard, downwards.
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
)
_WORDS: Final = """
admin administrator agency alpr april august autumn badge camera captain chief city connecticut cop county
december department detective dispatch dispatcher february friday hotlist january july june letmein lieutenant
login march may monday november october officer operator passcode passphrase passwd password patrol plainview
plate police precinct saturday search secret security september sergeant sheriff spring state summer sunday
supervisor thursday town trooper tuesday unit village wednesday welcome winter
"""
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_REPEATED: Final = re.compile(r"(.+?)\1+")
_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")
_LOOK_ALIKES: Final = (str.maketrans("013457@$!", "oleastasi"), str.maketrans("013457@$!", "oieastasi"))


def left(password: str, own: Iterable[str]) -> int:
    """How many characters a guesser must guess. `own` are words of this person: name, address, badge."""
    text = password.lower()[:_LOOKED_AT]
    words = sorted({*_WORDS.split(), *_parts(own)}, key=len, reverse=True)
    at = count = 0
    while at < len(text):
        at += max(_lengths(text, at, words), default=1)
        count += 1
    return count


def _lengths(text: str, at: int, words: Iterable[str]) -> Iterator[int]:
    rest = text[at:]
    written = (rest, *(rest.translate(each) for each in _LOOK_ALIKES))
    yield from (len(word) for word in words if any(each.startswith(word) for each in written))
    if year := _YEAR.match(rest):
        yield year.end()
    if (repeated := _REPEATED.match(rest)) and repeated.end() >= _SHORTEST_RUN:
        yield repeated.end()
    yield _run(rest)


def _run(rest: str) -> int:
    """How many characters from the start follow each other on one row, in either direction; else 1."""
    longest = 1
    for row in _ROWS:
        for ordered in (row, row[::-1]):
            end = 1
            while end < len(rest) and rest[: end + 1] in ordered:
                end += 1
            longest = max(longest, end)
    return longest if longest >= _SHORTEST_RUN else 1


def _parts(own: Iterable[str]) -> set[str]:
    parts = {part for text in own for part in _SEPARATORS.split(text.lower())}
    return {part for part in parts if len(part) >= _SHORTEST_WORD}
