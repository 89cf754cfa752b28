"""The values in force on a day, for the rooms that keep to them: of all packs that bind, the strictest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, reduce
from pathlib import Path
from typing import Final, cast

from plainview.policy import packing
from plainview.policy.book import Book, InForce
from plainview.policy.clauses import Clause
from plainview.policy.packing import Pack
from plainview.policy.rules import Rule
from plainview.policy.screen import Screen
from plainview.policy.values import AtLeast, AtMost, AtMostEach, Must, Only, Requires
from plainview.policy.wording import Wording

PACKS: Final = ("ct-postc", "ct-pa-26-14")
"""The packs that a Connecticut agency runs. Each binds from its date; none loosens another."""


@dataclass(frozen=True)
class Limit:
    """A rule that says "at most this long", with where it comes from. `confidence` is A, B or C, as packs explain."""

    period: timedelta
    clause: Clause
    source: str
    confidence: str
    pack: str
    effective: date

    @property
    def days(self) -> int:
        return self.period.days


class _Standing:
    """The book that this process goes by."""

    book = Book(tuple(packing.load(name) for name in PACKS))


def book() -> Book:
    """The packs that this instance runs."""
    return _Standing.book


def adopt(folder: Path) -> None:
    """Go by the agency's own packs in a folder as well, from now on. To be called once, before anything is decided.

    Raises:
        PackMistake: a file has a mistake; the message has line and field.
        Loosening: one permits what a pack of the state forbids.
    """
    _Standing.book = Book(_Standing.book.packs, packing.overlays(folder))


def in_force(on: date) -> str:
    """The packs that bind on a day, as the log keeps them: `ct-postc@2020-01-01+ct-pa-26-14@2026-10-01`."""
    return book().version(on)


def retention(on: date) -> Limit:
    """The longest that a read may be kept, as the law stands on that day (K.1)."""
    return _limit(Rule.RETENTION, on)


def entry_period(on: date) -> Limit:
    """The longest that a manual entry may stand before it expires (F.b.1.ii)."""
    return _limit(Rule.ENTRY_PERIOD, on)


def exigent_review(on: date) -> Limit:
    """The longest until an exigent use must have been reviewed (E.a.10)."""
    return _limit(Rule.EXIGENT_REVIEW, on)


def training_period(on: date) -> Limit:
    """The longest that a certificate of training lasts (L)."""
    return _limit(Rule.TRAINING_PERIOD, on)


def topic_versions(topic: str) -> tuple[tuple[date, int], ...]:
    """The versions of a topic of the training that packs need, each with the day from which it is needed (L, L.11)."""
    stated = ((pack.effective, pack.rules.get(Rule.TRAINING_TOPICS)) for pack in book().all)
    needed = ((since, cast("AtLeast", each.value).versions.get(topic)) for since, each in stated if each is not None)
    return tuple((since, version) for since, version in needed if version is not None)


def sealed_period(on: date) -> Limit:
    """The longest that the log keeps the plate of a search or an entry, as the law stands on that day (K.1)."""
    return _limit(Rule.SEALED_PERIOD, on)


def hold_grounds(on: date) -> Only:
    """The grounds on which reads may be held past the limit (K.1); see `terms.matter.ground`."""
    return cast("Only", _asked(Rule.HOLD_GROUNDS, on).value)


def hold_source(on: date) -> str:
    """Where the grounds in force come from, for words to a person."""
    return _asked(Rule.HOLD_GROUNDS, on).deciding.source


def hold_must_be_active(on: date) -> bool:
    """Whether a supervisor's word alone holds reads only for an active criminal investigation."""
    return cast("Must", _asked(Rule.HOLD_ACTIVE, on).value).so


def permitted_purposes(on: date) -> Only:
    """The purposes for which data may be queried and entries may alert (E.a)."""
    return cast("Only", _asked(Rule.PURPOSES, on).value)


def immigration_exceptions(on: date) -> tuple[str, ...]:
    """The exceptions to the bar on civil immigration matters, as their statute numbers them (I.2)."""
    return cast("Only", _asked(Rule.IMMIGRATION_EXCEPTIONS, on).value).names or ()


def search_fields(on: date) -> tuple[str, ...]:
    """What a search must state (F.a.1)."""
    return cast("Requires", _asked(Rule.SEARCH_FIELDS, on).value).names


def analysis_barred(name: str, on: date) -> InForce | None:
    """What switches an analysis off on that day (`Rule.ANALYSES`); None where it may be asked for."""
    held = book().ask(Rule.ANALYSES, on)
    return None if held is None or cast("Only", held.value).permits(name) else held


def search_limit(rule: Rule, roles: Collection[str], on: date) -> tuple[int, Clause] | None:
    """How many days a search may span, or how many results it may show (`Rule.SEARCH_DAYS`, `Rule.SEARCH_RESULTS`).

    Who has several roles has the widest; None: no pack limits one of them.
    """
    held = book().ask(rule, on)
    if held is None:
        return None
    numbers = cast("AtMostEach", held.value).numbers
    if not roles or not all(role in numbers for role in roles):
        return None
    return max(numbers[role] for role in roles), held.deciding.clause


def entry_fields(on: date) -> tuple[str, ...]:
    """What a manual entry must state (F.b.1)."""
    return cast("Requires", _asked(Rule.ENTRY_FIELDS, on).value).names


def screen(on: date) -> Screen:
    """The screen of free text as the packs have it on that day."""
    return _screen(book().in_force(on))


def first_day_kept(at: datetime) -> date:
    """The oldest day (UTC) of which any unheld read may exist at that moment.

    A day goes whole, as soon as its first read could have reached the limit: no read is ever kept longer than the
    limit, and those of a day's evening go some hours before it.
    """
    return (at.astimezone(UTC) - retention(at.date()).period).date() + timedelta(days=1)


def goes_at(captured_at: datetime, at: datetime) -> datetime:
    """The moment from which a read that nobody holds may not be there any more, as `first_day_kept` will say then.

    A stricter pack that comes into force on the way counts from its day. Not before `at`.
    """
    day, now = captured_at.astimezone(UTC).date(), at.astimezone(UTC)
    midnight, on = datetime.combine(day, time.min, tzinfo=UTC), now.date()
    while (limit := midnight + retention(on).period).date() > on:
        on += timedelta(days=1)
    return max(now, limit, datetime.combine(on, time.min, tzinfo=UTC))


def _limit(rule: Rule, on: date) -> Limit:
    held = _asked(rule, on)
    said = held.deciding
    period = cast("AtMost", held.value).period
    return Limit(period, said.clause, said.source, said.confidence, said.pack, said.effective)


def _asked(rule: Rule, on: date) -> InForce:
    held = book().ask(rule, on)
    if held is None:
        raise LookupError(f"no pack states {rule} for {on.isoformat()}")
    return held


@lru_cache(maxsize=4)
def _screen(packs: tuple[Pack, ...]) -> Screen:
    return Screen(reduce(lambda so_far, pack: so_far.with_(pack.wording), packs, Wording()))
