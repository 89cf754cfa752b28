"""A request in the archive's words, and the reason why a result matched. Pure."""

import re
from uuid import UUID

from plainview.archive.wanted import Exact, LookAlike, Near, Pattern, Plate, Wanted, in_order
from plainview.matching.rules import one_edit
from plainview.search import described
from plainview.search.request import SearchRequest
from plainview.terms import plate as plates


def plan(request: SearchRequest, *, inside: tuple[UUID, ...] | None = None) -> Wanted:
    """What to look for. `inside` are the cameras of the area and of the corridor that were drawn, where one was."""
    return Wanted(
        windows=in_order(request.windows),
        plates=_plates(request),
        state=request.state or None,
        cameras=_cameras(request.cameras, inside),
        stated=described.stating(request.vehicle),
    )


def why(request: SearchRequest, plate: str) -> str:
    """Why a plate is among the results, in words for the page."""
    pattern = request.pattern
    if not pattern:
        return "camera and time"
    if plate == pattern:
        return "exact"
    if _is_wild(pattern):
        return "pattern" if _fits(pattern, plate) else "look-alike of the pattern"
    if plates.folded(plate) == plates.folded(pattern) and request.look_alikes:
        return "look-alike"
    return "one edit" if one_edit(plate, pattern) else "look-alike"


def resembles(request: SearchRequest, plate: str) -> bool:
    """Whether a plate may be the one that is asked for, misread: it looks alike, or is one edit away."""
    pattern = request.pattern
    return plates.folded(plate) == plates.folded(pattern) or one_edit(plate, pattern)


def named(request: SearchRequest) -> tuple[str, ...]:
    """Each plate that is asked for by itself, canonical: with one edit some 540, of a pattern none."""
    pattern = request.pattern
    if not pattern or _is_wild(pattern):
        return ()
    return tuple(Near(pattern).plates) if request.near else (pattern,)


def _plates(request: SearchRequest) -> tuple[Plate, ...]:
    pattern = request.pattern
    if not pattern:
        return ()
    if _is_wild(pattern):
        return (Pattern(pattern, folded=request.look_alikes),)
    same: Plate = LookAlike(plates.folded(pattern)) if request.look_alikes else Exact(pattern)
    return (same, Near(pattern)) if request.near else (same,)


def _cameras(chosen: tuple[UUID, ...], inside: tuple[UUID, ...] | None) -> tuple[UUID, ...] | None:
    """Those that were chosen, those that were drawn, or where both were said those of both."""
    if inside is None:
        return chosen or None
    return tuple(each for each in inside if not chosen or each in chosen)


def _is_wild(pattern: str) -> bool:
    return bool(re.search(r"[?*]", pattern))


def _fits(pattern: str, plate: str) -> bool:
    # The pattern holds letters, digits and the two wildcards only, so nothing in it needs to be escaped.
    return re.fullmatch(re.sub(r"\*+", "*", pattern).replace("?", ".").replace("*", ".*"), plate) is not None
