"""The gate of training: who has a lapse opens no page that needs a permission (L, D.2, D.4).

Each request asks once how its person stands; the guard, the navigation and the reminder share the answer.
"""

from datetime import datetime
from typing import Final, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plainview.accounts.models import Person
from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.training import actions, queries, rules
from plainview.training.queries import Standing
from plainview.web import training_drawing

_KEPT: Final = "_plainview_training"


def standing(request: HttpRequest) -> Standing | None:
    """How the person of this request stands today; None where nobody is signed in. Asked once a request."""
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return None
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, queries.standing(person.pk, queries.local_day(timezone.now())))
    return cast("Standing", getattr(request, _KEPT))


@enforces(clauses.L, clauses.D_2, clauses.D_4)
def stop(request: HttpRequest, page: str) -> HttpResponse | None:
    """The page "Your training" in the place of the one that was asked for, or None if the person may pass.

    Every refusal is counted; the first of its kind on a day is in the log.
    """
    stands = standing(request)
    decision = rules.access(stands.lapses) if stands is not None else None
    if stands is None or not isinstance(decision, Refused):
        return None
    person = cast("Person", request.user)
    actions.note_refusal(decision, page=page, kind=_kind(request), actor=person.actor(), at=timezone.now())
    return training_drawing.overview(request, stands, refusal=decision, status=403)


def is_closed_to(person_id: UUID, *, at: datetime) -> bool:
    """Whether this person has a lapse, for whoever holds a connection open for longer than a request."""
    return bool(queries.lapses(person_id, queries.local_day(at)))


def _kind(request: HttpRequest) -> str:
    if request.method not in {"GET", "HEAD"}:
        return "change"
    return "picture" if request.path.endswith(".jpg") else "page"
