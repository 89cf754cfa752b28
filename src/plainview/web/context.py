"""What every page knows: who looks, what they may open, and whether anything here is a demonstration."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from plainview.accounts import queries as accounts
from plainview.accounts.models import Person
from plainview.accounts.permissions import Permission, may
from plainview.evidence import asked
from plainview.evidence import queries as evidence
from plainview.hotlists import reminding
from plainview.policy.decisions import Allowed
from plainview.stops import queries as stops
from plainview.terms.actor import Role
from plainview.web import acting, gate, session


def everywhere(request: HttpRequest) -> dict[str, object]:
    """What every page may show.

    `person`, `granted` (names of permissions), `training`, `emergencies`, `waits_at` (counted, by the route of its
    place: own entries that end soon, own stops that owe a word, cases that want a review, requests that lose a read
    within the day), `demo`, `theme`, `display_zone`, `session_seconds` (left).
    """
    user = getattr(request, "user", None)
    person = user if isinstance(user, Person) else None
    granted, emergencies, waiting = set(), [], dict[str, int]()
    if person is not None and person.is_active:
        actor = acting.actor(request)
        granted = {permission.name for permission in Permission if isinstance(may(actor, permission), Allowed)}
        if Permission.STOPS_SEE.name in granted:
            waiting["stops"] = stops.owed_by(actor)
        if Permission.ENTRIES_PROPOSE.name in granted:
            waiting["hotlists"] = reminding.reminders(actor)
        if Permission.HOLDS_CHANGE.name in granted:
            waiting["holds"] = len(evidence.due(timezone.now().date()))
            waiting["approvals"] = asked.hurried(actor, timezone.now())
        if actor.elevated_to or actor.role in {Role.CHIEF, Role.AUDITOR}:
            emergencies = accounts.elevations_shown_to(actor, timezone.now())
    return {
        "person": person,
        "granted": granted,
        "training": gate.standing(request),
        "emergencies": emergencies,
        "waits_at": waiting,
        "demo": settings.DEMO,
        "theme": request.COOKIES.get("theme", ""),
        "display_zone": settings.DISPLAY_ZONE,
        "session_seconds": session.seconds_left(request) if person is not None else None,
    }
