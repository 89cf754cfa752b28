"""Sources of hot lists and the files that they bring."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from factories.devices import CONSOLE
from factories.entries import agreed
from plainview.hotlists import sources, versions
from plainview.hotlists.formats.kinds import Kind
from plainview.hotlists.models import Entry, Source, Version
from plainview.hotlists.receiving import Arrival
from plainview.terms.actor import job


def record(number: int, *, plate: str = "", kind: str = "V", colour: str = "BLU") -> str:
    plate = plate or f"AA{number:05}"
    return f"{kind}{number:09}CT000640020260102{plate:10}CT2027PC2018HONDCIV4D{colour}\n"


def source(**changed: object) -> Source:
    wanted = sources.wanted("NCIC", Kind.NCIC)
    made = sources.add(wanted, actor=CONSOLE, at=datetime.now(UTC))
    for name, value in changed.items():
        setattr(made, name, value)
    made.save()
    return made


def arrival(records: Sequence[str] | bytes, as_of: datetime | None = None) -> Arrival:
    content = records if isinstance(records, bytes) else "".join(records).encode()
    return Arrival(io.BytesIO(content), "upload", "feed.txt", as_of=as_of)


def brought(of: Source, records: Sequence[str] | bytes, *, at: datetime | None = None, keep: bool = False) -> Version:
    return versions.upload(of.pk, arrival(records), keep_good=keep, actor=CONSOLE, at=at or datetime.now(UTC))


def came(of: Source, records: Sequence[str], *, at: datetime | None = None) -> Version:
    """A file that came by itself."""
    return versions.deliver(of.pk, arrival(records), actor=job("clock"), at=at or datetime.now(UTC))


def in_force(of: Source, records: Sequence[str], *, at: datetime | None = None) -> Version:
    return agreed(brought(of, records, at=at))


def active() -> set[str]:
    return set(Entry.objects.filter(status=Entry.Status.ACTIVE).values_list("plate", flat=True))
