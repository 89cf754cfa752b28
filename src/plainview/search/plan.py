"""A request to a condition, and the reason why a result matched. Pure: it knows the columns and touches no database."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plainview.search.request import SearchRequest
from plainview.terms import plate as plates


@dataclass(frozen=True)
class Plan:
    """What the archive is asked. Exactly one of `plate`, `folded` and `like` is set, or none of them."""

    start: datetime
    end: datetime
    plate: str | None = None
    folded: str | None = None
    like: str | None = None
    state: str | None = None
    cameras: tuple[UUID, ...] = ()


def plan(request: SearchRequest) -> Plan:
    """How to look for what was asked."""
    pattern = request.pattern
    wild = bool(re.search(r"[?*]", pattern))
    return Plan(
        start=request.start,
        end=request.end,
        # The pattern holds letters, digits and the two wildcards only, so nothing in it needs to be escaped.
        like=pattern.replace("?", "_").replace("*", "%") if wild else None,
        folded=plates.folded(pattern) if pattern and not wild and request.look_alikes else None,
        plate=pattern if pattern and not wild and not request.look_alikes else None,
        state=request.state or None,
        cameras=request.cameras,
    )


def why(request: SearchRequest, plate: str) -> str:
    """Why a plate is among the results, in words for the page."""
    pattern = request.pattern
    if not pattern:
        return "camera and time"
    if plate == pattern:
        return "exact"
    return "pattern" if re.search(r"[?*]", pattern) else "look-alike"
