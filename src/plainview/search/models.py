"""Searches that were run: what ties a result page and its photographs to the purpose under which they are seen."""

import uuid

from django.db import models


class Search(models.Model):
    """One search, made only after its entry stands in the log. `request` is what was asked, purpose included.

    One that a second person must agree to has `waited` set; its results are seen only once it is approved, and
    `begun_at` says since when.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    actor = models.CharField(max_length=128, db_index=True)
    run_at = models.DateTimeField(db_index=True)
    request = models.JSONField()
    waited = models.BooleanField(default=False)
    begun_at = models.DateTimeField(null=True)
    most = models.IntegerField(null=True)
    """Results that may be shown, where a pack limited them when it was asked."""

    def __str__(self) -> str:
        return f"search {self.pk}"


class Document(models.Model):
    """What was attached for an exception, encrypted (documents/attached.py). It outlives the search, for audits."""

    search_id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=30)
    hash = models.BinaryField()
    """SHA-256 of the document, which the log holds too."""
    sealed = models.BinaryField()
    attached_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"document of search {self.search_id}"


class Saved(models.Model):
    """What a person looks for again and again. `parameters` is a request without purpose, offence, case or reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    actor = models.CharField(max_length=128)
    name = models.CharField(max_length=60)
    parameters = models.JSONField()
    saved_at = models.DateTimeField()
    used_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["actor", "name"], name="saved_once_a_name"),)

    def __str__(self) -> str:
        return f"saved search {self.pk}"
