"""Alerts: a hit shown to a person, with what was done about it."""

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from plainview.alerts.checklist import Compared, Item, items
from plainview.alerts.rules import status
from plainview.hotlists.queries import Ending
from plainview.matching.rules import Tier
from plainview.terms.entry import Handling, Priority
from plainview.terms.stop import Road, Status


class Alert(models.Model):
    """One hit. Keeps the read and the entry as they stood at that moment, because both change or go."""

    class Answer(models.TextChoices):
        ACTIVE = "active", "still active"
        NOT_ACTIVE = "not active", "no longer active"
        UNABLE = "unable", "unable to confirm"

    class Disposition(models.TextChoices):
        TRUE = "true", "True hit"
        MISREAD = "misread", "Misread plate"
        WRONG_STATE = "wrong state", "Wrong state"
        STALE = "stale", "Entry no longer active"
        WRONG_VEHICLE = "wrong vehicle", "Wrong vehicle"
        CANNOT_VERIFY = "cannot verify", "Could not be verified"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The log's number of its raising: numbers commit in order, so a stream that resumes after one misses nothing.
    position = models.BigIntegerField(unique=True)
    tier = models.CharField(max_length=16)
    raised_at = models.DateTimeField()

    read_id = models.UUIDField()
    captured_at = models.DateTimeField(db_index=True)
    camera_id = models.UUIDField()
    camera_name = models.CharField(max_length=100)
    place = models.CharField(max_length=200)
    plate = models.CharField(max_length=10)
    state = models.CharField(max_length=2, null=True)  # noqa: DJ001 - null: the engine could not say
    confidence = models.FloatField()
    characters = models.JSONField()
    box = ArrayField(models.IntegerField())
    # What the camera stated of the vehicle and was sure enough of; empty where that is nothing.
    read_colour = models.CharField(max_length=30, blank=True)
    read_make = models.CharField(max_length=30, blank=True)
    read_body = models.CharField(max_length=30, blank=True)

    entry_id = models.UUIDField(db_index=True)
    entry_plate = models.CharField(max_length=10)
    entry_state = models.CharField(max_length=2)
    entry_vehicle = models.CharField(max_length=120, blank=True)
    entry_offence = models.CharField(max_length=100)
    entry_purpose = models.CharField(max_length=8)
    entry_case_number = models.CharField(max_length=40)
    entry_caution = models.CharField(max_length=200, blank=True)
    entry_colour = models.CharField(max_length=30, blank=True)
    entry_make = models.CharField(max_length=61, blank=True)
    entry_body = models.CharField(max_length=30, blank=True)
    entry_plate_type = models.CharField(max_length=2, blank=True)
    entry_record_type = models.CharField(max_length=32, blank=True)
    entry_priority = models.CharField(max_length=8, default=Priority.HIGH)
    entry_handling = models.CharField(max_length=24, default=Handling.STOP)
    entry_audience = ArrayField(models.UUIDField(), default=list, blank=True)
    entry_covert = models.BooleanField(default=False)
    entry_list = models.CharField(max_length=100)
    entry_as_of = models.DateTimeField()

    # Seen again by the same camera within the agency's minutes: counted here, not raised anew.
    seen_count = models.PositiveIntegerField(default=1)
    last_seen_at = models.DateTimeField(null=True)
    # Null while people are still to be called by their browsers' push services.
    called_at = models.DateTimeField(null=True)

    taken_by = models.CharField(max_length=100, blank=True)
    taken_by_id = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    joined_by = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    joined_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    escalated_at = models.DateTimeField(null=True)
    # The log's number of its escalation, by which a stream tells it as it tells a new alert.
    escalation = models.BigIntegerField(null=True, unique=True)

    verified_by = models.CharField(max_length=100, blank=True)
    verified_at = models.DateTimeField(null=True)
    plate_matches = models.BooleanField(null=True)
    state_matches = models.BooleanField(null=True)
    vehicle_matches = models.BooleanField(null=True)
    # What was answered to each item of the checklist, by its name; the three above sum it up, null for not stated.
    seen = models.JSONField(default=dict, blank=True)
    resolution = models.CharField(max_length=500, blank=True)
    resolved_by = models.CharField(max_length=100, blank=True)
    resolved_at = models.DateTimeField(null=True)

    asked_by = models.CharField(max_length=100, blank=True)
    # As the log names them: a name may be somebody else's too.
    asker = models.CharField(max_length=128, blank=True)
    asked_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    answered_by = models.CharField(max_length=100, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer_source = models.CharField(max_length=100, blank=True)

    # Set by the room of stops when one begins: on which road, by whom.
    road = models.CharField(max_length=24, choices=[(each.value, each.value) for each in Road], blank=True)
    road_by = models.CharField(max_length=100, blank=True)
    road_at = models.DateTimeField(null=True)

    disposition = models.CharField(max_length=16, choices=Disposition.choices, blank=True)
    stopped = models.BooleanField(null=True)
    outcome = models.CharField(max_length=1100, blank=True)
    closed_by = models.CharField(max_length=100, blank=True)
    closed_at = models.DateTimeField(null=True)

    ending: Ending | None = None
    """How the entry stands by now. A query sets it on what it returns."""

    class Meta:
        ordering = ("-position",)
        indexes = (
            models.Index(fields=["camera_id", "entry_id", "plate", "-captured_at"], name="alert_of_a_vehicle"),
            models.Index(fields=["raised_at"], name="alert_nobody_was_called_to", condition=models.Q(called_at=None)),
        )

    def __str__(self) -> str:
        return f"alert {self.pk}"

    @property
    def is_hit(self) -> bool:
        """Whether the read may be the entry's vehicle: the same number of another state is none."""
        return self.tier != Tier.OTHER_STATE

    @property
    def items(self) -> tuple[Item, ...]:
        """What is to be compared by eye."""
        return items(self.compared)

    @property
    def compared(self) -> Compared:
        """What the entry says beside what was read, for the checklist."""
        return Compared(
            self.tier,
            self.plate,
            self.state or "",
            self.entry_plate,
            self.entry_state,
            self.entry_colour,
            self.entry_make,
            self.entry_body,
            self.entry_plate_type,
            self.entry_vehicle,
            self.read_colour,
            self.read_make,
            self.read_body,
        )

    @property
    def differs(self) -> bool:
        """Whether a person saw something that differs from what the entry says."""
        return False in {self.plate_matches, self.state_matches, self.vehicle_matches}

    @property
    def all_matches(self) -> bool:
        """Whether a person saw that all agrees that the entry states, or said how what differs is resolved."""
        return self.verified_at is not None and (not self.differs or bool(self.resolution))

    def status(self, at: datetime) -> Status:
        """What communications say of the entry, as it counts at a moment."""
        return status(self.answer, asked=self.asked_at is not None, answered_at=self.answered_at, at=at)

    def ended(self, at: datetime) -> str:
        """Why the entry stands no longer, in words; empty while it does."""
        return self.ending.words(at) if self.ending else ""

    @property
    def told_at(self) -> int:
        """The position at which a stream tells it: of its raising, or of its escalation where there was one."""
        return max(self.position, self.escalation or 0)

    @property
    def step(self) -> str:
        """Where the alert stands: new, verified, mismatch, asked, answered, stop or closed."""
        if self.closed_at:
            return "closed"
        if self.road:
            return "stop"
        if self.answered_at:
            return "answered"
        if self.asked_at:
            return "asked"
        if self.verified_at:
            return "verified" if self.all_matches else "mismatch"
        return "new"


class Mute(models.Model):
    """A person's own silence: no sound, no vibration and no push until its end."""

    person_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"mute of {self.person_id}"


class PushAddress(models.Model):
    """A browser that a person asked to be called on, as its push service knows it."""

    person_id = models.UUIDField(db_index=True)
    endpoint = models.URLField(max_length=1000, unique=True)
    public_key = models.CharField(max_length=100)
    auth_secret = models.CharField(max_length=40)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"push address of {self.person_id}"
