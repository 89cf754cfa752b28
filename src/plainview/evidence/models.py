"""Holds, and the reads that a hold saved from the purge."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Hold(models.Model):
    """A case's claim on some reads. Its key opens what was copied for it; without holds that key is never used."""

    class Matter(models.TextChoices):
        CRIMINAL = "criminal", "Criminal"
        ADMINISTRATIVE = "administrative", "Administrative"
        CIVIL = "civil", "Civil"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_number = models.CharField(max_length=40)
    matter = models.CharField(max_length=16, choices=Matter.choices)
    reason = models.CharField(max_length=500)
    placed_by = models.CharField(max_length=128)
    placed_by_name = models.CharField(max_length=100)
    placed_at = models.DateTimeField()
    wrapped_key = models.BinaryField()
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=100, blank=True)
    released_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-placed_at",)

    def __str__(self) -> str:
        return f"hold {self.case_number}"


class HeldRead(models.Model):
    """One read under a hold. After the purge its content stands here, `preserved_at` says since when."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="reads")
    read_id = models.UUIDField(db_index=True)
    plate = models.CharField(max_length=10)
    captured_at = models.DateTimeField()
    preserved_at = models.DateTimeField(null=True)
    content = models.JSONField(null=True)
    pack = models.UUIDField(null=True)
    photograph_span = ArrayField(models.IntegerField(), null=True)
    photograph_hash = models.BinaryField(null=True)
    crop_span = ArrayField(models.IntegerField(), null=True)
    crop_hash = models.BinaryField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["hold", "read_id"], name="held_once"),)

    def __str__(self) -> str:
        return f"held read {self.read_id}"
