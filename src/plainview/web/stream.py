"""Live alerts: LISTEN in the database, server-sent events to the browser.

One connection a process listens and wakes every open stream. A stream then asks for what lies after its own position,
so that a break, a lost notification or a restart loses nothing and repeats nothing: the browser sends the position
of the last alert that it saw, and goes on from there.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Final, ParamSpec, TypeVar

import psycopg
from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from plainview.accounts.models import Person
from plainview.alerts import endings, queries
from plainview.alerts.announcing import CHANNEL
from plainview.alerts.models import Alert
from plainview.database import connection
from plainview.hotlists.announcing import CHANNEL as ENTRIES
from plainview.terms.actor import Actor
from plainview.web import gate
from plainview.web.acting import person

P = ParamSpec("P")
R = TypeVar("R")

_HEARTBEAT_S: Final = 15.0
_AGAIN_S: Final = 1.0
_LONGEST_S: Final = 30 * 60.0
"""A stream ends with the session's time; the browser opens a new one, and the guard looks again at who it is."""


_ASKED_AGAIN_S: Final = 40.0
"""How old the knowledge may be of what this person may see, and that their training stands.

With a heartbeat, a stream ends within a minute."""


class _Bell:
    """Rings every open stream of this process with the id of the alert that changed, or None for "look yourself"."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self._task: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def heard(self) -> AsyncIterator[asyncio.Queue[str | None]]:
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(queue)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        try:
            yield queue
        finally:
            self._listeners.discard(queue)
            if not self._listeners and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _listen(self) -> None:
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                async with await psycopg.AsyncConnection.connect(
                    connection.conninfo("app"), autocommit=True
                ) as listening:
                    await listening.execute(f"LISTEN {CHANNEL}; LISTEN {ENTRIES}")
                    # What happened while nobody listened is found by each stream itself.
                    self._ring(None)
                    async for notification in listening.notifies():
                        if notification.channel == CHANNEL:
                            self._ring(notification.payload)
                            continue
                        # An entry that ends between hit and stop turns the card at once (I.6).
                        for each in await sync_to_async(_looked)(endings.concerned, notification.payload):
                            self._ring(str(each))
            await asyncio.sleep(_AGAIN_S)

    def _ring(self, alert_id: str | None) -> None:
        for queue in self._listeners:
            queue.put_nowait(alert_id)


_bell = _Bell()


async def alerts(request: HttpRequest) -> StreamingHttpResponse:
    """The stream. Resumes after `Last-Event-ID`, or after `?after=` on the first connection of a page."""
    text = request.headers.get("Last-Event-ID") or request.GET.get("after") or "0"
    position = int(text) if text.isdecimal() and text.isascii() else 0
    response = StreamingHttpResponse(_events(position, person(request)), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(position: int, someone: Person) -> AsyncIterator[str]:
    now = asyncio.get_running_loop().time
    ends, asked = now() + _LONGEST_S, now()
    viewer = await sync_to_async(_looked)(_viewer, someone)
    async with _bell.heard() as bell:
        yield "retry: 1000\n\n"
        while now() < ends:
            if now() - asked > _ASKED_AGAIN_S:
                if await sync_to_async(_looked)(_is_closed, someone):
                    return
                viewer, asked = await sync_to_async(_looked)(_viewer, someone), now()
            for alert in await sync_to_async(_looked)(queries.raised_after, position, viewer=viewer):
                position = alert.position
                yield _event("alert", alert, position=position)
            try:
                changed = await asyncio.wait_for(bell.get(), _HEARTBEAT_S)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if changed and (known := await sync_to_async(_looked)(queries.shown, changed, position, viewer=viewer)):
                yield _event("change", known)


def _is_closed(someone: Person) -> bool:
    return gate.is_closed_to(someone.pk, at=timezone.now())


def _viewer(someone: Person) -> Actor:
    return someone.actor(timezone.now())


def _looked(query: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Ask, and give the connection back: a stream lives for half an hour and must not keep one."""
    try:
        return query(*args, **kwargs)
    finally:
        connections.close_all()


def _event(name: str, alert: Alert, *, position: int | None = None) -> str:
    # No plate in the stream: the page fetches the card, behind the same guard as everything else.
    told = json.dumps({"id": str(alert.pk), "step": alert.step, "tier": alert.tier})
    return f"event: {name}\n" + (f"id: {position}\n" if position is not None else "") + f"data: {told}\n\n"
