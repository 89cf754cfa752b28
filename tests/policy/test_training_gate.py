# ruff: noqa: SLF001 - the stream is asked in its own parts, so that no test waits a minute
"""The gate of training: no page that needs a permission opens for somebody with a lapse, whatever their role."""

import asyncio
from datetime import UTC, datetime
from typing import Final

import pytest
from django.db import connection
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.people import client_of, person
from factories.training import certify
from plainview.accounts.permissions import TABLE, Permission
from plainview.policy import clauses
from plainview.terms.actor import Role
from plainview.training.models import Certificate
from plainview.web import gate, stream
from plainview.web.guard import guarded
from plainview.web.routes import ROUTES, Door, Route
from policy.test_permissions import address

pytestmark = pytest.mark.usefixtures("instance")
BEAT = "event: beat\ndata: {}\n\n"

GUARDED: Final = tuple(route for route in ROUTES if isinstance(route.rule, Permission))
CLOSED: Final = b"This page is closed to you until your training is complete"


def test_no_route_is_exempt_from_training_but_those_listed_here() -> None:
    assert {route.name for route in ROUTES if not route.trained} == {"appointment", "appointment-end"}
    assert all(isinstance(route.rule, Permission) for route in ROUTES if not route.trained)


@pytest.mark.proves(clauses.L, clauses.D_2, clauses.D_4, clauses.F)
@pytest.mark.parametrize("role", Role)
def test_a_person_with_a_lapse_is_refused_every_page_that_needs_a_permission(role: Role) -> None:
    someone = person(role, trained=False)
    certify(someone, topics=tuple(f"L.{number}" for number in range(2, 12)))
    client = client_of(someone)
    for route in GUARDED:
        for method in route.methods:
            answer = client.generic(method, address(route))
            assert answer.status_code == (403 if route.trained else answer.status_code), route.name
            assert (CLOSED in answer.content) == route.trained, route.name
            assert not route.trained or b"L.1" in answer.content


@pytest.mark.proves(clauses.L, clauses.D_2)
@pytest.mark.parametrize("role", Role)
def test_a_trained_person_passes_the_gate_to_what_the_role_may_open(role: Role) -> None:
    client = client_of(person(role))
    for route in GUARDED:
        if route.rule in TABLE[role] and route.name not in {"alert-stream", "log-export"}:
            answer = client.generic(route.methods[0], address(route))
            # What the page itself says of a made-up address is another matter.
            assert answer.status_code in {200, 204, 302, 303, 403, 404, 422}, route.name
            assert CLOSED not in answer.content, route.name
            assert answer.status_code != 403 or b"your role" not in answer.content, route.name


@pytest.mark.proves(clauses.L)
def test_training_ones_own_page_and_the_way_out_stay_open_to_everybody() -> None:
    client = client_of(person(trained=False))
    for name in ("training", "mfa_index"):
        assert client.get(reverse(name)).status_code == 200, name
    assert client.get(reverse("training-topic", args=["L.9"])).status_code == 200
    assert client.post(reverse("training-begin", args=["L.9"])).status_code == 303
    assert client.post(reverse("theme"), {"theme": "dark"}).status_code == 303
    assert client.get(reverse("account_logout")).status_code == 200
    assert not [route.name for route in ROUTES if route.rule is Door.SIGNED_IN and not route.trained]


@pytest.mark.proves(clauses.D_4)
def test_a_lapse_closes_the_page_at_the_next_request_and_a_certificate_opens_it_again() -> None:
    someone = person()
    client = client_of(someone)
    assert client.get(reverse("alerts")).status_code == 200
    Certificate.objects.filter(person=someone, topic="L.7").delete()
    assert client.get(reverse("alerts")).status_code == 403
    certify(someone, topics=("L.7",))
    assert client.get(reverse("alerts")).status_code == 200


@pytest.mark.parametrize("name", ["cameras", "retention", "mfa_index", "training"])
def test_a_request_asks_once_for_the_training_whoever_needs_the_answer(name: str) -> None:
    client = client_of(person())
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(name)).status_code == 200
    standing = [
        each["sql"] for each in asked if "training_certificate" in each["sql"] and '"number"' not in each["sql"]
    ]
    assert len(standing) == 1, standing
    if name in {"cameras", "retention"}:
        assert len([each for each in asked if "training_" in each["sql"]]) == 1


@pytest.mark.proves(clauses.D_4)
def test_an_open_stream_ends_within_a_minute_of_a_lapse(monkeypatch: pytest.MonkeyPatch) -> None:
    assert stream._ASKED_AGAIN_S + stream._HEARTBEAT_S < 60
    someone = person()
    assert not gate.is_closed_to(someone.pk, at=datetime.now(UTC))
    monkeypatch.setattr(stream, "_ASKED_AGAIN_S", -1.0)
    monkeypatch.setattr(stream, "_HEARTBEAT_S", 0.01)
    asked, nothing = iter([False, False, True]), stream._News([], frozenset())
    monkeypatch.setattr(stream, "_looked", lambda query, *_: next(asked) if query is stream._is_closed else nothing)
    monkeypatch.setattr(stream._Bell, "_listen", lambda _: asyncio.sleep(60))

    async def heard() -> list[str]:
        return [event async for event in stream._events(0, someone)]

    assert asyncio.run(asyncio.wait_for(heard(), 10)) == ["retry: 1000\n\n", BEAT, BEAT]
    Certificate.objects.filter(person=someone).delete()
    assert gate.is_closed_to(someone.pk, at=datetime.now(UTC))


@pytest.mark.parametrize("exempt", [True, False])
def test_an_exempt_route_is_open_without_training_and_still_needs_its_permission(exempt: bool) -> None:  # noqa: FBT001
    route = Route("x", lambda _: HttpResponse("in"), "x", Permission.AUDIT_READ, trained=not exempt)

    def opened(role: Role) -> HttpResponseBase:
        request = RequestFactory().get("/x")
        request.user = someone = person(role, trained=False)
        request.session = client_of(someone).session
        answer = guarded(route)(request)
        assert isinstance(answer, HttpResponseBase)
        return answer

    assert opened(Role.CHIEF).status_code == (200 if exempt else 403)
    assert opened(Role.OPERATOR).status_code == 403
