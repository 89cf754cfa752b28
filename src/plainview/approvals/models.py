"""Requests that one person makes and another decides."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from plainview.approvals.kinds import Kind
from plainview.terms.actor import Actor


class State(models.TextChoices):
    """How a request stands. Expired counts as refused."""

    OPEN = "open", "waits"
    APPROVED = "approved", "approved"
    REFUSED = "refused", "refused"
    EXPIRED = "expired", "expired, which counts as refused"


class Approval(models.Model):
    """A request and, once it is made, its decision. `subject` names what is decided, as in `entry:<id>`.

    `excluded` holds the actors, beside who asked, whose own matter this is: they may not decide it either.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in Kind])
    subject = models.CharField(max_length=128, db_index=True)
    why = models.CharField(max_length=500)
    clause = models.CharField(max_length=16)
    requested_by = models.CharField(max_length=128)
    requested_by_name = models.CharField(max_length=128)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    excluded = models.JSONField(default=list)
    decided_by = models.CharField(max_length=128, blank=True)
    decided_by_name = models.CharField(max_length=128, blank=True)
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    expired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject"),
                condition=Q(decided_at=None, expired_at=None),
                name="one_open_approval",
            ),
        )
        indexes = (models.Index(fields=("expires_at",), condition=Q(decided_at=None), name="approval_open"),)

    def __str__(self) -> str:
        return f"approval of {self.subject}"

    def state(self, at: datetime) -> State:
        """How the request stands at a moment, whether or not the clock's stage has marked it."""
        if self.decided_at is not None:
            return State.APPROVED if self.approved else State.REFUSED
        return State.EXPIRED if self.expired_at is not None or self.expires_at <= at else State.OPEN

    def ended_at(self, at: datetime) -> datetime | None:
        """When it was decided, withdrawn or ran out; None while it is open."""
        if self.state(at) is State.OPEN:
            return None
        return self.decided_at or self.expired_at or self.expires_at

    def concerns(self, actor: Actor) -> bool:
        """Whether this is the actor's own matter, which somebody else must decide."""
        return str(actor) in {self.requested_by, *self.excluded}
