"""What a rule can say, and for each kind of saying which of two is the stricter.

Packs of different origin bind at once, so every value knows how to stand together with another (`with_`): the outcome
is never looser than either. An agency's overlay may only tighten, so every value also knows whether it `loosens`
another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol, Self, TypeAlias

_PERIOD: Final = re.compile(r"^([1-9]\d{0,4}) (minutes?|hours?|days?)$")
_ANY: Final = "any"

Written: TypeAlias = object
"""A value as TOML has it: text, number, truth, date, list or table."""


class Value(Protocol):
    """What every kind of value can do. Only values of one kind are ever compared."""

    @classmethod
    def read(cls, written: Written) -> Self: ...

    def with_(self, other: Self) -> Self: ...

    def loosens(self, other: Self) -> bool: ...


@dataclass(frozen=True)
class AtMost:
    """No longer than this."""

    period: timedelta

    @classmethod
    def read(cls, written: Written) -> Self:
        """From text as in "30 days", "72 hours" or "3 minutes".

        Raises:
            ValueError: it is none.
        """
        found = _PERIOD.match(written) if isinstance(written, str) else None
        if found is None:
            raise ValueError('expected a period such as "30 days", "72 hours" or "3 minutes"')
        return cls(timedelta(**{found[2].rstrip("s") + "s": int(found[1])}))

    def with_(self, other: Self) -> Self:
        return min(self, other, key=lambda each: each.period)

    def loosens(self, other: Self) -> bool:
        return self.period > other.period

    def __str__(self) -> str:
        minutes = int(self.period.total_seconds()) // 60
        for size, name in ((24 * 60, "day"), (60, "hour")):
            if minutes % size == 0:
                return _counted(minutes // size, name)
        return _counted(minutes, "minute")


@dataclass(frozen=True)
class AtLeast:
    """Each named thing in at least this version."""

    versions: Mapping[str, int]

    @classmethod
    def read(cls, written: Written) -> Self:
        """From a table of name to version.

        Raises:
            ValueError: it is none.
        """
        if not isinstance(written, dict) or not written or not all(_is_version(each) for each in written.values()):
            raise ValueError("expected a table of names with versions from 1")
        return cls(written)

    def with_(self, other: Self) -> Self:
        names = [*self.versions, *(name for name in other.versions if name not in self.versions)]
        return type(self)({name: max(self.versions.get(name, 0), other.versions.get(name, 0)) for name in names})

    def loosens(self, other: Self) -> bool:
        return any(self.versions.get(name, 0) < version for name, version in other.versions.items())

    def __str__(self) -> str:
        known = sorted(set(self.versions.values()))
        named = {each: ", ".join(name for name, version in self.versions.items() if version == each) for each in known}
        return "; ".join(f"{names} in version {version}" for version, names in named.items())


@dataclass(frozen=True)
class AtMostEach:
    """No more than so many, for each that is named; who is not named is not bound."""

    numbers: Mapping[str, int]

    @classmethod
    def read(cls, written: Written) -> Self:
        """From a table of name to number.

        Raises:
            ValueError: it is none.
        """
        if not isinstance(written, dict) or not written or not all(_is_version(each) for each in written.values()):
            raise ValueError("expected a table of names with whole numbers from 1")
        return cls(written)

    def with_(self, other: Self) -> Self:
        both = {**other.numbers, **self.numbers}
        return type(self)({name: min(number, other.numbers.get(name, number)) for name, number in both.items()})

    def loosens(self, other: Self) -> bool:
        return any(self.numbers.get(name, number + 1) > number for name, number in other.numbers.items())

    def __str__(self) -> str:
        return "; ".join(f"{name} {number}" for name, number in self.numbers.items())


@dataclass(frozen=True)
class Only:
    """Nothing but these; `None` permits everything."""

    names: tuple[str, ...] | None

    @classmethod
    def read(cls, written: Written) -> Self:
        """From a list of names, or the word "any".

        Raises:
            ValueError: it is neither.
        """
        return cls(None) if written == _ANY else cls(_names(written, empty=True))

    def permits(self, name: str) -> bool:
        return self.names is None or name in self.names

    def with_(self, other: Self) -> Self:
        if self.names is None:
            return other
        return type(self)(tuple(name for name in self.names if other.permits(name)))

    def loosens(self, other: Self) -> bool:
        return other.names is not None and (self.names is None or not set(self.names) <= set(other.names))

    def __str__(self) -> str:
        return _ANY if self.names is None else ", ".join(self.names) or "none"


@dataclass(frozen=True)
class Requires:
    """All of these, whatever else there is."""

    names: tuple[str, ...]

    @classmethod
    def read(cls, written: Written) -> Self:
        """From a list of names.

        Raises:
            ValueError: it is none.
        """
        return cls(_names(written))

    def with_(self, other: Self) -> Self:
        return type(self)((*self.names, *(name for name in other.names if name not in self.names)))

    def loosens(self, other: Self) -> bool:
        return not set(other.names) <= set(self.names)

    def __str__(self) -> str:
        return ", ".join(name.replace("_", " ") for name in self.names)


@dataclass(frozen=True)
class Must:
    """It must be so, or need not."""

    so: bool

    @classmethod
    def read(cls, written: Written) -> Self:
        """From true or false.

        Raises:
            ValueError: it is neither.
        """
        if not isinstance(written, bool):
            raise ValueError("expected true or false")  # noqa: TRY004 - as every kind of value does
        return cls(written)

    def with_(self, other: Self) -> Self:
        return self if self.so else other

    def loosens(self, other: Self) -> bool:
        return other.so and not self.so

    def __str__(self) -> str:
        return "required" if self.so else "not required"


@dataclass(frozen=True)
class By:
    """No later than this day."""

    day: date

    @classmethod
    def read(cls, written: Written) -> Self:
        """From a date.

        Raises:
            ValueError: it is none.
        """
        if type(written) is not date:  # a moment with a time of day is a date too, and not meant here
            raise ValueError("expected a date such as 2027-01-01")
        return cls(written)

    def with_(self, other: Self) -> Self:
        return min(self, other, key=lambda each: each.day)

    def loosens(self, other: Self) -> bool:
        return self.day > other.day

    def __str__(self) -> str:
        return f"by {self.day.isoformat()}"


def named(value: object) -> frozenset[str]:
    """The names that a value holds; none where its kind has none."""
    if isinstance(value, AtLeast):
        return frozenset(value.versions)
    if isinstance(value, AtMostEach):
        return frozenset(value.numbers)
    return frozenset(value.names or ()) if isinstance(value, Only | Requires) else frozenset()


def _names(written: Written, *, empty: bool = False) -> tuple[str, ...]:
    if (
        not isinstance(written, list)
        or not (written or empty)
        or not all(isinstance(name, str) and name for name in written)
        or len(set(written)) != len(written)
    ):
        raise ValueError("expected a list of names, each once")
    return tuple(written)


def _is_version(written: Written) -> bool:
    return isinstance(written, int) and not isinstance(written, bool) and written >= 1


def _counted(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"
