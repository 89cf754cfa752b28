"""The browsers on which people asked to be called."""

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.alerts import push
from plainview.alerts.models import PushAddress
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

MOST: Final = 10
"""Browsers of one person; with one more the oldest is forgotten."""


@door(Event.PUSH_ADDED, needs=Permission.ALERTS_SEE)
@enforces(clauses.J_1)
def add(endpoint: str, *, public_key: str, auth_secret: str, actor: Actor, at: datetime) -> PushAddress:
    """Call the actor on this browser from now on. A browser is one person's: whoever asked last.

    Raises:
        PolicyRefusal: the actor may not, or it is no address of a push service that this server posts to.
    """
    if not push.is_service(endpoint, settings.PUSH_SERVICES) or not push.is_key(public_key, auth_secret):
        raise PolicyRefusal(
            Refused(
                clauses.J_1,
                "this browser's push service is not one that Plainview calls",
                "Use another browser, or ask the ALPR Administrator to name the service.",
                "endpoint",
            )
        )
    facts = {"person_id": UUID(actor.id), "public_key": public_key, "auth_secret": auth_secret, "added_at": at}
    address, _ = PushAddress.objects.update_or_create(endpoint=endpoint, defaults=facts)
    own = PushAddress.objects.filter(person_id=address.person_id).order_by("-added_at", "-pk")
    PushAddress.objects.filter(pk__in=[each.pk for each in own[MOST:]]).delete()
    audit.append(Event.PUSH_ADDED, actor=actor, at=at, subject=str(actor), facts={"service": _service(endpoint)})
    return address


@door(Event.PUSH_REMOVED, needs=Permission.ALERTS_SEE)
@enforces(clauses.J_1)
def remove(endpoint: str, *, actor: Actor, at: datetime) -> None:
    """Call the actor on this browser no more. Where it is not theirs nothing changes."""
    gone, _ = PushAddress.objects.filter(endpoint=endpoint, person_id=UUID(actor.id)).delete()
    if gone:
        audit.append(Event.PUSH_REMOVED, actor=actor, at=at, subject=str(actor), facts={"service": _service(endpoint)})


def forget(address: PushAddress, *, actor: Actor, at: datetime) -> None:
    """Take away an address of which its push service says that it is gone."""
    with transaction.atomic():
        gone, _ = PushAddress.objects.filter(pk=address.pk).delete()
        if gone:
            facts = {"service": _service(address.endpoint), "because": "gone"}
            audit.append(Event.PUSH_REMOVED, actor=actor, at=at, subject=f"person:{address.person_id}", facts=facts)


def all_addresses() -> list[PushAddress]:
    """Every address, by person."""
    return list(PushAddress.objects.order_by("person_id", "pk"))


def _service(endpoint: str) -> str:
    return urlsplit(endpoint).netloc
