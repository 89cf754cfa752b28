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
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True, default="")
    returned_at = models.DateTimeField(null=True)
    """When an ended log-in was opened again; the ninety days of `idle.py` count from here."""

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


class Workstation(models.Model):
    """A browser in a patrol car or in dispatch that is exempt from the thirty-minute lock (CJIS AC-11).

    The administrator names it, and opens the link in that browser, which then keeps a secret cookie. Of link and
    cookie only hashes are kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)
    named_by = models.CharField(max_length=100)
    named_at = models.DateTimeField()
    link_hash = models.BinaryField(unique=True)
    link_ends_at = models.DateTimeField()
    cookie_hash = models.BinaryField(unique=True, null=True)
    enrolled_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"workstation at {self.place}"


class SignedIn(models.Model):
    """One session of one person, from sign-in to its end. A person has one that is open, and no more."""

    key = models.CharField(max_length=40, primary_key=True)
    """Django's key of the session."""
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    by = models.CharField(max_length=40)
    since = models.DateTimeField()
    workstation = models.ForeignKey(Workstation, on_delete=models.PROTECT, null=True)
    ends_at = models.DateTimeField(null=True)
    """The end of the shift, for a session at an exempt workstation."""
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None), name="accounts_one_open_session_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"session of {self.person_id} since {self.since}"


class FailedSignIn(models.Model):
    """A wrong password or code, kept for as long as it counts (CJIS AC-7)."""

    address = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["address", "at"], name="accounts_failed_by_address")]

    def __str__(self) -> str:
        return f"failed sign-in of {self.address}"


class SignInLock(models.Model):
    """An address that failed five times within fifteen minutes. It stays until an administrator releases it."""

    address = models.CharField(max_length=254, primary_key=True)
    locked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"lock of {self.address}"
