"""How a page draws an alert: its tone, its words, what speaks against it, the two plates side by side. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from plainview.alerts.models import Alert
from plainview.matching.rules import Tier
from plainview.terms.entry import Priority
from plainview.web.tags import DOUBTFUL_BELOW, age_words, percent, plate_characters

OLD_FEED: Final = timedelta(hours=24)
"""A list that was not renewed for this long is pointed out: what it says may have changed."""

_STEPS: Final = {
    "new": "Not verified",
    "verified": "Matches by eye",
    "mismatch": "Does not match",
    "asked": "Waiting for dispatch",
    "answered": "Dispatch answered",
    "closed": "Closed",
}


@dataclass(frozen=True)
class Column:
    """One place of the plate: the entry's character over the read's. `words` says what is doubtful about the read's."""

    index: int
    entry: str
    read: str
    same: bool
    doubtful: bool
    words: str

    @property
    def name(self) -> str:
        """The form field of this place."""
        return f"char-{self.index}"


@dataclass(frozen=True)
class Drawn:
    """An alert as a page shows it. `tone` is alarm, caution, good or quiet."""

    alert: Alert
    tone: str
    words: str
    warnings: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def possible(self) -> bool:
        """Whether the read only may be the entry's plate."""
        return self.alert.tier != Tier.EXACT

    @property
    def state_words(self) -> str:
        """The entry's state against the read's."""
        alert = self.alert
        read = f"{alert.state} as read" if alert.state else "not read by the camera"
        return f"{alert.entry_state} on the entry, {read}"

    @property
    def vehicle_words(self) -> str:
        """What the entry says of the vehicle."""
        return self.alert.entry_vehicle or "the entry does not describe it"

    @property
    def announcement(self) -> str:
        """What a screen reader says when it arrives."""
        alert = self.alert
        kind = "Possible hit, verify first" if self.possible else "Hit"
        return f"{kind}: {' '.join(alert.entry_plate)}, {alert.entry_state}, {alert.entry_offence}, {alert.place}."


def draw(alert: Alert, *, at: datetime) -> Drawn:
    """The alert as it looks at a moment."""
    return Drawn(alert, tone(alert), _words(alert), tuple(_warnings(alert, at)), _columns(alert))


def tone(alert: Alert) -> str:
    """Alarm only for an urgent hit, not covert, on the exact plate and state that nobody has looked at yet."""
    if alert.closed_at is not None:
        return "quiet"
    if alert.answer == Alert.Answer.NOT_ACTIVE or (alert.verified_at is not None and not alert.all_matches):
        return "caution"
    if alert.verified_at is None:
        urgent = alert.entry_priority == Priority.HIGH and not alert.entry_covert
        return "alarm" if urgent and alert.tier == Tier.EXACT else "caution"
    return "caution" if alert.answer == Alert.Answer.UNABLE else "good"


def _words(alert: Alert) -> str:
    if alert.step == "new" and alert.tier != Tier.EXACT:
        return f"{alert.tier.capitalize()}: verify first"
    if alert.step == "closed":
        return alert.get_disposition_display()
    if alert.step == "answered":
        return f"Dispatch: {alert.get_answer_display()}"
    return _STEPS[alert.step]


def _warnings(alert: Alert, at: datetime) -> Iterator[str]:
    if alert.tier == Tier.LOOK_ALIKE:
        yield "Look-alike: what was read is not spelled like the entry."
    if not alert.state:
        yield f"The camera could not read the state. The entry is of {alert.entry_state}."
    if alert.confidence < DOUBTFUL_BELOW:
        yield f"The read as a whole is only {percent(alert.confidence)} sure."
    doubts = [column for column in _columns(alert) if column.doubtful]
    if doubts:
        yield f"{'; '.join(f'Place {column.index + 1}: {column.words}' for column in doubts)}."
    if at - alert.entry_as_of > OLD_FEED:
        yield f"The list was last renewed {age_words(at - alert.entry_as_of)}: the entry may be stale."


def _columns(alert: Alert) -> tuple[Column, ...]:
    # Folding keeps the length, so an entry and a read that meet have as many characters.
    pairs = zip(alert.entry_plate, plate_characters(alert.plate, alert.characters), strict=False)
    return tuple(
        Column(index, entry, read.char, entry == read.char, read.doubtful, read.words)
        for index, (entry, read) in enumerate(pairs)
    )
