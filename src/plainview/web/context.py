"""What every page knows: who looks, what they may open, and whether anything here is a demonstration."""

from django.conf import settings
from django.http import HttpRequest

from plainview.accounts.models import Person
from plainview.accounts.permissions import Permission, may
from plainview.policy.decisions import Allowed
from plainview.web import session


def everywhere(request: HttpRequest) -> dict[str, object]:
    """`person`, `granted` (names of permissions), `demo`, `theme`, `display_zone`, `session_seconds` (left)."""
    user = getattr(request, "user", None)
    person = user if isinstance(user, Person) else None
    granted = set()
    if person is not None:
        actor = person.actor()
        granted = {permission.name for permission in Permission if isinstance(may(actor, permission), Allowed)}
    return {
        "person": person,
        "granted": granted,
        "demo": settings.DEMO,
        "theme": request.COOKIES.get("theme", ""),
        "display_zone": settings.DISPLAY_ZONE,
        "session_seconds": session.seconds_left(request) if person is not None else None,
    }
