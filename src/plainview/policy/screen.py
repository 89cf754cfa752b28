"""The screen of a free text for prohibited matters and for words that say nothing. Pure, and well under a millisecond.

A text is cut into words. Accents go, digits and signs that stand for letters inside a word are read as letters, letters
that are spelled out one by one become a word, and a long word may differ by one letter from that of a term. So
"1mm1gration", "i.c.e" and "deportaton" are seen.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plainview.policy.clauses import Clause
from plainview.policy.wording import Matter, Wording

_NEAR: Final = 8
"""Words between the parts of a term "a + b", at most."""
_BESIDE: Final = 12
"""Words between a term and a word of `unless`, at most: an honest sentence names the crime near what it was done to."""
_SHORTEST_MISSPELLED: Final = 6
"""Letters from which a word may differ by one from that of a term: shorter ones have too many honest neighbours."""
_LETTERS: Final = str.maketrans("0134578@$!", "oieastbasi")
_FOREIGN: Final = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u043a\u043c\u0442\u0432\u043d", "aeopcyxikmtbh"
)
"""Cyrillic letters that look like ours."""
_HYPHEN: Final = re.compile(r"(?<=[a-z])-(?=[a-z])")
"""Within a word: "depor-tation" is one, "hit-and-run" then is one too and is no term either way."""
_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[@$!'\u2019](?=[^\W_]))*")
_DIGIT: Final = re.compile(r"\d")
_SPELLED_OUT: Final = 3
"""Single letters in a row from which they are one word."""
_HEAD: Final = 2
"""Letters by which a term that begins a word is looked up; none is shorter."""
_PASSED_OVER: Final = "\x00"
"""Stands in the place of a word that belongs to an innocent phrase."""


class Verdict(StrEnum):
    REFUSE = "refuse"
    ASK = "ask"


@dataclass(frozen=True)
class Finding:
    """What a text touches, by which term, and what follows from it."""

    clause: Clause
    verdict: Verdict
    term: str


@dataclass(frozen=True)
class _Word:
    """A word as it is compared, and whether it was typed in capitals among others that were not."""

    text: str
    capitals: bool


class _Part:
    """One word of a term."""

    def __init__(self, written: str) -> None:
        self.capitals = written.isupper() and written.isalpha()
        self.begins = written.endswith("*")
        self.text = written.rstrip("*").casefold()

    def fits(self, word: _Word) -> bool:
        if self.capitals and not word.capitals:
            return False
        return word.text.startswith(self.text) if self.begins else word.text == self.text


class _Term:
    """A term in parts: runs of words, of which each must be near the others."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.runs = [[_Part(word) for word in run.split()] for run in written.split(" + ")]
        self.first = self.runs[0][0]

    def spans(self, words: Sequence[_Word]) -> Iterator[range]:
        """Where the first run stands, if the others are near."""
        for first in _places(self.runs[0], words):
            if all(
                any(abs(place.start - first.start) <= _NEAR for place in _places(run, words)) for run in self.runs[1:]
            ):
                yield first


class _Terms:
    """A list of terms, found by the word with which each begins."""

    def __init__(self, written: Iterable[str]) -> None:
        self._whole, self._begins = defaultdict(list), defaultdict(list)
        for term in map(_Term, written):
            if term.first.begins:
                self._begins[term.first.text[:_HEAD]].append(term)
            else:
                self._whole[term.first.text].append(term)

    def spans(self, words: Sequence[_Word]) -> Iterator[tuple[_Term, range]]:
        """Every term that stands in the words, with its place."""
        for text in dict.fromkeys(word.text for word in words):
            for term in (*self._whole.get(text, ()), *self._begins.get(text[:_HEAD], ())):
                for span in term.spans(words):
                    yield term, span


class Screen:
    """The wording of the packs in force, made ready. Build it once, ask it often."""

    def __init__(self, wording: Wording) -> None:
        self._matters = [(clause, _Lists(matter)) for clause, matter in wording.matters.items()]
        self._innocent, self._unless = _Terms(wording.innocent), _Terms(wording.unless)
        self._vague = frozenset(word.casefold() for word in wording.vague)
        self._spelled = frozenset(word.casefold() for word in wording.spelled)
        self._long = _long_words(wording)
        self._misspelled = _misspellings(sorted(self._long))

    def findings(self, *texts: str) -> tuple[Finding, ...]:
        """What any of the texts touches, at most one finding a clause: the gravest."""
        found: dict[Clause, Finding] = {}
        for words in (self._words(text) for text in texts):
            honest = [span.start for _, span in self._unless.spans(words)]
            for clause, lists in self._matters:
                new = lists.finding(clause, words, honest)
                if new is not None and (clause not in found or new.verdict is Verdict.REFUSE):
                    found.setdefault(clause, new)
                    if found[clause].verdict is Verdict.ASK:
                        found[clause] = new
        return tuple(found.values())

    def says_nothing(self, text: str) -> bool:
        """Whether a reason names nothing that somebody else could check.

        At least two different words must remain that are neither general nor struck at random on the keyboard.
        """
        telling = {word.text for word in _cut(text) if word.text not in self._vague and _is_word(word.text)}
        return len(telling) < 2  # noqa: PLR2004 - one word names a thing, two say something of it

    def _words(self, text: str) -> list[_Word]:
        words = [_Word(self._spelling(word.text), word.capitals) for word in _cut(text)]
        for _, span in list(self._innocent.spans(words)):
            # An acronym within a phrase of small letters is not the phrase's word: "works with ICE on Fridays".
            if len({word.capitals for word in words[span.start : span.stop]}) == 1:
                words[span.start : span.stop] = [_Word(_PASSED_OVER, capitals=False)] * len(span)
        return words

    def _spelling(self, word: str) -> str:
        """The word of a term that this one misspells, or the word itself."""
        if len(word) < _SHORTEST_MISSPELLED or word in self._long or word in self._spelled:
            return word
        for shorter in _shortened(word):
            for meant in self._misspelled.get(shorter, ()):
                if _differ_by_one(word, meant):
                    return meant
        return word


