"""Batches that were acknowledged, so that a repeat gets the answer that it got the first time."""

from django.db import models


class Batch(models.Model):
    """One acknowledged batch. Holds counts and a digest, never a plate."""

    id = models.UUIDField(primary_key=True)
    camera_id = models.UUIDField()
    digest = models.BinaryField()
    received_at = models.DateTimeField()
    accepted = models.IntegerField(default=0)
    repeated = models.IntegerField(default=0)
    hits = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"batch {self.id}"
