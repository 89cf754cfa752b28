"""Stored reads, a partition a day, and the key of each day's pictures."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Day(models.Model):
    """A day of UTC that has a partition. Its key is wrapped by the master key and destroyed with the day."""

    day = models.DateField(primary_key=True)
    wrapped_key = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.day.isoformat()


class Read(models.Model):
    """One read. The table is made by hand in the migration, because Django does not write partitions.

    The plate leads the primary key: it is the column by which reads are distributed when one machine is not enough,
    and the index that answers "where was this plate".
    """

    pk = models.CompositePrimaryKey("plate", "captured_at", "id")
    plate = models.TextField()
    captured_at = models.DateTimeField()
    id = models.UUIDField()
    folded = models.TextField()
    raw = models.TextField()
    state = models.TextField(null=True)  # noqa: DJ001 - null: the engine could not say
    state_confidence = models.FloatField(null=True)
    confidence = models.FloatField()
    quality = models.FloatField(null=True)
    characters = models.JSONField()
    box = ArrayField(models.IntegerField())
    engine = models.TextField()
    camera_id = models.UUIDField()
    batch_id = models.UUIDField()
    received_at = models.DateTimeField()
    pack = models.UUIDField()
    photograph_span = ArrayField(models.IntegerField())
    photograph_hash = models.BinaryField()
    crop_span = ArrayField(models.IntegerField())
    crop_hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "archive_read"

    def __str__(self) -> str:
        return f"read {self.id}"
