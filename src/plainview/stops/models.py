"""Stops, and the waivers of the statement that ALPR data was used."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from plainview.terms.stop import Road


class Stop(models.Model):
    """One stop of an alert's vehicle, with what it stands on as it stood when it began. It names no plate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert_id = models.UUIDField(unique=True)
    read_id = models.UUIDField()
    captured_at = models.DateTimeField(db_index=True)
    place = models.CharField(max_length=200)
    offence = models.CharField(max_length=100)
    purpose = models.CharField(max_length=8)
    case_number = models.CharField(max_length=40)
    covert = models.BooleanField(default=False)
    road = models.CharField(max_length=24, choices=[(each.value, each.value) for each in Road])
    officer = models.CharField(max_length=128, db_index=True)
    officer_name = models.CharField(max_length=128)
    begun_at = models.DateTimeField()
    # The facts of the officer's own suspicion, or why an exigent stop could not wait.
    statement = models.CharField(max_length=1000, blank=True)
    justify_by = models.DateTimeField(null=True)
    justified_at = models.DateTimeField(null=True)
    overdue_noted_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=100, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer_source = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("-begun_at",)
        indexes = (
            models.Index(
                fields=("justify_by",), condition=Q(justify_by__isnull=False, justified_at=None), name="owing"
            ),
        )

    def __str__(self) -> str:
        return f"stop {self.pk}"

    @property
    def subject(self) -> str:
        """What approvals and the log call it."""
        return f"stop:{self.pk}"

    @property
    def owes(self) -> bool:
        """Whether its officer still has to write why it could not wait."""
        return self.justify_by is not None and self.justified_at is None

    def is_overdue(self, at: datetime) -> bool:
        """Whether that should have been written by now."""
        return self.owes and self.justify_by is not None and self.justify_by <= at


class Waiver(models.Model):
    """Who allowed a report to leave out that ALPR data was used (I.4)."""

    class Office(models.TextChoices):
        STATES_ATTORNEY = "state's attorney", "State's Attorney"
        INSPECTOR_GENERAL = "inspector general", "Office of the Inspector General"
        CHIEF_STATES_ATTORNEY = "chief state's attorney", "Chief State's Attorney's Office"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert_id = models.UUIDField(db_index=True)
    read_id = models.UUIDField()
    captured_at = models.DateTimeField(db_index=True)
    office = models.CharField(max_length=24, choices=Office.choices)
    authorised_by = models.CharField(max_length=100)
    authorised_on = models.DateField()
    reference = models.CharField(max_length=100)
    recorded_by = models.CharField(max_length=128)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("recorded_at",)

    def __str__(self) -> str:
        return f"waiver {self.reference}"
