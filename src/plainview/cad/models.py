"""The outbox: what the dispatch system is told, and how far that got."""

from django.db import models
from django.db.models import Q

from plainview.cad.messages import Step


class Message(models.Model):
    """One message. Its body goes as soon as it is delivered: a plate stays where the policy keeps it."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        DELIVERED = "delivered", "delivered"
        GIVEN_UP = "given up", "given up"

    # The dispatch system knows by it that it has this message already.
    external_id = models.CharField(max_length=100, unique=True)
    incident = models.UUIDField(db_index=True)
    step = models.CharField(max_length=24, choices=[(each.value, each.value) for each in Step])
    body = models.TextField(blank=True)
    captured_at = models.DateTimeField(db_index=True)
    put_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("incident", "id"), condition=Q(state="waiting"), name="cad_waiting"),)

    def __str__(self) -> str:
        return f"message {self.external_id}"
