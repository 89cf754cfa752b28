"""Holds, the reads that a hold saved from the purge, its documents, and the packages that were made of it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from plainview.terms.matter import Authority, Matter


class Hold(models.Model):
    """A case's claim on some reads. Its key opens what was copied for it; without holds that key is never used.

    `placed_by` is the supervisor who decided it, `asked_by_name` who asked for it, where somebody did. `waiver_office`
    is empty unless an office named in I.4 authorised that reports need not say that ALPR data was used.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_number = models.CharField(max_length=40, db_index=True)
    matter = models.CharField(max_length=16, choices=[(each.value, each.value.title()) for each in Matter])
    authority = models.CharField(
        max_length=16, choices=[(each.value, each.label) for each in Authority], default=Authority.SUPERVISOR
    )
    reference = models.CharField(max_length=80, blank=True)
    active = models.BooleanField(default=False)
    scope = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500)
    search_id = models.UUIDField(null=True)
    request_id = models.UUIDField(null=True)
    asked_by_name = models.CharField(max_length=128, blank=True)
    placed_by = models.CharField(max_length=128)
    placed_by_name = models.CharField(max_length=100)
    placed_at = models.DateTimeField()
    review_on = models.DateField(db_index=True)
    reviewed_by = models.CharField(max_length=100, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    waiver_office = models.CharField(max_length=32, blank=True)
    waiver_reference = models.CharField(max_length=200, blank=True)
    waiver_by = models.CharField(max_length=100, blank=True)
    waiver_at = models.DateTimeField(null=True)
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


class HoldDocument(models.Model):
    """The paper of a hold's authority, encrypted (`documents/attached.py`). It outlives the hold, as its row does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=30)
    hash = models.BinaryField()
    """SHA-256 of the document, which the log holds too."""
    sealed = models.BinaryField()
    attached_by = models.CharField(max_length=100)
    attached_at = models.DateTimeField()

    class Meta:
        ordering = ("attached_at",)

    def __str__(self) -> str:
        return f"document of hold {self.hold_id}"


class Package(models.Model):
    """A package of a case. `done` of `reads` are in it; once `made_at` is set it lies sealed under the hold's key.

    `manifest` is the SHA-256 of its tag manifest, `hash` that of the ZIP file. `span` is null but for a package of
    before, which was sealed in one piece.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="packages")
    reason = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    reads = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    failed = models.BooleanField(default=False)
    made_at = models.DateTimeField(null=True)
    pack = models.UUIDField(null=True)
    span = ArrayField(models.IntegerField(), null=True)
    hash = models.BinaryField(null=True)
    manifest = models.BinaryField(null=True)
    size = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"package {self.pk}"


class HoldRequest(models.Model):
    """What somebody asks a supervisor to hold. It keeps nothing: its reads go with their day.

    Its plates are deleted with its end, and so is its paper, of which a hold that came of it has its own.
    """

    class Ending(models.TextChoices):
        HELD = "held", "held"
        REFUSED = "refused", "refused"
        TAKEN_BACK = "taken back", "taken back"
        TOO_LATE = "too late", "too late: the purge came first"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    approval_id = models.UUIDField(unique=True)
    case_number = models.CharField(max_length=40)
    matter = models.CharField(max_length=16, choices=[(each.value, each.value.title()) for each in Matter])
    authority = models.CharField(max_length=16, choices=[(each.value, each.label) for each in Authority])
    reference = models.CharField(max_length=80, blank=True)
    active = models.BooleanField(default=False)
    scope = models.CharField(max_length=500)
    reason = models.CharField(max_length=500)
    review_on = models.DateField()
    search_id = models.UUIDField(null=True)
    alert_id = models.UUIDField(null=True, db_index=True)
    asked_by = models.CharField(max_length=128, db_index=True)
    asked_by_name = models.CharField(max_length=128)
    asked_at = models.DateTimeField()
    read_count = models.PositiveIntegerField()
    paper_name = models.CharField(max_length=100, blank=True)
    paper_type = models.CharField(max_length=30, blank=True)
    paper_hash = models.BinaryField(null=True)
    paper_sealed = models.BinaryField(null=True)
    ending = models.CharField(max_length=16, choices=Ending.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"request to hold for {self.case_number}"


class RequestedRead(models.Model):
    """One read that a request names, for as long as both are there."""

    request = models.ForeignKey(HoldRequest, on_delete=models.CASCADE, related_name="reads")
    read_id = models.UUIDField()
    plate = models.CharField(max_length=10)
    captured_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["request", "read_id"], name="requested_once"),)

    def __str__(self) -> str:
        return f"requested read {self.read_id}"
