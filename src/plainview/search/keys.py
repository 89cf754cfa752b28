"""The documents of searches under another master key."""

from plainview.archive.master_key import Change, named
from plainview.documents.attached import Belongs, resealed
from plainview.search.models import Document


def rewrap(change: Change) -> int:
    """Seal anew, in the caller's transaction; return how many.

    Raises:
        Damaged: one is not under the old key.
    """
    count = 0
    for document in Document.objects.iterator(chunk_size=1):
        with named(f"the document of search {document.search_id}"):
            document.sealed = resealed(bytes(document.sealed), Belongs.SEARCH, document.search_id, change)
        document.save(update_fields=["sealed"])
        count += 1
    return count
