"""What everybody may see of how long reads are kept: the proofs of deletion, as a page, as JSON and as signed notes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.audit.signing_key import signing_key
from plainview.policy import parameters
from plainview.policy.parameters import Limit
from plainview.retention import queries
from plainview.retention.models import Proof

_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Said:
    """What a proof says, read back from its own text."""

    proof: Proof
    days: tuple[tuple[date, int], ...]
    oldest: tuple[tuple[str, str], ...]
    preserved: int

    @property
    def total(self) -> int:
        return sum(count for _, count in self.days)


def proof_of_deletion(request: HttpRequest) -> HttpResponse:
    """The newest proof in words and bars, the earlier ones, and how to check them."""
    proofs = queries.proofs()
    newest = said_by(proofs[0]) if proofs else None
    at = timezone.now()
    context = {
        "agency": settings.AGENCY,
        "limit": parameters.retention(at.date()),
        "first_kept": parameters.first_day_kept(at),
        "newest": newest,
        "largest": max((count for _, count in newest.days), default=0) if newest else 0,
        "proofs": proofs,
        "key": signing_key().verifier,
    }
    return render(request, "transparency/deletion.html", context)


def as_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The same for a program: the limit in force and the last proofs, each with its signed note."""
    at = timezone.now()
    return JsonResponse(
        {"limit": _limit(parameters.retention(at.date())), "proofs": [_json(p) for p in queries.proofs()]}
    )


def note(request: HttpRequest, day: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The signed proof of a day, as `plainview-verify` reads it."""
    try:
        found = queries.proof(date.fromisoformat(day))
    except ValueError as trouble:
        raise Http404 from trouble
    if found is None:
        raise Http404
    answer = HttpResponse(found.note, content_type=_TEXT)
    answer["Content-Disposition"] = f'attachment; filename="proof-of-deletion-{found.day.isoformat()}.txt"'
    return answer


def said_by(proof: Proof) -> Said:
    """Read a proof back: what a page shows is what was signed."""
    lines = [line.split(" ") for line in proof.note.partition("\n\n")[0].splitlines()]
    days = [(date.fromisoformat(line[1]), int(line[2])) for line in lines if line[0] == "reads"]
    oldest = tuple((line[1], line[2]) for line in lines if line[0] == "oldest")
    preserved = next((int(line[1]) for line in lines if line[0] == "preserved"), 0)
    return Said(proof, tuple(sorted(days, reverse=True)), oldest, preserved)


def _limit(limit: Limit) -> dict[str, object]:
    return {"days": limit.days, "clause": limit.clause.id, "source": limit.source, "pack": limit.pack}


def _json(proof: Proof) -> dict[str, object]:
    said = said_by(proof)
    return {
        "day": proof.day.isoformat(),
        "taken_at": _moment(proof.taken_at),
        "overdue": proof.overdue,
        "reads_by_day": {day.isoformat(): count for day, count in said.days},
        "oldest": dict(said.oldest),
        "preserved": said.preserved,
        "note": proof.note,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
