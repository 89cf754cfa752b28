"""Hot lists: what is wanted, and the import of a list."""

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.accounts.permissions import Permission
from plainview.csv_files import HeaderRejected
from plainview.hotlists import csv_format, imports, queries
from plainview.hotlists.imports import ImportStopped
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web.acting import actor, granted
from plainview.web.entries import DEFAULT_PERIOD
from plainview.web.onward import onward
from plainview.web.typed import Typed

MAX_FILE_BYTES: Final = 32 * 1024 * 1024
FAULTS_SHOWN: Final = 200


def overview(request: HttpRequest) -> HttpResponse:
    """The lists with their age."""
    context = {"lists": queries.lists(), "may_import": granted(request, Permission.LISTS_IMPORT)}
    return render(request, "hotlists/overview.html", context)


def import_list(request: HttpRequest) -> HttpResponse:
    """Replace a list by a file. A file with bad lines changes nothing until somebody says to keep the good ones."""
    if request.method != "POST":
        return _draw_import(request)
    typed = Typed(request.POST, clauses.E_B)
    name, content = typed.text("name", longest=100), _content(request, typed)
    if not name and not typed.faults:
        typed.fault("name", "the list's name is missing", "Enter the name under which its alerts appear.")
    if typed.faults or content is None:
        return _draw_import(request, typed.with_faults())
    keep_good = typed.checked("keep_good")
    try:
        done = imports.import_csv(name, content, keep_good=keep_good, actor=actor(request), at=timezone.now())
    except HeaderRejected as trouble:
        typed.fault("file", str(trouble), "Correct the file and choose it again.")
        return _draw_import(request, typed.with_faults())
    except ImportStopped as stopped:
        return _draw_import(request, stopped=stopped)
    except PolicyRefusal as refusal:
        return _draw_import(request, refusal.refusals)
    messages.success(request, _said(name, done))
    return onward("hotlists")


def _draw_import(
    request: HttpRequest, refusals: Sequence[Refused] = (), stopped: ImportStopped | None = None
) -> HttpResponse:
    context = {
        "refusals": refusals,
        "stopped": stopped,
        "faults": stopped.faults[:FAULTS_SHOWN] if stopped else (),
        "names": [hot_list.name for hot_list in queries.lists() if not hot_list.manual],
        "required": csv_format.REQUIRED,
        "optional": csv_format.OPTIONAL,
        "file_help": f"At most {MAX_FILE_BYTES // 1024**2} MB; larger ones are imported on the server's console.",
        "sample_expiry": (timezone.now() + DEFAULT_PERIOD).date().isoformat() + "T00:00-05:00",
        "values": request.POST.dict(),
    }
    return render(request, "hotlists/import.html", context, status=422 if refusals or stopped else 200)


def _content(request: HttpRequest, typed: Typed) -> bytes | None:
    upload = request.FILES.get("file")
    if upload is None:
        typed.fault("file", "no file is chosen", "Choose the list's CSV file.")
        return None
    if upload.size is None or upload.size > MAX_FILE_BYTES:
        typed.fault("file", f"the file has over {MAX_FILE_BYTES // 1024**2} MB", "Import it on the server's console.")
        return None
    content: bytes = upload.read()
    return content


def _said(name: str, done: imports.Imported) -> str:
    expired = f" Expired and left out: {done.expired:,}." if done.expired else ""
    bad = f" Bad lines left out: {len(done.faults):,}." if done.faults else ""
    return f"{name} is imported. Active entries: {done.entries:,}; before: {done.replaced:,}.{expired}{bad}"
