"""No request's body is longer than any that we take, whatever its head says of its length.

Django spools a body to the disk before anybody asks who sent it, and a body that comes in pieces says no length. So the
pieces are counted as they come; too many are answered with 413, and the request counts as broken off.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from plainview.terms.read import MAX_BATCH_BYTES

LARGEST: Final = MAX_BATCH_BYTES + 1024**2
"""Bytes: a batch of reads is the largest thing that anybody sends, and a form has something around its file."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

_BROKEN_OFF: Final = {"type": "http.disconnect"}


def limited(application: Application, largest: int = LARGEST) -> Application:
    """The application, which sees of no body more than `largest` bytes."""

    async def limiting(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        taken, over = 0, False

        async def counted() -> Message:
            nonlocal taken, over
            if over:
                return dict(_BROKEN_OFF)
            message = await receive()
            taken += len(message.get("body") or b"")
            if taken > largest:
                over = True
                await send({"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]})
                await send({"type": "http.response.body", "body": b""})
                return dict(_BROKEN_OFF)
            return message

        async def unless_over(message: Message) -> None:
            if not over:
                await send(message)

        await application(scope, counted, unless_over)

    return limiting
