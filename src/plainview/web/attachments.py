"""The document that comes with a search's form."""

from django.http import HttpRequest

from plainview.documents.attached import LARGEST, Attached, look_at
from plainview.policy import clauses
from plainview.policy.matters import Concern


def attached(request: HttpRequest) -> Attached | None:
    """The document that was sent, if one was; it counts only where the answer is civil immigration."""
    upload = request.FILES.get("document")
    if upload is None or request.POST.get("concern") != Concern.IMMIGRATION:
        return None
    return look_at(upload.name or "document", upload.read(LARGEST + 1), clauses.I_2)
