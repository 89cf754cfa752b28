"""An answer that goes on, such as a stream of alerts, for as long as the session behind it stands."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

EVERY_S: Final = 3.0
"""So soon after its session ended, or its person was deactivated, a stream is closed."""


async def watched(
    parts: AsyncIterator[bytes], stands: Callable[[], Awaitable[bool]], *, every_s: float | None = None
) -> AsyncIterator[bytes]:
    """Pass the parts on until they end, or until `stands` says no; it is asked every few seconds."""
    clock = asyncio.get_running_loop().time
    # Streams that began together, as after a restart, do not ask together for ever.
    every_s = every_s or EVERY_S * random.uniform(0.6, 1.0)  # noqa: S311 - spreads work, hides nothing
    asked, following = clock(), asyncio.ensure_future(anext(parts, None))
    try:
        while True:
            await asyncio.wait({following}, timeout=max(0.0, asked + every_s - clock()))
            if clock() - asked >= every_s:
                if not await stands():
                    return
                asked = clock()
            if not following.done():
                continue
            part = following.result()
            if part is None:
                return
            yield part
            following = asyncio.ensure_future(anext(parts, None))
    finally:
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration):
            await following
        if hasattr(parts, "aclose"):
            await parts.aclose()
