"""The settings of a source: what its codes mean, what it may send unseen, and how its files come."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview import configuration
from plainview.hotlists import sources
from plainview.hotlists.formats.fields import FIELDS
from plainview.hotlists.formats.kinds import Kind, record_types
from plainview.hotlists.models import Source
from plainview.hotlists.sources import Wanted
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.terms.purpose import Purpose
from plainview.web import hotlists
from plainview.web.acting import actor
from plainview.web.choices import PURPOSES
from plainview.web.onward import onward
from plainview.web.typed import Typed

KINDS: Final = (
    (Kind.NCIC.value, "NCIC extract, fixed width"),
    (Kind.COLLECT.value, "COLLECT motor vehicles, fixed width"),
    (Kind.CSV.value, "CSV with a line of names"),
    (Kind.JSON.value, "JSON, by the API"),
)
_FIXED: Final = ("state", "offence", "purpose")
_NUMBERS: Final = ("entry_days", "shrink_percent", "grow_percent", "bad_percent", "stale_hours")


def add(request: HttpRequest) -> HttpResponse:
    """A new source with its list, which is empty until a second person agrees to its first file."""
    kind = _kind(request.POST.get("kind", Kind.NCIC.value))
    if request.method != "POST":
        return _draw(request, _values(sources.wanted("", kind)), None)
    typed = Typed(request.POST, clauses.E_B)
    name, simulated = typed.text("name", longest=100), typed.checked("simulated")
    if typed.faults:
        return _draw(request, request.POST.dict(), None, typed.with_faults())
    try:
        source = sources.add(sources.wanted(name, kind, simulated=simulated), actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, request.POST.dict(), None, refusal.refusals)
    messages.success(request, "Added. Nothing of it alerts until a second person agrees to its first file.")
    return onward("hotlist", source.pk)


def settings(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """What stands in a source's settings, and their change."""
    source = hotlists.fresh(source_id).source
    if request.method != "POST":
        return _draw(request, _values(_wanted(source)), source)
    typed = Typed(request.POST, clauses.E_B)
    wanted = _typed(typed, source)
    if typed.faults:
        return _draw(request, request.POST.dict(), source, typed.with_faults())
    try:
        changed = sources.change(source_id, wanted, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, request.POST.dict(), source, refusal.refusals)
    look = " A second person looks at its next file." if changed.second_look else ""
    messages.success(request, f"The settings are kept.{look}")
    return onward("hotlist", source_id)


def make_token(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """A new token, shown once."""
    hotlists.fresh(source_id)
    token = sources.make_token(source_id, actor=actor(request), at=timezone.now())
    return hotlists.draw(request, source_id, token=token)


def end_token(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Let the token open nothing any more."""
    hotlists.fresh(source_id)
    sources.end_token(source_id, actor=actor(request), at=timezone.now())
    messages.success(request, "The token opens nothing any more.")
    return onward("hotlist", source_id)


def _kind(text: str) -> Kind:
    return Kind(text) if text in set(Kind) else Kind.CSV


def _wanted(source: Source) -> Wanted:
    known = sources.settings_of(source)
    return Wanted(
        source.hot_list.name,
        Kind(source.kind),
        known.purposes,
        known.columns,
        known.fixed,
        simulated=source.hot_list.simulated,
        folder=source.folder,
        **{name: getattr(source, name) for name in _NUMBERS},
    )


def _values(wanted: Wanted) -> dict[str, object]:
    """The settings as the form names them."""
    values: dict[str, object] = {name: getattr(wanted, name) for name in (*_NUMBERS, "name", "folder", "simulated")}
    values["kind"] = wanted.kind.value
    values |= {f"purpose-{code}": str(purpose) for code, purpose in wanted.purposes.items()}
    values |= {f"column-{field}": column for field, column in wanted.columns.items()}
    return values | {f"fixed-{field}": text for field, text in wanted.fixed.items()}


def _typed(typed: Typed, source: Source) -> Wanted:
    known = _wanted(source)
    sent = {code: typed.text(f"purpose-{code}", longest=8) for code in record_types(known.kind)}
    fixed = {field: typed.text(f"fixed-{field}", longest=100) for field in _FIXED}
    columns = {field: typed.text(f"column-{field}", longest=200) for field in FIELDS}
    purposes = {code: Purpose(text) for code, text in sent.items() if text in set(Purpose)}
    csv = known.kind in {Kind.CSV, Kind.JSON}
    return Wanted(
        known.name,
        known.kind,
        known.purposes if csv else purposes,
        {field: column for field, column in columns.items() if column} if known.kind is Kind.CSV else {},
        {field: text for field, text in fixed.items() if text} if csv else {},
        entry_days=_number(typed, "entry_days") if typed.text("entry_days", longest=4) else None,
        shrink_percent=_number(typed, "shrink_percent"),
        grow_percent=_number(typed, "grow_percent"),
        bad_percent=_number(typed, "bad_percent"),
        stale_hours=_number(typed, "stale_hours"),
        folder=typed.text("folder", longest=40),
        simulated=typed.checked("simulated") or known.simulated,
    )


def _number(typed: Typed, name: str) -> int:
    text = typed.text(name, longest=4)
    if text.isascii() and text.isdecimal():
        return int(text)
    typed.fault(name, "this is no whole number", "Enter digits alone.")
    return 0


def _draw(
    request: HttpRequest, values: Mapping[str, object], source: Source | None, refusals: Sequence[Refused] = ()
) -> HttpResponse:
    kind = Kind(source.kind) if source is not None else None
    context = {
        "source": source,
        "values": values,
        "kinds": KINDS,
        "purposes": PURPOSES,
        "types": [
            (f"purpose-{code}", code, words, values.get(f"purpose-{code}", ""))
            for code, (words, _) in (record_types(kind) if kind else {}).items()
        ],
        "has_fields": kind in {Kind.CSV, Kind.JSON},
        "fixed": [(f"fixed-{field}", field.capitalize(), values.get(f"fixed-{field}", "")) for field in _FIXED],
        "columns": [
            (f"column-{field}", field.replace("_", " ").capitalize(), values.get(f"column-{field}", ""))
            for field in FIELDS
        ]
        if kind is Kind.CSV
        else [],
        "drop": configuration.drop_folder(),
        "refusals": refusals,
    }
    return render(request, "hotlists/settings.html", context, status=422 if refusals else 200)
