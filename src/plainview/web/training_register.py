"""Who is trained, who lapses when; the import of training records and the withdrawal of certificates."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.accounts.models import Person
from plainview.accounts.permissions import Permission
from plainview.csv_files import HeaderRejected
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.training import actions, course, csv_format, imports, queries
from plainview.training.csv_format import FIELDS
from plainview.training.imports import ImportStopped, Plan
from plainview.training.models import Certificate
from plainview.training.queries import Standing
from plainview.web import csv_answers, training_drawing
from plainview.web import refusals as refused
from plainview.web.acting import actor, granted
from plainview.web.onward import onward
from plainview.web.training_drawing import Row
from plainview.web.typed import Typed

MAX_FILE_BYTES: Final = 512 * 1024
SHOWN: Final = 200
"""Lines of a preview, and faults, that a page shows."""
_ONE_DAY: Final = timedelta(days=1)
_SHOWS: Final = ("all", "lapsed", "soon", "certified")


@dataclass(frozen=True)
class Trained:
    """One person as the register draws them."""

    person: Person
    standing: Standing
    rows: list[Row]

    @property
    def state(self) -> str:
        return "lapsed" if self.standing.lapses else "soon" if self.standing.soon else "certified"

    @property
    def done(self) -> int:
        return len(self.rows) - len(self.standing.lapses)

    @property
    def due(self) -> list[Row]:
        return [row for row in self.rows if row.due]


def people(request: HttpRequest) -> HttpResponse:
    """Everybody with access, and until when their training stands."""
    everyone = _everyone()
    show = request.GET.get("show", "")
    show = show if show in _SHOWS else "all"
    counts = {each: sum(one.state == each for one in everyone) for each in _SHOWS[1:]} | {"all": len(everyone)}
    context = {
        "people": [each for each in everyone if show in {"all", each.state}],
        "show": show,
        "shows": [(each, counts[each]) for each in _SHOWS],
        "remind_days": course.current().terms.certificate.remind_days,
        "may_import": granted(request, Permission.TRAINING_CHANGE),
    }
    return render(request, "training/people.html", context)


def people_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The same as a file: one topic of one person a line."""
    header = ("name", "email", "badge", "role", "topic", "title", "state", "version", "earned_on", "counts_until")
    lines = [_cells(each, row) for each in _everyone() for row in each.rows]
    return csv_answers.answer("training.csv", header, lines)


def one_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person's topics and certificates."""
    found = next((each for each in _everyone() if each.person.pk == person_id), None)
    if found is None:
        raise Http404
    context = {"one": found, "certificates": queries.certificates(person_id)}
    return render(request, "training/person.html", context)


def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take a certificate back."""
    typed = Typed(request.POST, clauses.D_4)
    because = typed.text("because", longest=200)
    if not because and not typed.faults:
        typed.fault("because", "the reason is missing", "Say why the certificate is taken back.")
    if typed.faults:
        return refused.page(request, typed.with_faults(), status=422)
    try:
        taken = actions.withdraw(number, because=because, actor=actor(request), at=timezone.now())
    except Certificate.DoesNotExist as none:
        raise Http404 from none
    messages.success(request, f"Withdrawn. {taken.topic} no longer counts for {taken.person.name}.")
    return onward("certificate", number)


def import_records(request: HttpRequest) -> HttpResponse:
    """Look at a file of training records, then take it whole or not at all."""
    if request.method != "POST":
        return _draw_import(request)
    typed = Typed(request.POST, clauses.L)
    content = _content(request, typed)
    if content is None:
        return _draw_import(request, typed.with_faults())
    mapping = {field: typed.text(f"column-{field}", longest=200) for field in FIELDS}
    try:
        return _look_or_take(request, content, mapping)
    except HeaderRejected as trouble:
        typed.fault("file", str(trouble), "Name the columns below, or correct the file and choose it again.")
        return _draw_import(request, typed.with_faults(), content=content if trouble.columns else None)
    except PolicyRefusal as refusal:
        return _draw_import(request, refusal.refusals)


def _look_or_take(request: HttpRequest, content: bytes, mapping: dict[str, str]) -> HttpResponse:
    at, who = timezone.now(), actor(request)
    if request.POST.get("step") == "apply":
        try:
            done = imports.import_csv(content, mapping, actor=who, at=at)
        except ImportStopped:
            pass  # the look below names each bad line
        else:
            known = f" On record before: {done.known}." if done.known else ""
            messages.success(request, f"{len(done.lines)} certificates for {done.people} people.{known}")
            return onward("training-people")
    return _draw_import(request, content=content, plan=imports.plan(content, mapping, actor=who, at=at))


def _cells(each: Trained, row: Row) -> tuple[str, ...]:
    held, ends = row.state.held, row.state.ends
    return (
        each.person.name,
        each.person.email,
        each.person.badge,
        each.person.role,
        row.topic.clause,
        row.topic.title,
        row.words,
        str(held.version) if held else "",
        held.earned_on.isoformat() if held else "",
        (ends.on - _ONE_DAY).isoformat() if ends else "",
    )


def _everyone() -> list[Trained]:
    today = queries.local_day(timezone.now())
    return [Trained(each, stands, training_drawing.rows(stands)) for each, stands in queries.standings(today)]


def _content(request: HttpRequest, typed: Typed) -> bytes | None:
    """The file that was chosen, or the one that the preview carries along."""
    upload = request.FILES.get("file")
    if upload is not None:
        if upload.size is None or upload.size > MAX_FILE_BYTES:
            typed.fault("file", f"the file has over {MAX_FILE_BYTES // 1024} KB", "Import it on the server's console.")
            return None
        content: bytes = upload.read()
        return content
    try:
        carried = base64.b64decode(request.POST.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        carried = b""
    if not carried or len(carried) > MAX_FILE_BYTES:
        typed.fault("file", "no file is chosen", "Choose the CSV file.")
        return None
    return carried


def _draw_import(
    request: HttpRequest, refusals: Sequence[Refused] = (), *, content: bytes | None = None, plan: Plan | None = None
) -> HttpResponse:
    columns = csv_format.columns(content) if content is not None else ()
    found = csv_format.guessed(columns)
    context = {
        "refusals": refusals,
        "plan": plan,
        "lines": plan.lines[:SHOWN] if plan else (),
        "faults": plan.faults[:SHOWN] if plan else (),
        "carried": base64.b64encode(content).decode("ascii") if content is not None else "",
        "mapping": [
            (f"column-{field}", field, request.POST.get(f"column-{field}") or found.get(field, "")) for field in FIELDS
        ],
        "columns": [(name, name) for name in dict.fromkeys(columns) if name],
        "fields": FIELDS,
        "today": queries.local_day(timezone.now()).isoformat(),
        "file_help": f"At most {MAX_FILE_BYTES // 1024} KB; larger ones are imported on the server's console.",
    }
    bad = bool(refusals) or (plan is not None and bool(plan.faults))
    return render(request, "training/import.html", context, status=422 if bad else 200)
