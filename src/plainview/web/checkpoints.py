"""What the log shows to everybody: its checkpoints, its verifier key, and proofs that it only grew. No entry."""

import base64
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from plainview.audit import queries
from plainview.audit.signing_key import signing_key
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.web.whole_number import whole_number

COUNT: Final = 1_000
"""Checkpoints in one answer: with one every ten minutes, a week."""
_TEXT: Final = "text/plain; charset=utf-8"


@enforces(clauses.D_5)
def newest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The newest checkpoint, a C2SP signed note."""
    found = queries.newest_checkpoint()
    if found is None:
        raise Http404
    return HttpResponse(found.note, content_type=_TEXT)


def several(request: HttpRequest) -> HttpResponse:
    """Checkpoints of more than `after` entries, the smallest first, with a blank line between.

    Where there are more than fit one answer, its header `Link` leads on.
    """
    after = whole_number(request.GET.get("after", "")) or 0
    found = queries.checkpoints(after=after, count=COUNT + 1)
    response = HttpResponse("\n".join(each.note for each in found[:COUNT]), content_type=_TEXT)
    if len(found) > COUNT:
        response["Link"] = f'<{request.path}?after={found[COUNT - 1].size}>; rel="next"'
    return response


def key(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The verifier key. Whoever trusts it should have it from elsewhere too."""
    return HttpResponse(f"{signing_key().verifier}\n", content_type=_TEXT)


def consistency(request: HttpRequest, old: int, new: int) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The hashes that lead from one checkpoint to a later one (RFC 6962, 2.1.2), each in base64 on its line."""
    if queries.checkpoint(old) is None or queries.checkpoint(new) is None or old > new:
        raise Http404
    try:
        hashes = queries.consistency(old, new)
    except queries.EntryMissing as missing:
        raise Http404 from missing
    return HttpResponse("".join(f"{base64.b64encode(each).decode()}\n" for each in hashes), content_type=_TEXT)


def stamp(request: HttpRequest, size: int) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The time-stamp of a checkpoint (RFC 3161, DER), where one was asked for."""
    found = queries.checkpoint(size)
    if found is None or found.stamp is None:
        raise Http404
    return HttpResponse(bytes(found.stamp), content_type="application/timestamp-reply")
