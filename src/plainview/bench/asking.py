"""The questions of a department, asked through the real search: which, of what, and how long each takes."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

import msgspec

from plainview.archive.wanted import Window
from plainview.bench import traffic
from plainview.bench.filling import Registered
from plainview.bench.traffic import City
from plainview.search import comparing, queries
from plainview.search.analysis import Scene, Scenes, Together
from plainview.search.described import Described
from plainview.search.models import Search
from plainview.search.request import SearchRequest
from plainview.search.wanting import asks_for_vehicles

ASKED: Final = 40
"""Questions of each kind, of different plates, places and times."""
_MONTH: Final = timedelta(days=30)


@dataclass(frozen=True)
class Asker:
    """Makes questions about a city, by chance, the same in every run."""

    city: City
    registered: Registered
    at: datetime

    def questions(self, kind: str) -> list[SearchRequest]:
        """So many questions of a kind."""
        chance = Random(kind)  # noqa: S311 - a sample, not a secret
        return [_KINDS[kind](self, chance) for _ in range(ASKED)]

    def plate(self, chance: Random) -> str:
        """A plate of the main format that was seen, a commuter's one time in two."""
        while True:
            commuter = chance.random() < 0.5  # noqa: PLR2004 - one in two
            regular = self.city.commuters
            vehicle = chance.randrange(regular) if commuter else regular + chance.randrange(self.city.others)
            text, state = traffic.plate(vehicle)
            if state == "CT" and len(text) == 7:  # noqa: PLR2004 - AB12345
                return text

    def two_hours(self, chance: Random) -> Window:
        """Two hours of the month that were in the day."""
        day = self.at - timedelta(days=chance.randrange(1, 29))
        start = day.replace(hour=13, minute=0, second=0, microsecond=0) + timedelta(hours=chance.randrange(8))
        return Window(start, start + timedelta(hours=2))

    def request(self, **said: object) -> SearchRequest:
        """A search with these parameters, over the month if no time is given."""
        fields: dict[str, object] = {
            "purpose": "E.a.3",
            "offence": "Stolen vehicle",
            "case_number": "26-1",
            "reason": "A measurement on made-up traffic",
            "start": self.at - _MONTH,
            "end": self.at,
        }
        return SearchRequest(**{**fields, **said})  # type: ignore[arg-type]


def _exact(asker: Asker, chance: Random) -> SearchRequest:
    return asker.request(plate=asker.plate(chance))


def _look_alike(asker: Asker, chance: Random) -> SearchRequest:
    return asker.request(plate=asker.plate(chance), look_alikes=True)


def _beginning(asker: Asker, chance: Random) -> SearchRequest:
    plate = asker.plate(chance)
    return asker.request(plate=f"{plate[:2]}?{plate[3:5]}*")


def _suffix(asker: Asker, chance: Random) -> SearchRequest:
    return asker.request(plate=f"*{asker.plate(chance)[-4:]}")


def _rare_suffix(asker: Asker, chance: Random) -> SearchRequest:
    return asker.request(plate=f"*{asker.plate(chance)[1:]}")


def _one_edit(asker: Asker, chance: Random) -> SearchRequest:
    return asker.request(plate=asker.plate(chance), near=True)


def _three_cameras(asker: Asker, chance: Random) -> SearchRequest:
    start, end = asker.two_hours(chance)
    return asker.request(cameras=tuple(chance.sample(asker.registered.ids, 3)), start=start, end=end)


def _area(asker: Asker, chance: Random) -> SearchRequest:
    (start, end), size = asker.two_hours(chance), 0.016
    south, west = traffic.position(chance.randrange(traffic.CAMERAS))
    corners = ((south, west), (south + size, west), (south + size, west + size), (south, west + size))
    return asker.request(area=corners, vehicle=Described(colour="green", unstated=False), start=start, end=end)


def _scenes(asker: Asker, chance: Random) -> SearchRequest:
    scenes = tuple(
        Scene(start=start, end=end, cameras=tuple(chance.sample(asker.registered.ids, 3)))
        for start, end in (asker.two_hours(chance) for _ in range(3))
    )
    return asker.request(analysis=Scenes(scenes=scenes, least=2))


def _convoy(asker: Asker, chance: Random) -> SearchRequest:
    return asker.request(plate=asker.plate(chance), analysis=Together(minutes=5, least=3))


_KINDS: Final[dict[str, Callable[[Asker, Random], SearchRequest]]] = {
    "exact": _exact,
    "look_alikes": _look_alike,
    "beginning": _beginning,
    "suffix": _suffix,
    "rare_suffix": _rare_suffix,
    "one_edit": _one_edit,
    "three_cameras": _three_cameras,
    "area": _area,
    "scenes": _scenes,
    "convoy": _convoy,
}
KINDS: Final = tuple(_KINDS)


def timed(questions: Sequence[SearchRequest], at: datetime) -> tuple[list[float], int]:
    """Seconds until the first page of each question, and how many reads or vehicles all of them found."""
    seconds, found = [], 0
    for each in questions:
        search = Search(actor="benchmark", run_at=at, request=msgspec.to_builtins(each))
        started = time.perf_counter()
        found += len(comparing.vehicles(search).met if asks_for_vehicles(each) else queries.results(search))
        seconds.append(time.perf_counter() - started)
    return seconds, found
