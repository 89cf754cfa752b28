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
    # Descriptors that were looked for and are not known; a name that is neither here nor stated was not looked for.
    unknown = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    # In force before approval and check. `expires_at` is then the deadline of both, `asked_until` what was asked for.
    fast_lane = models.BooleanField(default=False)
    asked_until = models.DateTimeField(null=True)
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
    # Of an entry made by hand: when a supervisor said yes.
    approved_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=128, blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_source = models.CharField(max_length=100, blank=True)
    # When its proposer was reminded that it is about to expire.
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-entered_at",)
        indexes = (
            models.Index(fields=["status", "expires_at"], name="entry_expiry"),
            # The badge of a person: asked on each page, and never a walk through a national list.
            models.Index(
                fields=["proposed_by"],
                name="entry_reminded",
                condition=models.Q(reminded_at__isnull=False, ended_at=None),
            ),
            # A batch that comes while millions of entries are loaded asks for its own plates alone.
            models.Index(fields=["folded"], name="entry_folded", condition=models.Q(status="active")),
        )

    def __str__(self) -> str:
        return f"entry {self.pk}"

    @property
    def vehicle(self) -> str:
        """The description in one line, as an officer would say it."""
        return " ".join(part for part in (self.year, self.colour, self.make, self.model, self.body) if part)

    @property
    def waits_for_approval(self) -> bool:
        """Whether a supervisor has yet to decide it; one of the fast lane is in force meanwhile."""
        return self.hot_list.manual and self.ended_at is None and self.approved_at is None

    @property
    def on_trial(self) -> bool:
        """Whether it is in force by the fast lane, and only until the deadline of approval and check."""
        return self.ended_at is None and self.asked_until is not None


class Extension(models.Model):
    """A wish that an entry stand longer. The approval of this id has the second person's word."""

    approval_id = models.UUIDField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="extensions")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"extension {self.approval_id}"


class Check(models.Model):
    """One question about an entry's plate to CJIS or NCIC, with its answer; or a look that a person records."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", "the plate is on file, and nothing there contradicts the entry"
        DIFFERS = "differs", "the plate is on file for another vehicle"
        NOT_ON_FILE = "not on file", "the plate is not on file"
        NO_ANSWER = "no answer", "no answer came"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="checks")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=128)
    asked_by_name = models.CharField(max_length=128)
    # What was asked, as it went over the line; empty where a person looked.
    messages = ArrayField(models.TextField(), default=list, blank=True)
    source = models.CharField(max_length=100)
    simulated = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    answers = ArrayField(models.TextField(), default=list, blank=True)
    # In words: what differs, which record NCIC holds, why no answer came.
    notes = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    class Meta:
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"check of {self.entry_id}"


class Carrier(models.Model):
    """A box in a car that carries a copy of the department's entries."""

    device = models.CharField(primary_key=True, max_length=64)
    camera_id = models.UUIDField()
    since = models.DateTimeField()
    heard_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.device


class Acknowledgement(models.Model):
    """That a carrier holds every change up to a number of the log, as it said itself."""

    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE, related_name="acknowledgements")
    revision = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("carrier", "revision"), name="acknowledged_once"),)

    def __str__(self) -> str:
        return f"{self.carrier_id} holds {self.revision}"
