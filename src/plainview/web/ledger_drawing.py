"""How a page draws the hit ledger: by what it is grouped, each rate with its sample and interval. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final
from uuid import UUID

from plainview.alerts.models import Alert
from plainview.alerts.tallies import BANDS
from plainview.ledger import rates, worst
from plainview.ledger.rates import CANNOT_VERIFY, FALSE, NOT_CLOSED, TRUE, Group, Rate
from plainview.ledger.worst import Ranked
from plainview.terms.tally import Tally

BY: Final = {
    "camera": "Camera",
    "list": "Hot list",
    "state": "State as read",
    "reason": "What came of it",
    "match": "Kind of match",
    "confidence": "How sure the read was",
    "month": "Month",
}
"""By what the table may be grouped, and its words."""
REASONS: Final[dict[str, str]] = {**dict(Alert.Disposition.choices), NOT_CLOSED: "Not closed"}
_ORDER: Final = (TRUE, *FALSE, CANNOT_VERIFY, NOT_CLOSED)
CSV_HEADER: Final = (
    "group",
    "hits",
    "judged",
    "true",
    "misread",
    "wrong_state",
    "stale",
    "wrong_vehicle",
    "false",
    "false_rate",
    "false_rate_low",
    "false_rate_high",
    "cannot_verify",
    "not_closed",
)


@dataclass(frozen=True)
class Drawn:
    """A rate in words and as a bar: share and interval in thousandths."""

    rate: Rate
    words: str
    interval: str
    share: int
    low: int
    span: int


@dataclass(frozen=True)
class Line:
    """One line of the table. `rate` is None where nothing was judged, or nothing can be."""

    name: str
    hits: int
    rate: Drawn | None
    reasons: tuple[tuple[str, int], ...] = ()
    cannot_verify: int = 0
    not_closed: int = 0


@dataclass(frozen=True)
class Named:
    """A camera or list among the worst, with its own rate and that of all others."""

    name: str
    ranked: Ranked
    own: Drawn | None
    others: Drawn | None


def drawn(rate: Rate) -> Drawn | None:
    """How a rate looks; None where there is none."""
    if rate.share is None:
        return None
    low, high = (round(end * 1000) for end in rate.interval)
    said = f"{percent(rate.interval[0])} and {percent(rate.interval[1])}"
    return Drawn(rate, percent(rate.share), said, round(rate.share * 1000), low, high - low)


def lines(tallies: Sequence[Tally], by: str, cameras: Mapping[UUID, str]) -> list[Line]:
    """The table, by one of `BY`."""
    if by == "reason":
        return _reasons(rates.whole(tallies))
    groups = rates.grouped(tallies, _KEYS[by])
    if by == "month":
        groups.sort(key=lambda group: group.key, reverse=True)
    if by == "confidence":
        groups.sort(key=lambda group: -int(group.key))
    return [_line(group, name(group.key, by, cameras)) for group in groups]


def worst_cameras(tallies: Sequence[Tally], cameras: Mapping[UUID, str]) -> list[Named]:
    """Cameras that misread something, the worst first."""
    return [_named(each, name(each.group.key, "camera", cameras)) for each in worst.cameras(tallies) if each.own.part]


def worst_lists(tallies: Sequence[Tally]) -> list[Named]:
    """Lists with entries that were stale or of another vehicle, the worst first."""
    return [_named(each, each.group.key) for each in worst.lists(tallies) if each.own.part]


def name(key: str, by: str, cameras: Mapping[UUID, str]) -> str:
    """What a group is called."""
    if by == "camera":
        return cameras.get(UUID(key), "a camera that is not on the register")
    if by == "state":
        return key or "not read"
    if by == "match":
        return key.capitalize()
    if by == "confidence":
        return _BAND_WORDS[int(key)]
    if by == "month":
        return f"{date.fromisoformat(f'{key}-01'):%B %Y}"
    return key


def csv_lines(tallies: Sequence[Tally], by: str, cameras: Mapping[UUID, str]) -> list[list[str]]:
    """The same groups with plain numbers; a rate has four places, and is empty where nothing was judged."""
    groups = rates.grouped(tallies, _KEYS[by])
    return [_cells(group, name(group.key, by, cameras)) for group in groups]


def percent(share: float) -> str:
    """A share in whole per cent, and never as nothing or all where it is neither."""
    if 0 < share < 0.01:  # noqa: PLR2004 - one per cent
        return "under 1 %"
    if 0.99 < share < 1:  # noqa: PLR2004
        return "over 99 %"
    return f"{round(share * 100)} %"


def _named(ranked: Ranked, called: str) -> Named:
    return Named(called, ranked, drawn(ranked.own), drawn(ranked.others))


def _cells(group: Group, called: str) -> list[str]:
    false = group.false
    ends = [f"{end:.4f}" for end in (false.share or 0.0, *false.interval)] if false.share is not None else [""] * 3
    counts = (group.hits, group.judged, *(group.by.get(each, 0) for each in (TRUE, *FALSE)), false.part)
    return [called, *map(str, counts), *ends, str(group.cannot_verify), str(group.not_closed)]


def _line(group: Group, called: str) -> Line:
    reasons = tuple((REASONS[each], group.by[each]) for each in FALSE if group.by.get(each))
    return Line(called, group.hits, drawn(group.false), reasons, group.cannot_verify, group.not_closed)


def _reasons(group: Group) -> list[Line]:
    """Each disposition with its share of the judged hits; those that judge nothing have no share."""
    judged = {TRUE, *FALSE}
    return [
        Line(REASONS[each], group.by[each], drawn(group.rate([each])) if each in judged else None)
        for each in _ORDER
        if group.by.get(each)
    ]


_KEYS: Final[dict[str, Callable[[Tally], str]]] = {
    "camera": lambda tally: str(tally.camera_id),
    "list": lambda tally: tally.hot_list,
    "state": lambda tally: tally.state,
    "reason": lambda _tally: "all hits",
    "match": lambda tally: tally.tier,
    "confidence": lambda tally: str(tally.confidence),
    "month": lambda tally: f"{tally.day:%Y-%m}",
}
_BAND_WORDS: Final = {
    BANDS[0]: f"{BANDS[0]} % and more",
    **{low: f"{low} to {high - 1} %" for high, low in pairwise(BANDS)},
    0: f"below {BANDS[-1]} %",
}
