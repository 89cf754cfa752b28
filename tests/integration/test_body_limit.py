"""No body is longer than any that we take, though its head says no length. An event loop needs sockets."""

import asyncio
from contextlib import suppress
from typing import Any

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler

from plainview.web.body_limit import Message, limited

LARGEST = 1_000


def asked(pieces: list[bytes], application: Any) -> list[Message]:
    """What is answered to a body that comes in these pieces."""
    coming = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    coming.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(limited(application, LARGEST)({"type": "http"}, receive, send))
    return sent


class Spooling:
    """Does with a body what Django does, and answers with its length."""

    def __init__(self) -> None:
        self.body: bytes | None = None

    async def __call__(self, _scope: Message, receive: Any, send: Any) -> None:
        with suppress(RequestAborted), await ASGIHandler.read_body(ASGIHandler.__new__(ASGIHandler), receive) as body:
            self.body = body.read()
        await send({"type": "http.response.start", "status": 200})


def test_a_body_within_the_limit_is_passed_on_whole() -> None:
    application = Spooling()
    (answered,) = asked([b"a" * 400, b"b" * 600], application)
    assert answered["status"] == 200
    assert application.body == b"a" * 400 + b"b" * 600


def test_a_body_that_says_no_length_and_goes_on_is_refused_and_not_kept() -> None:
    application = Spooling()
    answered = asked([b"a" * 400] * 50, application)
    assert application.body is None
    assert [each.get("status") for each in answered] == [413, None]
