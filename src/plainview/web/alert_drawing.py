"""How a page draws an alert: its tone, its words, what speaks against it, the two plates side by side. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from plainview.alerts.checklist import Item, Part, contradicted
from plainview.alerts.models import Alert
from plainview.matching.rules import Tier
from plainview.terms.entry import Handling, Priority
from plainview.terms.stop import Status
from plainview.web.tags import DOUBTFUL_BELOW, DrawnCharacter, age_words, percent, plate_characters

OLD_FEED: Final = timedelta(hours=24)
"""A list that was not renewed for this long is pointed out: what it says may have changed."""

_STEPS: Final = {
    "new": "Not verified",
    "verified": "Matches by eye",
    "mismatch": "Does not match",
    "asked": "Waiting for dispatch",
    "answered": "Dispatch answered",
    "stop": "Stop under way",
    "closed": "Closed",
}


@dataclass(frozen=True)
class Column:
    """One place of the plate: the entry's character over the read's. `words` says what is doubtful about the read's.

    `name` is its form field. A place that the entry leaves open is not `stated`, and is no question.
    """

    index: int
    name: str
    entry: str
    read: str
    same: bool
    stated: bool
    doubtful: bool
    words: str
    seen: bool | None


@dataclass(frozen=True)
class Drawn:
    """An alert as a page shows it. `tone` is alarm, caution, good or quiet.

    `ended` says why its entry no longer stands, and `status` what dispatch's word is worth at this moment.
    """

    alert: Alert
    tone: str
    words: str
    warnings: tuple[str, ...]
    columns: tuple[Column, ...]
    ended: str
    status: Status

    @property
    def traits(self) -> list[tuple[Item, bool | None]]:
        """What is compared beside the characters, each with what was answered; the entry may not state some of it."""
        return [(each, self.alert.seen.get(each.name)) for each in self.alert.items if each.part is not Part.PLATE]

    @property
    def step(self) -> str:
        """Where the alert stands, for the page's script: an entry that ended comes before everything but the stop."""
        return "ended" if self.ended and self.alert.step not in {"closed", "stop"} else self.alert.step

    @property
    def notify_only(self) -> bool:
        """Whether the owner of the entry asks that the vehicle is not stopped."""
        return self.alert.entry_handling == Handling.NOTIFY_ONLY

    @property
    def possible(self) -> bool:
        """Whether the read only may be the entry's plate."""
        return self.alert.tier != Tier.EXACT

    @property
    def state_words(self) -> str:
        """The entry's state against the read's."""
        alert = self.alert
        read = f"{alert.state} as read" if alert.state else "not read by the camera"
        return f"{alert.entry_state or 'no state'} on the entry, {read}"

    @property
    def vehicle_words(self) -> str:
        """What the entry says of the vehicle."""
        return self.alert.entry_vehicle or "the entry does not describe it"

    @property
    def stated_words(self) -> str:
        """What the camera stated of the vehicle; empty where it stated nothing."""
        alert = self.alert
        return " ".join(word for word in (alert.read_colour, alert.read_make, alert.read_body) if word)

    @property
    def contradicted(self) -> bool:
        """Whether the camera stated something of the vehicle that the entry denies."""
        return any(contradicted(self.alert.compared))

    @property
    def announcement(self) -> str:
        """What a screen reader says when it arrives."""
        alert = self.alert
        kind = "Possible hit, verify first" if self.possible else "Hit"
        wanted = " ".join(alert.entry_plate) or alert.entry_vehicle or "no plate known"
        said = (wanted, alert.entry_state, alert.entry_offence, alert.place)
        return f"{kind}: {', '.join(part for part in said if part)}."


def draw(alert: Alert, *, at: datetime) -> Drawn:
    """The alert as it looks at a moment."""
    ended = alert.ended(at)
    warnings = tuple(_warnings(alert, at))
    return Drawn(alert, tone(alert, ended), _words(alert, ended), warnings, _columns(alert), ended, alert.status(at))


def tone(alert: Alert, ended: str = "") -> str:
    """Alarm only for an urgent hit, not covert, on the exact plate and state that nobody has looked at yet."""
    if alert.closed_at is not None:
        return "quiet"
    if ended:
        return "caution"
    if alert.answer == Alert.Answer.NOT_ACTIVE or (alert.verified_at is not None and not alert.all_matches):
        return "caution"
    if alert.verified_at is None:
        urgent = alert.entry_priority == Priority.HIGH and not alert.entry_covert
        return "alarm" if urgent and alert.tier == Tier.EXACT else "caution"
    return "caution" if alert.answer == Alert.Answer.UNABLE else "good"


def _words(alert: Alert, ended: str) -> str:
    if ended and alert.step not in {"closed", "stop"}:
        return "Entry ended: do not stop on it"
    if not alert.is_hit and alert.step != "closed":
        return "Other state: no hit"
    if alert.step == "new" and alert.tier != Tier.EXACT:
        return f"{alert.tier.capitalize()}: verify first"
    if alert.step == "closed":
        return alert.get_disposition_display()
    if alert.step == "answered":
        return f"Dispatch: {alert.get_answer_display()}"
    return _STEPS[alert.step]


def _warnings(alert: Alert, at: datetime) -> Iterator[str]:
    if not alert.is_hit:
        yield f"The plate is of {alert.state}, the entry of {alert.entry_state}: another vehicle's plate."
    if alert.tier == Tier.LOOK_ALIKE:
        yield "Look-alike: what was read is not spelled like the entry."
    if alert.tier == Tier.DESCRIPTION:
        yield "Met by its description alone: many vehicles look like this. No plate is known."
    if not alert.state and alert.entry_state:
        yield f"The camera could not read the state. The entry is of {alert.entry_state}."
    yield from contradicted(alert.compared)
    if alert.confidence < DOUBTFUL_BELOW:
        yield f"The read as a whole is only {percent(alert.confidence)} sure."
    doubts = [column for column in _columns(alert) if column.doubtful]
    if doubts:
        yield f"{'; '.join(f'Place {column.index + 1}: {column.words}' for column in doubts)}."
    if at - alert.entry_as_of > OLD_FEED:
        yield f"The list was last renewed {age_words(at - alert.entry_as_of)}: the entry may be stale."


def _columns(alert: Alert) -> tuple[Column, ...]:
    drawn = plate_characters(alert.plate, alert.characters)
    return tuple(
        _column(index, item, drawn, alert.seen.get(item.name))
        for index, item in enumerate(each for each in alert.items if each.part is Part.PLATE)
    )


def _column(index: int, item: Item, drawn: Sequence[DrawnCharacter], seen: bool | None) -> Column:  # noqa: FBT001 - a look
    of_read = [] if item.place is None else drawn[item.place : item.place + len(item.read)]
    doubtful = any(each.doubtful for each in of_read)
    words = "; ".join(each.words for each in of_read if each.words)
    return Column(index, item.name, item.entry, item.read, item.same, item.stated, doubtful, words, seen)
