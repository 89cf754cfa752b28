"""Searches that were run: what ties a result page and its photographs to the purpose under which they are seen."""

import uuid

from django.db import models


class Search(models.Model):
    """One search, made only after its entry stands in the log. `request` is what was asked, purpose included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    actor = models.CharField(max_length=128, db_index=True)
    run_at = models.DateTimeField(db_index=True)
    request = models.JSONField()

    def __str__(self) -> str:
        return f"search {self.pk}"
