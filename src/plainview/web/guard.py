"""The one place where a request meets the route's rule, before any view runs."""

import functools
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any, cast
from uuid import UUID

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from plainview.accounts import sessions
from plainview.accounts.models import Person
from plainview.accounts.permissions import Permission, may
from plainview.audit import actions as audit
from plainview.audit import source
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import Allowed, PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.web import acting, gate, own_factors, refusals, session
from plainview.web.client import client_address
from plainview.web.routes import MACHINES, Door, Route
from plainview.web.watch import watched


def guarded(route: Route) -> Callable[..., HttpResponseBase | Coroutine[Any, Any, HttpResponseBase]]:
    """The route's view behind its rule."""
    if iscoroutinefunction(route.view):
        return _guarded_async(route)

    @functools.wraps(route.view)
    def view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with _source(route, request):
            stopped = _stop(route, request)
            if stopped is not None:
                return stopped
            try:
                return cast("HttpResponseBase", route.view(request, *args, **kwargs))
            except PolicyRefusal as refusal:
                return refusals.page(request, refusal.refusals)

    # A machine's request carries a signature or token of its own and no cookie that another site could abuse.
    view.csrf_exempt = route.rule in MACHINES  # type: ignore[attr-defined]
    return view


def _guarded_async(route: Route) -> Callable[..., Coroutine[Any, Any, HttpResponseBase]]:
    @functools.wraps(route.view)
    async def view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with _source(route, request):
            stopped = await sync_to_async(_stop)(route, request)
            if stopped is not None:
                return stopped
            answer = await cast("Coroutine[Any, Any, HttpResponseBase]", route.view(request, *args, **kwargs))
        if isinstance(answer, StreamingHttpResponse) and answer.is_async:
            stands = functools.partial(_stands, route, request.session.session_key, cast("UUID", request.user.pk))
            answer.streaming_content = watched(
                cast("AsyncIterator[bytes]", answer.streaming_content), sync_to_async(stands)
            )
        return answer

    return view


def _source(route: Route, request: HttpRequest) -> AbstractContextManager[None]:
    """What entries of the log that this request writes say about where it came from."""
    return source.of("api" if route.rule in MACHINES else "page", route.name, client_address(request))


@enforces(clauses.F, clauses.F_A)
def _stands(route: Route, key: str | None, person_id: UUID) -> bool:
    """Whether an answer that goes on may still go on: the rule is asked anew, of the person as they are now."""
    try:
        person = sessions.standing(key, person_id, at=timezone.now())
        if person is None:
            return False
        return not isinstance(route.rule, Permission) or isinstance(
            may(person.actor(timezone.now()), route.rule), Allowed
        )
    finally:
        connections.close_all()  # a stream lives long and must not keep a connection


@enforces(clauses.D_2, clauses.F, clauses.I)
def _stop(route: Route, request: HttpRequest) -> HttpResponseBase | None:
    """What to answer instead of the view, or None if the request may pass."""
    if request.method == "GET" and route.methods == ("POST",) and route.rule not in MACHINES:
        return redirect("home")  # somebody who signed in anew, or reloaded what a form had sent
    if request.method not in {*route.methods, "HEAD" if "GET" in route.methods else ""}:
        return HttpResponseNotAllowed(route.methods)
    if route.rule in {Door.PUBLIC, *MACHINES}:
        return None
    return _stop_person(route, request, request.user)


def _stop_person(route: Route, request: HttpRequest, person: object) -> HttpResponseBase | None:
    if not isinstance(person, Person) or not person.is_active:
        return session.away(request)
    key, at = request.session.session_key, timezone.now()
    if over := sessions.over(key, person, at=at):
        return session.away(request, over)
    session.prolong(request)
    if route.rule is Door.FIRST_FACTOR:
        return None
    if not own_factors.has_one(person) and not sessions.gave_both_elsewhere(key):
        return redirect("mfa_activate_totp")
    return _stop_role(route, request)


def _stop_role(route: Route, request: HttpRequest) -> HttpResponseBase | None:
    """What training and role have against it."""
    if isinstance(route.rule, Permission) and route.trained and (closed := gate.stop(request, route.name)) is not None:
        return closed
    decision = acting.decision(request, route.rule if isinstance(route.rule, Permission) else None)
    if isinstance(decision, Refused):
        audit.refused(
            Event.PAGE_REFUSED, decision, actor=acting.actor(request), at=timezone.now(), subject=f"page:{route.name}"
        )
        return refusals.page(request, (decision,))
    return None
