"""What a person holds beside their role, each for a time: appointment, elevation, a vendor's grant, declared plates."""

import uuid

from django.db import models
from django.db.models import Q


class Appointment(models.Model):
    """The Chief's appointment of an ALPR Administrator (D). Rows stay, so that the history can be told.

    `person` is empty until the one who was invited to be appointed has joined. `from_before` marks what an update
    of the program wrote for administrators who were at work before appointments were kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="appointments")
    email = models.EmailField()
    name = models.CharField(max_length=100)
    starts_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=128)
    made_by_name = models.CharField(max_length=128)
    made_at = models.DateTimeField()
    from_before = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=128, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(fields=("email",), condition=Q(ended_at=None), name="one_open_appointment"),
        )

    def __str__(self) -> str:
        return f"appointment of {self.name}"


class Elevation(models.Model):
    """A person with another role's duties for some hours of an emergency, opened by two others (break-glass)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="elevations")
    role = models.CharField(max_length=20)
    why = models.CharField(max_length=500)
    opened_by = models.JSONField()
    opened_by_names = models.JSONField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=128, blank=True)

    class Meta:
        ordering = ("-opened_at",)

    def __str__(self) -> str:
        return f"elevation of {self.person_id} to {self.role}"


class VendorGrant(models.Model):
    """A vendor's leave to see the cameras' register for a purpose and a time (M.1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="vendor_grants")
    purpose = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    until = models.DateTimeField()
    granted_by_name = models.CharField(max_length=128)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=128, blank=True)

    class Meta:
        ordering = ("-granted_at",)

    def __str__(self) -> str:
        return f"grant of {self.person_id}"


class DeclaredPlate(models.Model):
    """One plate of a person or of their household, as a keyed hash that nobody can read back (G.2, G.4).

    Whoever has no vehicle says so by a row `NONE` without a hash.
    """

    class Whose(models.TextChoices):
        OWN = "own", "my own vehicle"
        HOUSEHOLD = "household", "a vehicle of my household"
        NONE = "none", "nothing to declare"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="declared_plates")
    whose = models.CharField(max_length=10, choices=Whose.choices)
    mac = models.BinaryField()
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ("declared_at",)
        constraints = (models.UniqueConstraint(fields=("person", "mac"), name="declared_once"),)

    def __str__(self) -> str:
        return f"a plate of {self.person_id}"
