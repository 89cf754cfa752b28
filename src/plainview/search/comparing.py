"""The results of an analysis that was decided and logged: vehicles with their reads, where they were met."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from plainview.archive import queries as archive
from plainview.archive.models import Read
from plainview.archive.queries import Company, Met, Moment, Spot
from plainview.archive.wanted import Wanted, Window, in_order
from plainview.cameras import queries as cameras
from plainview.search.analysis import MOST_APART, OnlyHere, Scenes, Together, within
from plainview.search.models import Search
from plainview.search.request import SearchRequest
from plainview.search.wanting import last_moment, looked_at, wanted

MOST_VEHICLES: Final = 50
"""Vehicles that an analysis shows."""
MOST_MEETINGS: Final = 12
"""Meetings that are shown of each vehicle that travels with another, the latest."""
MOST_READS: Final = 500
"""Reads of one vehicle that a route shows, the newest, and near which others are looked for."""
MOST_COMPARED: Final = 2_000
"""Vehicles at a place of which it is looked up whether they were elsewhere, the last seen."""


@dataclass(frozen=True)
class Vehicles:
    """What was found. `more` says that there may be vehicles beyond those shown.

    `others` are the known vehicle's own reads, oldest first, where one was asked for; `cut` says that not all of
    what was asked for could be compared. `limited` says that the limit of a role hid reads, or may hide vehicles.
    """

    met: tuple[Met, ...]
    more: bool = False
    others: tuple[Moment, ...] = ()
    cut: bool = False
    limited: bool = False


def route(search: Search) -> tuple[tuple[Read, ...], bool]:
    """The reads of the one vehicle, oldest first, and whether there are older ones that are not shown."""
    most = MOST_READS if search.most is None else min(search.most, MOST_READS)
    reads = archive.found(wanted(looked_at(search)), limit=most + 1)
    return tuple(reversed(reads[:most])), len(reads) > most


def vehicles(search: Search) -> Vehicles:
    """The vehicles that an analysis finds, as many as may be shown."""
    found = _vehicles(search, limit=MOST_VEHICLES + 1)
    fits = found.met[:MOST_VEHICLES]
    shown = fits if search.most is None else _permitted(fits, search.most - len(found.others))
    return replace(found, met=shown, more=len(found.met) > len(shown), limited=found.limited or shown != fits)


def result(search: Search, captured_at: datetime, read_id: UUID) -> Read | None:
    """The read of this time and id, if the analysis finds it: looked up again, for its vehicle alone."""
    read = archive.one(_looked_through(looked_at(search)), captured_at, read_id)
    if read is None:
        return None
    found = _vehicles(search, limit=1, plate=read.plate)
    shown = {seen.read.id for met in found.met for seen in met.seen} | {each.id for each in found.others}
    return read if read.id in shown else None


def _looked_through(request: SearchRequest) -> Wanted:
    """Every read that could be part of what an analysis finds."""
    match request.analysis:
        case Scenes(scenes=scenes):
            placed = cameras.placed()
            windows = in_order([Window(each.start, each.end) for each in scenes])
            return Wanted(windows, cameras=tuple({camera for each in scenes for camera in each.at(placed)}))
        case OnlyHere(start=start, end=end):
            here = within(request.cameras, request.area, cameras.placed())
            return Wanted((Window(start, end),), cameras=here)
        case _:
            near = timedelta(minutes=MOST_APART)
            others = archive.moments(wanted(request), limit=MOST_READS)
            return Wanted(
                in_order([Window(each.captured_at - near, each.captured_at + near) for each in others]),
                cameras=tuple({each.camera_id for each in others}),
            )


def _vehicles(search: Search, *, limit: int, plate: str | None = None) -> Vehicles:
    request = looked_at(search)
    match request.analysis:
        case Scenes(scenes=scenes, least=least):
            placed = cameras.placed()
            spots = [Spot(Window(each.start, each.end), each.at(placed)) for each in scenes]
            return Vehicles(tuple(archive.at_scenes(spots, least=least, limit=limit, plate=plate)))
        case Together(minutes=minutes, least=least):
            own = _own_reads(search.most)
            newest = archive.moments(wanted(request), limit=own + 1)
            others, cut = tuple(reversed(newest[:own])), len(newest) > own
            company = Company(timedelta(minutes=minutes), least, MOST_MEETINGS, last_moment(search))
            met = archive.alongside(others, company, limit=limit, plate=plate)
            return Vehicles(tuple(met), others=others, cut=cut, limited=cut and own < MOST_READS)
        case OnlyHere(start=start, end=end):
            here = Spot(Window(start, end), within(request.cameras, request.area, cameras.placed()))
            span = Window(request.start, request.end)
            alone, cut = archive.only_at(here, span=span, compared=MOST_COMPARED, limit=limit, plate=plate)
            return Vehicles(tuple(alone), cut=cut)
        case _:
            return Vehicles(())


def _own_reads(most: int | None) -> int:
    """How many reads of the known vehicle are looked at: of a role's limit half, so that the others have the rest."""
    return MOST_READS if most is None else min(MOST_READS, (most + 1) // 2)


def _permitted(met: Iterable[Met], left: int) -> tuple[Met, ...]:
    """The first vehicles whose reads together are no more than may be shown; a first that has more by itself, cut."""
    shown: list[Met] = []
    for each in met:
        if len(each.seen) > left:
            if not shown and left > 0:
                shown.append(replace(each, seen=each.seen[-left:]))
            break
        left -= len(each.seen)
        shown.append(each)
    return tuple(shown)
