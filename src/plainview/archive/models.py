"""Stored reads, a partition a day, and the key of each day's pictures."""

from functools import cached_property
from typing import Any

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.db import models

from plainview.archive.detail import Detail, decode
from plainview.terms.vehicle import StatedVehicle


class Day(models.Model):
    """A day of UTC that has a partition. Its key is wrapped by the master key and destroyed with the day.

    Since it was closed, its plates stand in a dictionary of their own.
    """

    day = models.DateField(primary_key=True)
    wrapped_key = models.BinaryField()
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.day.isoformat()


class Read(models.Model):
    """One read with what its delivery says of it: a row of the view `archive_stored`, which the migration makes.

    `confidence` is that of the whole plate, kept to a hundredth of a percent; those in `characters`, of the state and
    of the quality are kept to half a percent. `place` is where the pictures lie in the pack.
    """

    pk = models.CompositePrimaryKey("plate", "captured_at", "id")
    plate = models.TextField()
    captured_at = models.DateTimeField()
    id = models.UUIDField()
    folded = models.TextField()
    raw = models.TextField()
    state = models.TextField(null=True)  # noqa: DJ001 - null: the engine could not say
    confidence = models.FloatField()
    detail = models.BinaryField()
    camera_id = models.UUIDField()
    batch_id = models.UUIDField()
    received_at = models.DateTimeField()
    engine = models.TextField()
    pack = models.UUIDField()
    place = models.IntegerField()
    photograph_hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "archive_stored"

    def __str__(self) -> str:
        return f"read {self.id}"

    @cached_property
    def _said(self) -> Detail:
        return decode(bytes(self.detail), self.plate)

    @property
    def box(self) -> list[int]:
        """x, y, width, height of the plate in the photograph, in pixels."""
        return list(self._said.box)

    @property
    def characters(self) -> list[dict[str, Any]]:
        """Each character with its confidence and its alternates, as `terms.read.Character` has them."""
        found: list[dict[str, Any]] = msgspec.json.decode(msgspec.json.encode(self._said.characters))
        return found

    @property
    def state_confidence(self) -> float | None:
        return self._said.state_confidence

    @property
    def quality(self) -> float | None:
        return self._said.quality

    @property
    def frames(self) -> int | None:
        """How many pictures of the vehicle agreed on the plate; None where nobody counted."""
        return self._said.frames

    @property
    def vehicle(self) -> StatedVehicle | None:
        """What was stated of the vehicle, each certainty to half a percent; None where nothing was."""
        return self._said.vehicle


class Earlier(models.Model):
    """Where the pictures of a read lie that was stored by the layout before this one. Goes with the read's day."""

    pk = models.CompositePrimaryKey("id", "captured_at")
    id = models.UUIDField()
    captured_at = models.DateTimeField()
    photograph_span = ArrayField(models.IntegerField())
    crop_span = ArrayField(models.IntegerField())
    crop_hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "archive_earlier"

    def __str__(self) -> str:
        return f"pictures of read {self.id}"