class _Lists:
    def __init__(self, matter: Matter) -> None:
        self._refuse, self._alone, self._ask = _Terms(matter.refuse), _Terms(matter.alone), _Terms(matter.ask)

    def finding(self, clause: Clause, words: Sequence[_Word], honest: Sequence[int]) -> Finding | None:
        """The gravest that the words say; `honest` are the places of words beside which a term may be honest."""
        term = _first(self._refuse, words, ()) or _first(self._alone, words, honest)
        if term is not None:
            return Finding(clause, Verdict.REFUSE, term.written)
        term = _first(self._ask, words, honest)
        return Finding(clause, Verdict.ASK, term.written) if term is not None else None


def _first(terms: _Terms, words: Sequence[_Word], honest: Sequence[int]) -> _Term | None:
    """The first term that stands in the words with no honest one beside it."""
    return next(
        (term for term, span in terms.spans(words) if not any(abs(at - span.start) <= _BESIDE for at in honest)), None
    )


def bare(text: str) -> str:
    """A reason without spaces, capitals, signs and numbers: two that are the same so say the same."""
    return "".join(each for each in text.casefold() if each.isalpha())


def _places(run: Sequence[_Part], words: Sequence[_Word]) -> Iterator[range]:
    first, size = run[0], len(run)
    for start in range(len(words) - size + 1):
        if first.fits(words[start]) and all(part.fits(words[start + at]) for at, part in enumerate(run)):
            yield range(start, start + size)


def _cut(text: str) -> list[_Word]:
    """The words of a text, as they are compared."""
    if not text.isascii():
        text = "".join(filter(_stays, unicodedata.normalize("NFKD", text))).translate(_FOREIGN)
    plain = _HYPHEN.sub("", text)
    raw = [word.replace("\u2019", "'") for word in _WORD.findall(plain)]
    shouted = not any(each.islower() for each in plain)
    words = [_Word(_as_letters(word.casefold()), not shouted and word.isupper() and len(word) > 1) for word in raw]
    return _joined(words)


def _stays(each: str) -> bool:
    """Accents go, and so do signs that nobody sees, as a joiner between two letters."""
    return not unicodedata.combining(each) and unicodedata.category(each) != "Cf"


def _as_letters(word: str) -> str:
    """A word in which digits stand for letters, with the letters. A number or a plate stays as it is."""
    letters = len(_DIGIT.sub("", word))
    return word.translate(_LETTERS) if letters > len(word) - letters else word


def _joined(words: list[_Word]) -> list[_Word]:
    """Letters that stand alone in a row, as in "i c e", become one word in capitals."""
    found: list[_Word] = []
    run: list[_Word] = []
    for word in [*words, _Word("", capitals=False)]:
        if len(word.text) == 1 and word.text.isalpha():
            run.append(word)
            continue
        if len(run) >= _SPELLED_OUT:
            found.append(_Word("".join(each.text for each in run), capitals=True))
        else:
            found += run
        run = []
        if word.text:
            found.append(word)
    return found


def _is_word(text: str) -> bool:
    """Not a number, not one letter thrice, not a run of the keyboard, and with a vowel unless it is a short form."""
    if len(text) < 2 or not any(each.isalpha() for each in text):  # noqa: PLR2004 - a letter alone is no word
        return False
    if re.search(r"(.)\1\1", text) or any(text in row or text in row[::-1] for row in _KEYS):
        return False
    return len(text) <= 4 or bool(re.search(r"[aeiouy]", text))  # noqa: PLR2004 - as "blvd" is


_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "asdasdasd", "qweqweqwe")


def _long_words(wording: Wording) -> set[str]:
    terms = [term for matter in wording.matters.values() for term in (*matter.refuse, *matter.alone, *matter.ask)]
    words = {word.rstrip("*").casefold() for term in terms for word in term.split()}
    return {word for word in words if len(word) >= _SHORTEST_MISSPELLED}


def _misspellings(words: Iterable[str]) -> dict[str, list[str]]:
    """From each word, and from it with one letter left out, to the word."""
    found = defaultdict(list)
    for word in words:
        for shorter in _shortened(word):
            found[shorter].append(word)
    return found


def _shortened(word: str) -> Iterator[str]:
    yield word
    for at in range(1, len(word)):  # whoever misspells begins with the right letter
        yield word[:at] + word[at + 1 :]


def _differ_by_one(one: str, other: str) -> bool:
    """Equal, or one letter exchanged, left out, added, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and one[2:] == other[2:])
    )
