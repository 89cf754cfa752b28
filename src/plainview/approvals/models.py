"""Requests that one person makes and another decides."""

import uuid

from django.db import models


class Approval(models.Model):
    """A request and, once it is made, its decision. `subject` names what is decided, as in `entry:<id>`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=128, unique=True)
    requested_by = models.CharField(max_length=128)
    requested_by_name = models.CharField(max_length=128)
    requested_at = models.DateTimeField()
    decided_by = models.CharField(max_length=128, blank=True)
    decided_by_name = models.CharField(max_length=128, blank=True)
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"approval of {self.subject}"
