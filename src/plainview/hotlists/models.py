"""Hot lists and their entries."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from plainview.terms.entry import Handling, MatchBy, Priority
from plainview.terms.purpose import Purpose

PURPOSES = [(purpose.value, f"{purpose.value} {purpose.label}") for purpose in Purpose]
MATCH_BY = [(each.value, each.value) for each in MatchBy]
PRIORITIES = [(each.value, each.value) for each in Priority]
HANDLINGS = [(each.value, each.value) for each in Handling]


class HotList(models.Model):
    """A named list: imported from a source, or the department's own with entries made by hand (`manual`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100, unique=True)
    manual = models.BooleanField(default=False)
    simulated = models.BooleanField(default=False)
    imported_at = models.DateTimeField(null=True)
    imported_by = models.CharField(max_length=128, blank=True)

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One wanted vehicle. Only an entry that is ACTIVE and before its expiry can match a read."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "waiting for approval"
        APPROVED = "approved", "waiting for the CJIS check"
        ACTIVE = "active", "active"
        REFUSED = "refused", "refused"
        REMOVED = "removed", "removed"
        EXPIRED = "expired", "expired"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hot_list = models.ForeignKey(HotList, on_delete=models.PROTECT, related_name="entries")
    # The log's number of the change that last touched this row; the matching index asks for what is newer.
    revision = models.BigIntegerField(db_index=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    # Canonical; of a pattern with its ? and *; empty where the vehicle is known by its description alone.
    plate = models.CharField(max_length=10, blank=True)
    folded = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=2)
    colour = models.CharField(max_length=30, blank=True)
    make = models.CharField(max_length=30, blank=True)
    model = models.CharField(max_length=30, blank=True)
    year = models.CharField(max_length=4, blank=True)
    body = models.CharField(max_length=30, blank=True)
    # NCIC's two letters for the kind of plate (LIT), such as PC for a passenger car or MC for a motorcycle.
    plate_type = models.CharField(max_length=2, blank=True)
    record_type = models.CharField(max_length=32, blank=True)
    # What the source calls it: an NIC number, or the id that another system sent with it.
    source_id = models.CharField(max_length=40, blank=True)
    match_by = models.CharField(max_length=12, choices=MATCH_BY, default=MatchBy.PLATE)
    priority = models.CharField(max_length=8, choices=PRIORITIES, default=Priority.HIGH)
    handling = models.CharField(max_length=24, choices=HANDLINGS, default=Handling.STOP)
    # The people who are alerted; nobody named means everybody who sees alerts.
    audience = ArrayField(models.UUIDField(), default=list, blank=True)
    # Nobody but its audience sees that the entry exists, and its alerts make no sound.
    covert = models.BooleanField(default=False)
    offence = models.CharField(max_length=100)
    purpose = models.CharField(max_length=8, choices=PURPOSES)
    case_number = models.CharField(max_length=40)
    originating_agency = models.CharField(max_length=9, blank=True)
    officer = models.CharField(max_length=100)
    suspicion = models.CharField(max_length=500, blank=True)
    caution = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=128, blank=True)
    verified_by = models.CharField(max_length=128, blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_source = models.CharField(max_length=100, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-entered_at",)
        indexes = (
            models.Index(fields=["status", "expires_at"], name="entry_expiry"),
            # A batch that comes while millions of entries are loaded asks for its own plates alone.
            models.Index(fields=["folded"], name="entry_folded", condition=models.Q(status="active")),
        )

    def __str__(self) -> str:
        return f"entry {self.pk}"

    @property
    def vehicle(self) -> str:
        """The description in one line, as an officer would say it."""
        return " ".join(part for part in (self.year, self.colour, self.make, self.model) if part)
