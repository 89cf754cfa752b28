"""Packages are made beside the request that asked: one after another, so that many cases do not fill the memory."""

import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connections
from django.utils import timezone

from plainview.evidence import packages
from plainview.evidence.packages import Surroundings
from plainview.evidence.small_map import BaseMap, Outline, Place
from plainview.terms.actor import Actor

_BASE_MAP: Final = Path(__file__).parent / "static" / "vendor" / "base-map.json"
_maker: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="packages")


def start(package_id: UUID, *, actor: Actor) -> None:
    """Let a package that was asked for be made. The case's page shows how far it is."""
    _maker.submit(copy_context().run, _make, package_id, actor)


def around() -> Surroundings:
    """What the pages know and a package needs."""
    return Surroundings(base=base_map(), agency=settings.AGENCY)


@cache
def base_map() -> BaseMap:
    """What the map of the pages shows too: the state, its counties, its neighbours, and the names of larger places."""
    features = json.loads(_BASE_MAP.read_text("utf-8"))["features"]
    lines: list[Outline] = []
    places: list[Place] = []
    for each in features:
        kind, drawn = each["geometry"]["type"], each["geometry"]["coordinates"]
        if kind == "Point":
            places.append((drawn[0], drawn[1], each["properties"]["name"]))
        else:
            rings = drawn if kind == "MultiLineString" else [ring for shape in drawn for ring in shape]
            lines += [[(east, north) for east, north in ring] for ring in rings]
    return BaseMap(lines, places)


def _make(package_id: UUID, actor: Actor) -> None:
    # What went wrong stands in the package's row and in the server's log.
    with contextlib.suppress(Exception):
        packages.build(package_id, around(), actor=actor, at=timezone.now())
    connections.close_all()
