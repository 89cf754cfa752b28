"""What was asked about somebody's access, until it is carried out."""

import uuid
from datetime import timedelta

from django.db import models


class Request(models.Model):
    """One request that waits for a second person. The decision itself is kept by `approvals`."""

    class What(models.TextChoices):
        BREAK_GLASS = "break-glass", "emergency"
        INVITATION = "invitation", "invitation"
        RESET = "reset", "reset of both factors"
        RETURN = "return", "return"
        ROLE_CHANGE = "role change", "change of role"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    approval_id = models.UUIDField(unique=True)
    what = models.CharField(max_length=20, choices=What.choices)
    # Whose access it is; empty for somebody who has no log-in yet.
    person_id = models.UUIDField(null=True)
    email = models.EmailField()
    name = models.CharField(max_length=100)
    badge = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=20)
    hours = models.PositiveSmallIntegerField(null=True)
    why = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=128)
    asked_by_name = models.CharField(max_length=128)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"{self.what} for {self.name}"

    @property
    def period(self) -> timedelta | None:
        """How long an emergency's duties would last."""
        return timedelta(hours=self.hours) if self.hours else None
