"""People and the invitations by which they come."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from plainview.accounts import standing
from plainview.accounts.granted import Appointment, DeclaredPlate, Elevation, VendorGrant
from plainview.terms.actor import Actor, ActorKind, Role

__all__ = ["Appointment", "DeclaredPlate", "Elevation", "Invitation", "Person", "VendorGrant"]


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """One human being with one log-in. Rows are never deleted: the log speaks of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    badge = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=20, choices=[(role.value, role.value.title()) for role in Role])
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name

    def actor(self, at: datetime | None = None) -> Actor:
        """The person as actions know them at a moment, with the duties that are in force then.

        Without a moment only what stands whatever the time counts: no elevation, no vendor's grant, and of
        appointments those without an end (`standing.py`).
        """
        role = standing.role_in_force(self.pk, Role(self.role), at)
        return Actor(ActorKind.PERSON, str(self.pk), self.name, role, standing.elevation(self.pk, at))


class Invitation(models.Model):
    """A link that lets one person set a password. Only the hash of its token is kept.

    `person` is set where somebody comes back: after a deactivation, or after both factors were reset.
    """

    token_hash = models.BinaryField(primary_key=True)
    email = models.EmailField()
    name = models.CharField(max_length=100)
    badge = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=20)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="invitations")
    is_demo = models.BooleanField(default=False)
    invited_by = models.CharField(max_length=128)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation of {self.email}"
