"""On one's own page: the plates of one's own and of one's household, declared so that a search for them is flagged."""

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plainview.accounts import declarations, queries
from plainview.accounts.declarations import Whose
from plainview.policy import clauses
from plainview.terms import plate as plates
from plainview.web.acting import actor, person
from plainview.web.onward import onward
from plainview.web.typed import Typed

_LONGEST: Final = 2 * plates.MAX_LENGTH
WHOSE: Final = ((Whose.OWN.value, Whose.OWN.label), (Whose.HOUSEHOLD.value, Whose.HOUSEHOLD.label))


def shown(request: HttpRequest) -> dict[str, object]:
    """What one's own page knows about them."""
    return {
        "declared": queries.declared_by(person(request)),
        "whose": WHOSE,
        "declaring": settings.DECLARATIONS_REQUIRED,
    }


def declare(request: HttpRequest) -> HttpResponse:
    """Declare one plate, state that there is none, or withdraw one.

    Raises:
        PolicyRefusal: what was typed is no plate; the guard draws it.
    """
    typed, me, at = Typed(request.POST, clauses.G_4), actor(request), timezone.now()
    withdrawn = typed.ids("withdraw")
    for each in withdrawn:
        declarations.withdraw(each, actor=me, at=at)
    if withdrawn:
        messages.success(request, "Withdrawn.")
    elif typed.checked("none"):
        declarations.declare_none(actor=me, at=at)
        messages.success(request, "Noted: you have nothing to declare.")
    elif not typed.faults:
        whose = Whose.HOUSEHOLD if typed.text("whose", longest=10) == Whose.HOUSEHOLD else Whose.OWN
        declarations.declare(typed.text("plate", longest=_LONGEST), whose=whose, actor=me, at=at)
        messages.success(request, "Declared. Nobody can read the plate; a search of yours for it is flagged.")
    return onward("mfa_index")
