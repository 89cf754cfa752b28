"""A file that a person brings for a source: looked at first, its columns named, then taken in."""

import base64
import binascii
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plainview.csv_files import Fault
from plainview.hotlists import sources, versions
from plainview.hotlists.formats import columns
from plainview.hotlists.formats.fields import OPTIONAL, REQUIRED
from plainview.hotlists.formats.kinds import Kind, parse
from plainview.hotlists.formats.line import FileRefused, KeptOut, Line, Settings
from plainview.hotlists.formats.reading import Lines
from plainview.hotlists.models import Source, Version
from plainview.hotlists.receiving import Arrival
from plainview.hotlists.versions import ImportStopped
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.web import hotlists
from plainview.web.acting import actor
from plainview.web.onward import onward
from plainview.web.typed import Typed

LARGEST: Final = 32 * 1024 * 1024
CARRIED: Final = 2 * 1024 * 1024
"""Bytes of a file that the page carries from the look to the import; a larger one is chosen once more."""
_LOOKED_AT: Final = 5_000
_SHOWN: Final = 5
_FAULTS_SHOWN: Final = 20


@dataclass(frozen=True)
class Look:
    """What a file would be. `stops` says that its bad lines or its header stop it."""

    lines: tuple[Line, ...] = ()
    faults: tuple[Fault, ...] = ()
    good: int = 0
    bad: int = 0
    kept_out: int = 0
    more: bool = False
    trouble: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    mapping: tuple[tuple[str, str, str, bool], ...] = ()
    carried: str = ""
    name: str = ""

    @property
    def stops(self) -> bool:
        return bool(self.trouble or self.bad)


def upload(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Look at a file, keep the names of its columns, or take it in."""
    source, typed = hotlists.fresh(source_id).source, Typed(request.POST, clauses.E_B)
    content, name = _content(request, typed)
    as_of = typed.when("as_of", ZoneInfo(settings.DISPLAY_ZONE)) if request.POST.get("as_of") else None
    if typed.faults or content is None:
        return hotlists.draw(request, source_id, typed.with_faults())
    chosen = _chosen(source, typed)
    if request.POST.get("step") != "import":
        return hotlists.draw(request, source_id, look=_look(source, content, name, chosen))
    arrival = Arrival(BytesIO(content), "upload", name, as_of=as_of)
    try:
        if chosen != source.columns:
            sources.name_columns(source_id, chosen, actor=actor(request), at=timezone.now())
        version = versions.upload(
            source_id, arrival, keep_good=typed.checked("keep_good"), actor=actor(request), at=timezone.now()
        )
    except FileRefused as refused:
        typed.fault("file", str(refused), "Nothing was changed.")
        return hotlists.draw(request, source_id, typed.with_faults())
    except ImportStopped:
        return hotlists.draw(request, source_id, look=_look(source, content, name, chosen))
    except PolicyRefusal as refusal:
        return hotlists.draw(request, source_id, refusal.refusals)
    _say(request, version)
    return onward("hotlist", source_id)


def _look(source: Source, content: bytes, name: str, chosen: dict[str, str]) -> Look:
    known = sources.settings_of(source)
    parsed = parse(
        Kind(source.kind),
        BytesIO(content),
        Settings(known.purposes, chosen, known.fixed),
        ends=source.entry_days is None,
    )
    names, trouble = _names(source, content), ""
    some: list[object] = []
    try:
        some.extend(islice(parsed, _LOOKED_AT))
    except FileRefused as refused:
        trouble = str(refused)
    good = [each for each in some if isinstance(each, Line)]
    bad = [each for each in some if isinstance(each, Fault)]
    mapped = columns.guessed(names) | {field: column for field, column in chosen.items() if column}
    return Look(
        lines=tuple(good[:_SHOWN]),
        faults=tuple(bad[:_FAULTS_SHOWN]),
        good=len(good),
        bad=len(bad),
        kept_out=sum(isinstance(each, KeptOut) for each in some),
        more=len(some) == _LOOKED_AT,
        trouble=trouble,
        columns=tuple((each, each) for each in dict.fromkeys(names) if each),
        mapping=tuple(
            (f"column-{field}", _said(field), mapped.get(field, ""), field in REQUIRED)
            for field in (*REQUIRED, *OPTIONAL)
        )
        if names
        else (),
        carried=base64.b64encode(content).decode("ascii") if len(content) <= CARRIED else "",
        name=name,
    )


def _names(source: Source, content: bytes) -> tuple[str, ...]:
    if source.kind != Kind.CSV:
        return ()
    try:
        return columns.header(Lines(BytesIO(content)))
    except FileRefused:
        return ()


def _chosen(source: Source, typed: Typed) -> dict[str, str]:
    """The columns as the form has them; where it has none, those that the source keeps."""
    sent = {field: typed.text(f"column-{field}", longest=200) for field in (*REQUIRED, *OPTIONAL)}
    named = {field: column for field, column in sent.items() if column}
    return named or dict(source.columns)


def _content(request: HttpRequest, typed: Typed) -> tuple[bytes | None, str]:
    """The file that was chosen, or the one that the look carries along."""
    upload = request.FILES.get("file")
    if upload is not None:
        if upload.size is None or upload.size > LARGEST:
            typed.fault("file", f"the file has over {LARGEST // 1024**2} MB", "Put it into the source's drop folder.")
            return None, ""
        return upload.read(), str(upload.name)
    try:
        carried = base64.b64decode(request.POST.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        carried = b""
    if not carried or len(carried) > CARRIED:
        typed.fault("file", "no file is chosen", "Choose the list's file.")
        return None, ""
    return carried, typed.text("name", longest=200)


def _say(request: HttpRequest, version: Version) -> None:
    if version.status == Version.Status.WAITING:
        messages.warning(request, f"Version {version.number} waits for a second person.")
        return
    messages.success(
        request,
        f"Version {version.number} is in force: {version.entries:,} entries, {version.added:,} added,"
        f" {version.changed:,} changed, {version.removed:,} removed.",
    )


def _said(field: str) -> str:
    return field.replace("_", " ").capitalize()
