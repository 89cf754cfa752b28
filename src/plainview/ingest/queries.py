"""Looks at what was acknowledged."""

from datetime import date

from django.db.models import Min

from plainview.ingest.models import Batch


def oldest_day() -> date | None:
    """The day (UTC) of the oldest answer that is still there."""
    found = Batch.objects.aggregate(oldest=Min("received_at"))["oldest"]
    return None if found is None else found.date()
