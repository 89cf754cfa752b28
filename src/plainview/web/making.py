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

from plainview.alerts import queries as alerts
from plainview.evidence import packages, queries
from plainview.evidence.forms import Surroundings
from plainview.evidence.models import Hold, Package
from plainview.evidence.small_map import BaseMap, Outline, Place
from plainview.stops import reporting
from plainview.terms.actor import Actor

_BASE_MAP: Final = Path(__file__).parent / "static" / "vendor" / "base-map.json"
_maker: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="packages")


def start(package: Package, *, actor: Actor) -> None:
    """Let a package that was asked for be made. The case's page shows how far it is."""
    _maker.submit(copy_context().run, _make, package.hold_id, package.pk, actor)


def around(placed: Hold, *, actor: Actor) -> Surroundings:
    """What the pages know and a package needs: the map, and the statement of each alert on its reads (I.4)."""
    enclosed = {}
    reads = [held.read_id for held in placed.reads.all()]
    for alert in alerts.of_reads(reads, viewer=actor):
        said = reporting.open_statement(alert.pk, "package", actor=actor, at=timezone.now())
        enclosed[f"statement-of-alert-{alert.pk}.txt"] = f"{said.text}\n".encode()
    return Surroundings(base=base_map(), agency=settings.AGENCY, enclosed=enclosed)


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


def _make(hold_id: UUID, package_id: UUID, actor: Actor) -> None:
    # What went wrong stands in the package's row and in the server's log.
    with contextlib.suppress(Exception):
        placed = queries.hold(hold_id)
        packages.build(package_id, lambda: around(placed, actor=actor), actor=actor, at=timezone.now())
    connections.close_all()
