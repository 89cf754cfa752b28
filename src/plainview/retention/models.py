"""The proofs of deletion, one a day. The application can add one and change none."""

from django.db import models


class Proof(models.Model):
    """What remained on a day, signed. `note` is the text that `plainview-verify` checks; `overdue` should be 0."""

    day = models.DateField(primary_key=True)
    taken_at = models.DateTimeField()
    note = models.TextField()
    overdue = models.PositiveIntegerField()

    class Meta:
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"proof of {self.day.isoformat()}"
