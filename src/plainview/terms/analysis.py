"""The analyses of stored reads: what can be asked beyond looking a plate up. Pure."""

from enum import StrEnum


class Analysis(StrEnum):
    """The value is the name in a pack and in the log."""

    ROUTE = "route"
    SCENES = "scenes"
    TOGETHER = "together"
    ONLY_HERE = "only_here"

    @property
    def label(self) -> str:
        """As a page calls it."""
        return _LABELS[self]


_LABELS = {
    Analysis.ROUTE: "Vehicle's route",
    Analysis.SCENES: "Seen at several scenes",
    Analysis.TOGETHER: "Travelling together",
    Analysis.ONLY_HERE: "Seen only here",
}
