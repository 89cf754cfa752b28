"""The keys of the cases, and the papers of their authority, under another master key."""

from plainview.archive.master_key import Change, named
from plainview.documents.attached import Belongs, resealed
from plainview.evidence.models import Hold, HoldDocument, HoldRequest


def rewrap(change: Change) -> tuple[int, int]:
    """Wrap and seal anew, in the caller's transaction; return how many holds in force and how many papers.

    Raises:
        Damaged: one is not under the old key.
    """
    # A hold that has ended has no key any more.
    holds = [hold for hold in Hold.objects.all() if hold.wrapped_key]
    for hold in holds:
        with named(f"the key of a hold of case {hold.case_number} ({hold.pk})"):
            hold.wrapped_key = change.rewrapped(bytes(hold.wrapped_key))
    Hold.objects.bulk_update(holds, ["wrapped_key"])
    papers = 0
    for paper in HoldDocument.objects.iterator(chunk_size=1):
        with named(f"the document of hold {paper.pk}"):
            paper.sealed = resealed(bytes(paper.sealed), Belongs.HOLD, paper.pk, change)
        paper.save(update_fields=["sealed"])
        papers += 1
    for asked in HoldRequest.objects.filter(paper_sealed__isnull=False).iterator(chunk_size=1):
        with named(f"the document of the request to hold {asked.pk}"):
            asked.paper_sealed = resealed(bytes(asked.paper_sealed or b""), Belongs.HOLD, asked.pk, change)
        asked.save(update_fields=["paper_sealed"])
        papers += 1
    return len(holds), papers
