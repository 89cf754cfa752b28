"""Who acts behind a request that the guard let through."""

from typing import cast

from django.http import HttpRequest

from plainview.accounts.models import Person
from plainview.accounts.permissions import Permission, may
from plainview.policy.decisions import Allowed
from plainview.terms.actor import Actor


def person(request: HttpRequest) -> Person:
    """The person signed in. The guard lets nobody else reach a view that asks."""
    return cast("Person", request.user)


def actor(request: HttpRequest) -> Actor:
    """The same person as actions know them."""
    return person(request).actor()


def granted(request: HttpRequest, permission: Permission) -> bool:
    """Whether the page may offer what needs this permission; the action decides again."""
    return isinstance(may(actor(request), permission), Allowed)
