"""Which engines are installed, and whether each can start, for a person who chooses one."""

from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from plainview.recognition import engine as engines
from plainview.recognition.engine import EngineUnavailable

NOT_OFFERED: Final = ("vehicle make", "vehicle model", "vehicle colour")
"""What other products state and no engine here does, because none was measured on honest pictures."""


@dataclass(frozen=True)
class Offer:
    """An installed engine. `version` is None where it was not started; `note` says why, or is empty."""

    name: str
    version: str | None
    starts: bool | None
    """None where it was not tried."""
    note: str

    @property
    def default(self) -> bool:
        """Whether it is the one that is taken when nobody names another."""
        return self.name == engines.DEFAULT


def offers() -> tuple[Offer, ...]:
    """The installed engines, in order of the alphabet, each started once to see whether it can.

    An engine whose class has a function `installed` is only asked that, which raises `EngineUnavailable` where it is
    not: such an engine fetches its weights when it starts, and to list it must not begin a download.
    """
    announced = sorted(entry_points(group=engines.GROUP), key=lambda entry: entry.name)
    return tuple(_offer(entry) for entry in announced)


def _offer(entry: EntryPoint) -> Offer:
    try:
        factory = entry.load()
        installed = getattr(factory, "installed", None)
        if installed is not None:
            return Offer(entry.name, installed(), None, "not started here, because it downloads its weights itself")
        return Offer(entry.name, engines.load(entry.name).version, starts=True, note="")
    except (ImportError, EngineUnavailable) as missing:
        return Offer(entry.name, None, starts=False, note=str(missing))
