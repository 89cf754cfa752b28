"""Keep a car's copy of the entries as the server has it: say what is held, take what changed, say so again."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Final

import httpx
import msgspec

from plainview.edge.forward import beginning
from plainview.edge.hotcache import HotCache
from plainview.edge.keys import DeviceKey
from plainview.edge.pause import Pause
from plainview.edge.signing import sign
from plainview.terms.carried import Changes, Holding
from plainview.terms.signing import ENTRIES_PATH, JSON, READS_PATH

log = logging.getLogger(__name__)

_TIMEOUT: Final = httpx.Timeout(connect=10, read=20, write=20, pool=10)
_EVERY: Final = 5.0  # seconds between two questions while nothing changes
_LONGEST_ANSWER: Final = 16 * 1024**2


def entries_address(reads: httpx.URL) -> httpx.URL:
    """Where entries come from, by the address that `forward.reads_address` checked."""
    return reads.copy_with(path=reads.path.removesuffix(READS_PATH) + ENTRIES_PATH)


class Carrier:
    """Asks the server again and again. One thread uses it at a time; `last_error` may be read from any."""

    def __init__(
        self,
        cache: HotCache,
        address: httpx.URL,
        key: DeviceKey,
        *,
        now: Callable[[], datetime],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Bind the parts: the copy on the disk, where entries come from, the device's key, the clock."""
        self.last_error: str | None = None
        self.cache = cache
        self._address = address
        self._key = key
        self._now = now
        self._client = httpx.Client(timeout=_TIMEOUT, follow_redirects=False, transport=transport)
        self._pause = Pause(first=1, longest=30)

    def close(self) -> None:
        self._client.close()

    def run(self, stopping: threading.Event) -> None:
        """Ask until `stopping` is set."""
        while not stopping.is_set():
            stopping.wait(self.step())

    def step(self) -> float:
        """Ask once; returns how many seconds to wait: none after a change, for asking again acknowledges it."""
        held = self.cache.revision
        try:
            changes = self._ask(held)
        except (httpx.HTTPError, msgspec.DecodeError, OSError) as error:
            return self._failed(str(error) or type(error).__name__)
        if isinstance(changes, str):
            return self._failed(changes)
        self._pause.reset()
        self.last_error = None
        self.cache.take(changes, at=self._now())
        return 0.0 if changes.revision != held else _EVERY

    def _ask(self, held: int) -> Changes | str:
        request = self._client.build_request(
            "POST", self._address, content=msgspec.json.encode(Holding(held)), headers={"Content-Type": JSON}
        )
        sign(request, self._key, self._now())
        response = self._client.send(request, stream=True)
        try:
            body = beginning(response, most=_LONGEST_ANSWER)
        finally:
            response.close()
        if response.status_code != HTTPStatus.OK:
            return f"the server answered {response.status_code}: {body[:200].decode('utf-8', 'replace')}"
        return msgspec.json.decode(body, type=Changes)

    def _failed(self, why: str) -> float:
        reason = f"The entries for this car did not come: {why}."
        if reason != self.last_error:
            log.warning("%s", reason)
        self.last_error = reason
        if self.cache.lapse(at=self._now()):
            log.warning("Nothing was heard of the server for too long: the copy of the entries is deleted.")
        return self._pause.next()
