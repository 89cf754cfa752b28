"""A file becomes a version: its digest and its time, its lines read, counted and compared with what is there.

Whoever calls is in one transaction and holds the lock of the source.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Final
from uuid import UUID

from plainview.hotlists import incoming, merging
from plainview.hotlists.formats.kinds import Kind, parse, said_time
from plainview.hotlists.formats.line import FileRefused
from plainview.hotlists.incoming import Tally
from plainview.hotlists.merging import Difference
from plainview.hotlists.models import Source, Version
from plainview.hotlists.sources import settings_of
from plainview.terms.actor import Actor

FOR_EVER: Final = timedelta(days=36_500)
_PIECE: Final = 1024 * 1024
_AHEAD: Final = timedelta(hours=1)
"""How far a source's clock may be ahead of ours."""


@dataclass(frozen=True)
class Arrival:
    """A file that came. `file` is read from its beginning; `as_of` is the time that whoever brings it says.

    `modified` is the file's own, which counts where neither they nor the file itself say one.
    """

    file: BinaryIO
    way: str
    name: str = ""
    as_of: datetime | None = None
    modified: datetime | None = None


def locked(source_id: UUID) -> Source:
    """The source, held still until the transaction ends."""
    source: Source = Source.objects.select_for_update(of=("self",)).select_related("hot_list").get(pk=source_id)
    return source


def numbered(source: Source, way: str, actor: Actor, as_of: datetime, at: datetime) -> Version:
    """The next version of a source, without content yet."""
    newest = Version.objects.filter(source=source).first()
    number = newest.number + 1 if newest else 1
    return Version(source=source, number=number, way=way, as_of=as_of, received_at=at, received_by=actor.name)


def begun(source: Source, arrival: Arrival, actor: Actor, at: datetime) -> Version:
    """The next version, with the digest and the time of the file.

    Raises:
        FileRefused: the file is of a time that lies ahead.
    """
    digest = hashlib.sha256()
    while piece := arrival.file.read(_PIECE):
        digest.update(piece)
    arrival.file.seek(0)
    as_of = arrival.as_of or said_time(Kind(source.kind), arrival.file) or arrival.modified or at
    arrival.file.seek(0)
    if as_of > at + _AHEAD:
        raise FileRefused(f"the file is of {said(as_of)}, which lies ahead; set the source's clock")
    version = numbered(source, arrival.way, actor, min(as_of, at), at)
    version.file_name, version.digest = arrival.name[:200], digest.hexdigest()
    return version


def read(source: Source, arrival: Arrival, *, at: datetime) -> Tally:
    """The file's lines, in the table of incoming ones.

    Raises:
        FileRefused: there is no record in it.
    """
    ends = at + (timedelta(days=source.entry_days) if source.entry_days is not None else FOR_EVER)
    parsed = parse(Kind(source.kind), arrival.file, settings_of(source), ends=source.entry_days is None)
    tally = incoming.fill(parsed, ends=ends, at=at)
    if not tally.lines:
        raise FileRefused("the file has no record; ask its source to send it again")
    return tally


def counted(version: Version, tally: Tally) -> Difference:
    """Note what was read on the version, and how it differs from the list."""
    version.lines, version.bad, version.kept_out = tally.lines, tally.bad, tally.kept_out
    version.repeated, version.expired, version.ended_here = tally.repeated, tally.expired, tally.ended_here
    version.faults = [list(asdict(fault).values()) for fault in sorted(tally.faults, key=lambda each: each.line)]
    return compared(version)


def compared(version: Version) -> Difference:
    """Note how the incoming lines differ from the list."""
    found = merging.compare(version.source.hot_list_id)
    version.added, version.changed, version.removed = found.added, found.changed, found.removed
    version.entries = incoming.count()
    version.before = version.entries - found.added + found.removed
    return found


def said(moment: datetime) -> str:
    """A moment as the refusals say it."""
    return moment.strftime("%Y-%m-%d %H:%M UTC")
