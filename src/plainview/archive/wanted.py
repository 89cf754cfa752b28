"""What is looked for among stored reads, in the archive's own words. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from string import ascii_uppercase, digits
from typing import Final, NamedTuple
from uuid import UUID

from plainview.terms import plate as plates
from plainview.terms.vehicle import NUMBERS, WORDS, Trait

_ALPHABET: Final = digits + ascii_uppercase


class Window(NamedTuple):
    """A span of time, its end not in it."""

    start: datetime
    end: datetime


class Exact(NamedTuple):
    """The canonical plate as it stands."""

    plate: str


class LookAlike(NamedTuple):
    """Every plate that folds to this."""

    folded: str


class Near(NamedTuple):
    """Every plate that is one edit away from this canonical one, and this one."""

    plate: str

    @property
    def plates(self) -> list[str]:
        """All of them: some 540 of a plate of seven characters."""
        text, places = self.plate, range(len(self.plate))
        dropped = {text[:place] + text[place + 1 :] for place in places}
        changed = {text[:place] + char + text[place + 1 :] for place in places for char in _ALPHABET}
        added = {text[:place] + char + text[place:] for place in range(len(text) + 1) for char in _ALPHABET}
        return sorted((dropped | changed | added) - {""})

    @property
    def regex(self) -> str:
        """All of them as one regular expression."""
        text = self.plate
        changed = [f"{text[:place]}.?{text[place + 1 :]}" for place in range(len(text))]
        added = [f"{text[:place]}.{text[place:]}" for place in range(len(text) + 1)]
        return f"^({'|'.join(changed + added)})$"

    @property
    def halves(self) -> tuple[str, str]:
        """How they begin or how they end, as LIKE has it: one edit leaves one half of a plate as it is."""
        middle = len(self.plate) // 2
        return f"{self.plate[:middle]}%", f"%{self.plate[middle:]}"


class Pattern(NamedTuple):
    """Every plate that fits, `?` standing for one character and `*` for any number; look-alikes fit too if `folded`."""

    text: str
    folded: bool = False

    @property
    def like(self) -> str:
        """As SQL's LIKE has it, of the folded spelling if look-alikes fit. A pattern holds nothing to be escaped."""
        text = plates.fold(self.text) if self.folded else self.text
        return re.sub(r"\*+", "%", text).replace("?", "_")

    @property
    def regex(self) -> str:
        """As a regular expression of the canonical spelling, which is what a dictionary of trigrams can look up."""
        text = re.sub(r"\*+", "*", self.text)
        return "^" + "".join(_WILD.get(char) or self._one(char) for char in text) + "$"

    def _one(self, char: str) -> str:
        return f"[{plates.family(char)}]" if self.folded and len(plates.family(char)) > 1 else char


class Stating(NamedTuple):
    """Reads that state one of these words of a trait, and those that state nothing of it too if `unstated`."""

    trait: Trait
    words: tuple[str, ...]
    unstated: bool = True

    @property
    def condition(self) -> tuple[str, tuple[int, list[int]]]:
        """As SQL has it, with its values: by the numbers of the words, and 0 for nothing (migration 0004)."""
        numbers = [NUMBERS[self.trait][word] for word in self.words]
        place = list(WORDS).index(self.trait) + 1
        return "plainview_stated(detail, %s) = ANY(%s)", (place, [*([0] if self.unstated else []), *numbers])


_WILD: Final = {"?": ".", "*": ".*"}

Plate = Exact | LookAlike | Near | Pattern


@dataclass(frozen=True)
class Wanted:
    """Reads in any of these windows of any of these plates, all plates if there are none, and all of the rest.

    `cameras` is None for every camera; `state` is None for any; of a trait of the vehicle that is not in `stated`
    anything will do. Windows do not overlap and stand newest first.
    """

    windows: tuple[Window, ...]
    plates: tuple[Plate, ...] = ()
    state: str | None = None
    cameras: tuple[UUID, ...] | None = None
    stated: tuple[Stating, ...] = ()

    def since(self, moment: datetime) -> "Wanted":
        """The same, of nothing before that moment."""
        cut = (Window(max(each.start, moment), each.end) for each in self.windows if each.end > moment)
        return replace(self, windows=tuple(cut))


def in_order(windows: list[Window]) -> tuple[Window, ...]:
    """Windows newest first, those that meet or overlap made one."""
    joined: list[Window] = []
    for each in sorted(windows):
        if joined and each.start <= joined[-1].end:
            joined[-1] = Window(joined[-1].start, max(joined[-1].end, each.end))
        else:
            joined.append(each)
    return tuple(reversed(joined))
