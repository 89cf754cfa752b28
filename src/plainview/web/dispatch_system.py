"""What the department's own dispatch system was told, and what it did not take."""

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.cad import actions, queries
from plainview.cad.messages import WAITS
from plainview.cad.models import Message
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web.acting import actor
from plainview.web.onward import onward

SHOWN: Final = 50


def overview(request: HttpRequest) -> HttpResponse:
    """The connector, what it gave up, and the newest messages. None shows a plate."""
    return _draw(request)


def send_again(request: HttpRequest, message_id: int) -> HttpResponse:
    """Put a message that was given up back among those that wait."""
    try:
        actions.send_again(message_id, actor=actor(request), at=timezone.now())
    except Message.DoesNotExist as gone:
        raise Http404 from gone
    except PolicyRefusal as refusal:
        return _draw(request, refusal.refusals)
    messages.success(request, "It is on its way again.")
    return onward("dispatch-system")


def _draw(request: HttpRequest, refusals: Sequence[Refused] = ()) -> HttpResponse:
    context = {
        "standing": queries.standing(),
        "given_up": queries.given_up(),
        "lately": queries.lately(count=SHOWN),
        "refusals": refusals,
        "tries": len(WAITS) + 1,
    }
    return render(request, "cad/overview.html", context, status=422 if refusals else None)
