"""The outbox's doors: put in by a step, taken out by the worker, sent again by a person."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission, Unasked
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.cad import messages
from plainview.cad.messages import Answer, Step, Verdict
from plainview.cad.models import Message
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

LEASE: Final = timedelta(seconds=60)
"""How long a message that was taken counts as on its way. Longer than one try may last."""


@enforces(clauses.F_C_1_II)
def put(step: Step, incident: UUID, facts: Mapping[str, object], *, captured_at: datetime, at: datetime) -> None:
    """Tell the dispatch system, once the caller's transaction commits. Nothing where there is no such system.

    `incident` is the alert: the dispatch system puts together what belongs together.
    """
    if settings.CAD is None:
        return
    external_id = f"{incident}/{step}/{at.isoformat(timespec='microseconds')}"
    Message.objects.create(
        external_id=external_id,
        incident=incident,
        step=step,
        body=messages.body(external_id, str(incident), step, facts, at=at),
        captured_at=captured_at,
        put_at=at,
        next_try_at=at,
    )


def take(*, at: datetime) -> Message | None:
    """The next message that is due, counted as tried from now on; None when nothing is.

    Of one alert only the oldest that waits is taken: an answer must not arrive before its question.
    """
    with transaction.atomic():
        waiting = Message.objects.filter(state=Message.State.WAITING)
        oldest = waiting.order_by("incident", "pk").distinct("incident").values("pk")
        due = Message.objects.filter(pk__in=oldest, state=Message.State.WAITING, next_try_at__lte=at)
        message = due.order_by("next_try_at", "pk").select_for_update(skip_locked=True).first()
        if message is not None:
            message.tries += 1
            message.next_try_at = at + LEASE
            message.save(update_fields=["tries", "next_try_at"])
    return message


@door(Event.CAD_DELIVERED, needs=Unasked("writes down what the dispatch system answered to a permitted step"))
@enforces(clauses.J_1)
def settle(message_id: int, answer: Answer, *, actor: Actor, at: datetime) -> Verdict:
    """Write down what came of a try: delivered, again later, or given up."""
    message = Message.objects.select_for_update().get(pk=message_id)
    found = messages.verdict(answer, tries=message.tries)
    message.answer, message.simulated = answer.words[:200], answer.simulated
    if found is Verdict.AGAIN:
        message.next_try_at = messages.next_try(message.tries, at=at)
    else:
        delivered = found is Verdict.DELIVERED
        message.state = Message.State.DELIVERED if delivered else Message.State.GIVEN_UP
        message.settled_at = at
        message.body = "" if delivered else message.body
        facts = {"step": message.step, "tries": message.tries, "answer": message.answer, "simulated": answer.simulated}
        event = Event.CAD_DELIVERED if delivered else Event.CAD_GIVEN_UP
        audit.append(event, actor=actor, at=at, subject=f"alert:{message.incident}", facts=facts)
    message.save()
    return found


@door(Event.CAD_SENT_AGAIN, needs=Permission.CAD_TEND)
@enforces(clauses.F_C_1_II, clauses.J_1)
def send_again(message_id: int, *, actor: Actor, at: datetime) -> None:
    """Put a message that was given up back among those that wait, with all its tries.

    Raises:
        PolicyRefusal: the actor may not, or it is not one that was given up.
        Message.DoesNotExist: it went with its read.
    """
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state != Message.State.GIVEN_UP:
        raise PolicyRefusal(
            Refused(clauses.F_C_1_II, "this message was not given up", "It is delivered, or still on its way.")
        )
    message.state, message.tries, message.next_try_at, message.settled_at = Message.State.WAITING, 0, at, None
    message.save()
    facts = {"step": message.step}
    audit.append(Event.CAD_SENT_AGAIN, actor=actor, at=at, subject=f"alert:{message.incident}", facts=facts)


@enforces(clauses.K_1)
def forget(*, before: datetime) -> int:
    """Drop the messages about reads from before a moment, delivered or not, and return how many went."""
    return Message.objects.filter(captured_at__lt=before).delete()[0]
