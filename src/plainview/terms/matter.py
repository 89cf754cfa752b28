"""What a case is, and on whose word its reads are kept: the words of J.2 and K.1."""

from enum import StrEnum
from typing import Final


class Matter(StrEnum):
    """The kinds of matter for which the policy lets data be preserved (K.1)."""

    CRIMINAL = "criminal"
    ADMINISTRATIVE = "administrative"
    CIVIL = "civil"


class Authority(StrEnum):
    """Who says that the case needs the reads."""

    SUPERVISOR = "supervisor"
    WARRANT = "warrant"
    COURT_ORDER = "court-order"
    SUBPOENA = "subpoena"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def documented(self) -> bool:
        """Whether it is a paper that must be shown."""
        return self is not Authority.SUPERVISOR


_LABELS: Final = {
    Authority.SUPERVISOR: "A supervisor's decision",
    Authority.WARRANT: "Warrant",
    Authority.COURT_ORDER: "Court order",
    Authority.SUBPOENA: "Subpoena",
}


def ground(matter: str, authority: str) -> str:
    """How a pack names the ground of a hold, as in "criminal by warrant"."""
    return f"{matter} by {authority}"


GROUNDS: Final = frozenset(ground(matter, authority) for matter in Matter for authority in Authority)
