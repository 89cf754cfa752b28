"""Certificates, the tests behind them, and the refusals that were counted."""

import uuid

from django.db import models

from plainview.accounts.models import Person


class Certificate(models.Model):
    """One person's certificate of one topic. Only its withdrawal is ever written into it later."""

    class Origin(models.TextChoices):
        TEST = "test"
        IMPORT = "import"

    number = models.CharField(primary_key=True, max_length=16)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=8)
    version = models.PositiveSmallIntegerField()
    earned_on = models.DateField()
    until = models.DateField()
    issued_at = models.DateTimeField()
    origin = models.CharField(max_length=8, choices=Origin.choices)
    right = models.PositiveSmallIntegerField(null=True)
    of = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=100, blank=True)
    instructor = models.CharField(max_length=100, blank=True)
    imported_by = models.CharField(max_length=128, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=128, blank=True)
    withdrawn_because = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"certificate {self.number} of {self.topic}"


class CourseCertificate(models.Model):
    """The certificate of the whole course: the numbers of the eleven that stood when it was issued."""

    number = models.CharField(primary_key=True, max_length=16)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    certificates = models.JSONField()

    def __str__(self) -> str:
        return f"course certificate {self.number}"


class Sitting(models.Model):
    """One try of one test: what was drawn by which seed, what was answered, what came of it.

    `passed` stays None of a sitting that was answered too late, for an edition that is no longer the newest.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=8)
    version = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    drawn = models.JSONField()
    begun_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    chosen = models.JSONField(null=True)
    right = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(null=True)
    certificate = models.ForeignKey(Certificate, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "topic"], condition=models.Q(answered_at=None), name="one_open_sitting_a_topic"
            ),
        )

    def __str__(self) -> str:
        return f"sitting of {self.topic}"


class Refusal(models.Model):
    """How often somebody without training was refused on a day. The first of each kind is in the log."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=8)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "day", "kind"], name="one_count_a_kind_and_day"),)

    def __str__(self) -> str:
        return f"refusals of {self.day}"
