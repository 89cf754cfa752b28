"""Who acts behind a request that the guard let through."""

from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from plainview.accounts import queries as accounts
from plainview.accounts.models import Person
from plainview.accounts.permissions import Permission, may
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Allowed, Decision
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, Role


def person(request: HttpRequest) -> Person:
    """The person signed in. The guard lets nobody else reach a view that asks."""
    return cast("Person", request.user)


def actor(request: HttpRequest) -> Actor:
    """The same person as actions know them at this moment. Asked once a request."""
    someone, kept = person(request), vars(request)
    if kept.get("plainview_acting_for") is not someone:
        kept["plainview_acting_for"], kept["plainview_actor"] = someone, someone.actor(timezone.now())
    return cast("Actor", kept["plainview_actor"])


@enforces(clauses.D, clauses.M_1)
def decision(request: HttpRequest, permission: Permission | None) -> Decision:
    """Whether the person may open what asks for this permission; None where being signed in is enough.

    An administrator without an appointment has a page of their own and no other; a vendor without a grant has none.
    """
    someone, role = actor(request), Role(person(request).role)
    if not someone.roles and (permission is not None or role is Role.VENDOR):
        return accounts.why_without_duties(role)
    return ALLOWED if permission is None else may(someone, permission)


def granted(request: HttpRequest, permission: Permission) -> bool:
    """Whether the page may offer what needs this permission; the action decides again."""
    return isinstance(may(actor(request), permission), Allowed)
