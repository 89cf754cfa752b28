"""The one place where a request meets the route's rule, before any view runs."""

import functools
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from asgiref.sync import iscoroutinefunction, sync_to_async
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone

from plainview.accounts.models import Person
from plainview.accounts.permissions import Permission
from plainview.audit import actions as audit
from plainview.audit import source
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.web import acting, gate, refusals
from plainview.web.client import client_address
from plainview.web.routes import Door, Route


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

    # A device's request carries a signature of its own and no cookie that another site could abuse.
    view.csrf_exempt = route.rule is Door.DEVICE  # type: ignore[attr-defined]
    return view


def _guarded_async(route: Route) -> Callable[..., Coroutine[Any, Any, HttpResponseBase]]:
    @functools.wraps(route.view)
    async def view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with _source(route, request):
            stopped = await sync_to_async(_stop)(route, request)
            if stopped is not None:
                return stopped
            return await cast("Coroutine[Any, Any, HttpResponseBase]", route.view(request, *args, **kwargs))

    return view


def _source(route: Route, request: HttpRequest) -> AbstractContextManager[None]:
    """What entries of the log that this request writes say about where it came from."""
    return source.of("api" if route.rule is Door.DEVICE else "page", route.name, client_address(request))


@enforces(clauses.D_2, clauses.F, clauses.I)
def _stop(route: Route, request: HttpRequest) -> HttpResponseBase | None:
    """What to answer instead of the view, or None if the request may pass."""
    if request.method == "GET" and route.methods == ("POST",) and route.rule is not Door.DEVICE:
        return redirect("home")  # somebody who signed in anew, or reloaded what a form had sent
    if request.method not in {*route.methods, "HEAD" if "GET" in route.methods else ""}:
        return HttpResponseNotAllowed(route.methods)
    if route.rule in {Door.PUBLIC, Door.DEVICE}:
        return None
    return _stop_person(route, request, request.user)


def _stop_person(route: Route, request: HttpRequest, person: object) -> HttpResponseBase | None:
    if not isinstance(person, Person) or not person.is_active:
        return redirect_to_login(request.get_full_path())
    if route.rule is Door.FIRST_FACTOR:
        return None
    if not is_mfa_enabled(person, [Authenticator.Type.TOTP]):
        return redirect("mfa_activate_totp")
    if isinstance(route.rule, Permission) and route.trained and (closed := gate.stop(request, route.name)) is not None:
        return closed
    decision = acting.decision(request, route.rule if isinstance(route.rule, Permission) else None)
    if isinstance(decision, Refused):
        audit.refused(
            Event.PAGE_REFUSED, decision, actor=acting.actor(request), at=timezone.now(), subject=f"page:{route.name}"
        )
        return refusals.page(request, (decision,))
    return None
