"""What a person typed on a form, read without ever failing. What cannot be read becomes a refusal at its field."""

import re
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.datastructures import MultiValueDict

from plainview.policy.clauses import Clause
from plainview.policy.decisions import Refused

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")
_YEARS: Final = range(2000, 2100)
"""A year outside has been mistyped, and arithmetic near the calendar's ends would fail."""


class Typed:
    """One form as it was sent. `faults` gathers what could not be read, under the clause that asks for the form."""

    def __init__(self, sent: MultiValueDict[str, str], clause: Clause) -> None:
        self._sent = sent
        self._clause = clause
        self.faults: list[Refused] = []

    def text(self, name: str, *, longest: int) -> str:
        """One line of text. Longer than `longest` characters is a fault, and the text is then empty."""
        text = _CONTROL.sub(" ", str(self._sent.get(name) or "")).strip()
        if len(text) <= longest:
            return text
        self.fault(name, f"this has {len(text)} characters", f"Use at most {longest}.")
        return ""

    def checked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self._sent.get(name))

    def when(self, name: str, zone: ZoneInfo, *, later: bool = False) -> datetime | None:
        """A local date and time as `<input type="datetime-local">` sends it, in its zone; None with a fault.

        Where the clocks go back an hour comes twice: `later` chooses the second.
        """
        try:
            naive = datetime.fromisoformat(self.text(name, longest=40))
        except ValueError:
            self.fault(name, "this is not a date and time", "Enter both, as in 2026-10-05 14:30.")
            return None
        if naive.tzinfo is not None or naive.year not in _YEARS:
            self.fault(name, "this is not a date and time of our days", "Enter a local time without its zone.")
            return None
        local = naive.replace(tzinfo=zone, fold=int(later))
        if datetime.fromtimestamp(local.timestamp(), zone).replace(tzinfo=None) != naive:
            self.fault(name, "the clocks skip this hour on that day", "Choose an hour earlier or later.")
            return None
        return local

    def day(self, name: str, otherwise: date) -> date:
        """A date as `<input type="date">` sends it; `otherwise` where nothing, or with a fault no date, was sent."""
        text = self.text(name, longest=40)
        try:
            day = date.fromisoformat(text) if text else otherwise
        except ValueError:
            self.fault(name, "this is not a date", "Enter it as in 2026-10-01.")
            return otherwise
        if day.year not in _YEARS:
            self.fault(name, "this is not a date of our days", "Enter it as in 2026-10-01.")
            return otherwise
        return day

    def ids(self, name: str) -> tuple[UUID, ...]:
        """Every id that was chosen under a name, each once, in order."""
        try:
            return tuple(dict.fromkeys(UUID(str(each)) for each in self._sent.getlist(name)))
        except ValueError:
            self.fault(name, "a choice is not one of those offered", "Reload the page and choose again.")
            return ()

    def fault(self, name: str, reason: str, remedy: str) -> None:
        """Note what is wrong with a field."""
        self.faults.append(Refused(self._clause, reason, remedy, name))

    def with_faults(self, refusals: tuple[Refused, ...] = ()) -> tuple[Refused, ...]:
        """The faults, and of an action's refusals those that say something about other fields."""
        named = {fault.field for fault in self.faults}
        return (*self.faults, *(refusal for refusal in refusals if refusal.field not in named))
