"""Template tags of the pages: times in the department's zone, plates with their doubts, clauses by id."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.terms.purpose import Purpose
from plainview.training.queries import Standing
from plainview.web import navigation as places

register = template.Library()

DOUBTFUL_BELOW: Final = 0.8
"""A character that the engine is less sure of carries a mark under it."""
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_JUST: Final = 5
"""Seconds that nobody needs counted."""


@dataclass(frozen=True)
class DrawnCharacter:
    """One character of a drawn plate. `words` says what is doubtful about it, empty when nothing is.

    `differs` marks a character that another plate, drawn beside it, does not have in this place.
    """

    char: str
    doubtful: bool
    words: str
    differs: bool = False


@register.filter
def zoned(at: datetime | None) -> str:
    """A moment in the department's zone with the zone's name: "Nov 24, 2025, 15:12:05 EST"."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(settings.DISPLAY_ZONE))
    return f"{local:%b} {local.day}, {local:%Y, %H:%M:%S %Z}"


@register.filter
def zoned_hour(at: datetime | None) -> str:
    """The time of day of a moment in the department's zone: "21:04"."""
    return f"{at.astimezone(ZoneInfo(settings.DISPLAY_ZONE)):%H:%M}" if at else ""


@register.filter
def utc_iso(at: datetime | None) -> str:
    """A moment in UTC for `<time datetime>` and for scripts."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""


@register.filter
def utc_words(at: datetime | None) -> str:
    """A moment in UTC as it is stored, for whoever compares it with a log."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else ""


@register.filter
def age(at: datetime | None) -> str:
    """How long ago a moment is, or how far ahead: "3 min ago", "in 2 days"."""
    return age_words(timezone.now() - at) if at else ""


def age_words(past: timedelta) -> str:
    """The words of an age. A negative one lies ahead; page.js says the same as time goes by."""
    seconds = abs(int(past.total_seconds()))
    if seconds < _JUST:
        return "just now"
    if seconds < _MINUTE:
        words = f"{seconds} s"
    elif seconds < _HOUR:
        words = f"{seconds // _MINUTE} min"
    elif seconds < _DAY:
        words = f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE} min"
    else:
        days = seconds // _DAY
        words = "1 day" if days == 1 else f"{days} days"
    return f"in {words}" if past < timedelta() else f"{words} ago"


@register.filter
def sized(count: int) -> str:
    """A number of bytes as disks are sold and settings are said: 20 GB are 20,000,000,000."""
    for unit, each in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= each:
            return f"{count / each:.3g} {unit}"
    return f"{count} byte{'' if count == 1 else 's'}"


@register.filter
def steps(path: str) -> list[str]:
    """What stands between the slashes of a path, so that a narrow column can break there."""
    return path.split("/")


@register.filter
def percent(share: float | None) -> str:
    """A confidence from 0 to 1 in whole per cent; rounded down, so that 100 % is never claimed for less."""
    return "" if share is None else f"{int(share * 100 + 1e-9)} %"


@register.filter
def clause_statement(clause_id: str) -> str:
    """Our statement of a clause, or nothing for an id that is none."""
    clause = clauses.BY_ID.get(clause_id)
    return clause.statement if clause else ""


@register.filter
def with_article(role: str) -> str:
    """A role as a sentence has it: "an administrator", "a supervisor"."""
    return f"{'an' if role[:1] in 'aeiou' else 'a'} {role}"


@register.filter
def purpose_label(purpose: str) -> str:
    """A purpose in words; its id itself where it is not one of the list."""
    try:
        return Purpose(purpose).label
    except ValueError:
        return purpose


@register.filter
def plate_characters(plate: str, characters: Iterable[Any] | None = None) -> list[DrawnCharacter]:
    """A plate's characters with their doubts.

    `characters` are those of the read, structs or the dictionaries that the database keeps. Where they do not spell
    this plate there is nothing to say about its characters, and none is marked.
    """
    read = list(characters or [])
    if "".join(str(_part(each, "char")) for each in read) != plate:
        read = []
    return [_drawn(char, known) for char, known in zip_longest(plate or "", read)]


@register.simple_tag
def drawn_plate(plate: str, characters: Iterable[Any] | None, against: str) -> list[DrawnCharacter]:
    """The same, with the places marked in which the plate differs from `against`, unless that is empty."""
    drawn = plate_characters(plate, characters)
    if not against:
        return drawn
    pairs = zip_longest(drawn, against[: len(drawn)])
    return [replace(each, differs=each.char != other) for each, other in pairs]


def _drawn(char: str, known: object | None) -> DrawnCharacter:
    confidence = _part(known, "confidence") if known is not None else None
    if confidence is None or confidence >= DOUBTFUL_BELOW:
        return DrawnCharacter(char, doubtful=False, words="")
    others = " or ".join(str(_part(each, "char")) for each in _part(known, "alternates") or [])
    words = f"{char} is doubtful, {percent(confidence)} sure"
    return DrawnCharacter(char, doubtful=True, words=f"{words}; it may be {others}" if others else words)


def _part(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


@register.filter
def of_field(refusals: Sequence[Refused] | None, field: str) -> list[Refused]:
    """The refusals that stand at one field of a form."""
    return [refusal for refusal in refusals or () if refusal.field == field]


@register.filter
def of_key(pairs: Mapping[str, object] | None, key: str) -> object:
    """What a mapping holds under a key that is known only in the template; empty text where it holds nothing."""
    return (pairs or {}).get(key, "")


@register.filter
def stand_at(refusals: Sequence[Refused] | None, fields: str) -> bool:
    """Whether a refusal stands at one of these fields, named with spaces between."""
    return any(refusal.field in fields.split() for refusal in refusals or ())


@register.filter
def clock(since: datetime, minutes: int) -> str:
    """What is left of some minutes since a moment: "9:05 left", or "0:40 over"."""
    return clock_words(timedelta(minutes=minutes) - (timezone.now() - since))


def clock_words(left: timedelta) -> str:
    """The words of a clock that runs down and then on; page scripts say the same."""
    seconds = abs(int(left.total_seconds()))
    return f"{seconds // _MINUTE}:{seconds % _MINUTE:02} {'over' if left < timedelta() else 'left'}"


@register.simple_tag
def navigation(
    granted: Iterable[str] | None,
    request: HttpRequest | None,
    training: Standing | None = None,
    waiting: Mapping[str, int] | None = None,
) -> list[places.Place]:
    """The places that this person may open, with the present one marked and what waits there counted."""
    match = getattr(request, "resolver_match", None)
    due = {**(waiting or {}), "training": training.waiting if training else 0}
    return places.places(granted or (), match.url_name if match else None, due)
