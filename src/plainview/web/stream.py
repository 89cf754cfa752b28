"""Live alerts: LISTEN in the database, server-sent events to the browser.

One connection a process listens, looks once at what changed, and wakes every open stream; each stream passes on what
its person may know. A stream that begins, or whose process lost its database, asks for what lies after its own
position, so that a break, a lost notification or a restart loses nothing and repeats nothing: the browser sends the
position of the last alert that it saw, and goes on from there.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import asdict, dataclass
from typing import Final, ParamSpec, TypeVar
from uuid import UUID

import psycopg
from asgiref.sync import sync_to_async
from django import db
from django.db import connections
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from plainview.accounts import queries as accounts
from plainview.accounts.models import Person
from plainview.alerts import audience, endings, muting, queries, routing
from plainview.alerts.announcing import CHANNEL
from plainview.alerts.models import Alert
from plainview.alerts.routing import Listener
from plainview.database import connection
from plainview.hotlists.announcing import CHANNEL as ENTRIES
from plainview.terms.actor import Actor
from plainview.web import gate
from plainview.web.acting import person

P = ParamSpec("P")
R = TypeVar("R")

_HEARTBEAT_S: Final = 15.0
_AGAIN_S: Final = 1.0
_AT_ONCE: Final = 200
"""Alerts that a stream which was away gets with one look."""
_LONGEST_S: Final = 30 * 60.0
"""A stream ends with the session's time; the browser opens a new one, and the guard looks again at who it is."""


_ASKED_AGAIN_S: Final = 40.0
"""How old the knowledge may be of what this person may see, and that their training stands.

With a heartbeat, a stream ends within a minute."""


@dataclass(frozen=True)
class _News:
    """Alerts that are new or have changed, in the order in which they are told, and who is silent at the moment."""

    alerts: list[Alert]
    muted: frozenset[UUID]


class _Bell:
    """Rings every open stream of this process with an alert that changed, or with None for "look yourself"."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[_News | None]] = set()
        self._task: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def heard(self) -> AsyncIterator[asyncio.Queue[_News | None]]:
        queue: asyncio.Queue[_News | None] = asyncio.Queue()
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
            with contextlib.suppress(psycopg.OperationalError, db.Error):
                async with await psycopg.AsyncConnection.connect(
                    connection.conninfo("app"), autocommit=True
                ) as listening:
                    await listening.execute(f"LISTEN {CHANNEL}; LISTEN {ENTRIES}")
                    # What happened while nobody listened is found by each stream itself.
                    self._ring(None)
                    await self._pass_on(listening)
            await asyncio.sleep(_AGAIN_S)

    async def _pass_on(self, listening: psycopg.AsyncConnection) -> None:
        while True:
            # Of many that come at once all are looked at together.
            told = [each async for each in listening.notifies(timeout=_HEARTBEAT_S, stop_after=1)]
            if told:
                changed = {each.payload for each in told if each.channel == CHANNEL}
                entries = {each.payload for each in told if each.channel == ENTRIES}
                self._ring(await asyncio.to_thread(_looked, _news_of, changed, entries))
            else:
                await listening.execute("SELECT 1")  # fails where the connection has died unnoticed

    def _ring(self, news: _News | None) -> None:
        for queue in self._listeners:
            queue.put_nowait(news)


_bell = _Bell()


async def alerts(request: HttpRequest) -> StreamingHttpResponse:
    """The stream. Resumes after `Last-Event-ID`, or after `?after=` on the first connection of a page."""
    text = request.headers.get("Last-Event-ID") or request.GET.get("after") or "0"
    position = int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else 0  # noqa: PLR2004 - 64 bits
    response = StreamingHttpResponse(_events(position, person(request)), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(position: int, someone: Person) -> AsyncIterator[str]:
    now = asyncio.get_running_loop().time
    ends, asked = now() + _LONGEST_S, now()
    viewer = await sync_to_async(_looked)(_viewer, someone)
    behind = True
    async with _bell.heard() as bell:
        yield "retry: 1000\n\n"
        while now() < ends:
            if now() - asked > _ASKED_AGAIN_S:
                if await sync_to_async(_looked)(_is_closed, someone):
                    return
                viewer, asked = await sync_to_async(_looked)(_viewer, someone), now()
            while behind:
                missed = await sync_to_async(_looked)(_missed, position, viewer)
                for alert in missed.alerts:
                    position = alert.told_at
                    yield _event("alert", alert, viewer, missed.muted)
                behind = len(missed.alerts) == _AT_ONCE
            try:
                news = await asyncio.wait_for(bell.get(), _HEARTBEAT_S)
            except TimeoutError:
                yield "event: beat\ndata: {}\n\n"
                continue
            behind = news is None
            for alert in news.alerts if news else ():
                if not audience.knows(viewer, alert):
                    continue
                is_new = alert.told_at > position
                position = max(position, alert.told_at)
                yield _event("alert" if is_new else "change", alert, viewer, news.muted if news else frozenset())


def _is_closed(someone: Person) -> bool:
    return gate.is_closed_to(someone.pk, at=timezone.now())


def _viewer(someone: Person) -> Actor:
    # Looked up anew: a role that changed does not end the session, and what it let one know must end all the same.
    return accounts.person(someone.pk).actor(timezone.now())


def _news_of(ids: Collection[str], entries: Collection[str]) -> _News:
    # An entry that ends between hit and stop turns the card at once (I.6).
    turned = {str(each) for entry in entries for each in endings.concerned(entry)}
    return _News(queries.told_of({*ids, *turned}), _muted())


def _missed(position: int, viewer: Actor) -> _News:
    return _News(queries.raised_after(position, viewer=viewer, count=_AT_ONCE), _muted())


def _muted() -> frozenset[UUID]:
    return frozenset(each.person_id for each in muting.everyone(at=timezone.now()))


def _looked(query: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Ask, and give the connection back: a stream lives for half an hour and must not keep one."""
    try:
        return query(*args, **kwargs)
    finally:
        connections.close_all()


def _event(name: str, alert: Alert, viewer: Actor, muted: Collection[UUID]) -> str:
    # No plate in the stream: the page fetches the card, behind the same guard as everything else.
    told: dict[str, object] = {"id": str(alert.pk), "step": alert.step, "tier": alert.tier}
    if name != "alert":
        return f"event: {name}\ndata: {json.dumps(told)}\n\n"
    me = UUID(viewer.id)
    listener = Listener(me, supervises=audience.supervises(viewer), muted=me in muted)
    told["call"] = asdict(routing.call(audience.urgency(alert), listener))
    told["escalated"] = alert.escalated_at is not None
    return f"event: {name}\nid: {alert.told_at}\ndata: {json.dumps(told)}\n\n"
