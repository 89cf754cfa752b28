"""Send what waits in the spool to the server, batch by batch, until each is acknowledged."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

import httpx
import msgspec

from plainview.edge.answers import Acknowledged, NeedsPerson, Rename, Retry, SetAside, Split, Verdict, verdict
from plainview.edge.keys import DeviceKey
from plainview.edge.pause import Pause
from plainview.edge.signing import sign
from plainview.edge.spool import Spool
from plainview.terms.read import ReadBatch
from plainview.terms.signing import MSGPACK, READS_PATH

log = logging.getLogger(__name__)

_TIMEOUT: Final = httpx.Timeout(connect=10, read=60, write=60, pool=10)
_IDLE: Final = 0.25  # seconds between looks into an empty spool
_ANSWER_BYTES: Final = 64 * 1024  # of an answer that are read; ours are far smaller
_LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}


class ServerAddressError(Exception):
    """The server's address cannot be used."""


def reads_address(server: str, *, unencrypted: bool = False) -> httpx.URL:
    """The address that batches go to.

    Raises:
        ServerAddressError: not an http(s) address, or unencrypted to another machine without `unencrypted`.
    """
    try:
        url = httpx.URL(server)
    except httpx.InvalidURL as error:
        raise ServerAddressError(f"{server!r} is no address: {error}.") from error
    if url.userinfo:
        raise ServerAddressError("The server's address holds a name or password; the device is known by its key alone.")
    if url.scheme not in {"http", "https"} or not url.host or url.query or url.fragment:
        raise ServerAddressError(f"{server!r} is no server's address; it looks like https://alpr.example.gov")
    if url.scheme == "http" and url.host not in _LOOPBACK and not unencrypted:
        raise ServerAddressError(
            f"{server} is not encrypted: plates and photographs could be read on the way. Use https, or say "
            "--unencrypted where the network itself is protected."
        )
    return url.copy_with(path=url.path.rstrip("/") + READS_PATH)


class Forwarder:
    """Sends batches. One thread uses it at a time; `last_error` may be read from any."""

    def __init__(  # noqa: PLR0913 - the parts that tests replace, each by name
        self,
        spool: Spool,
        address: httpx.URL,
        key: DeviceKey,
        *,
        now: Callable[[], datetime],
        timeout: httpx.Timeout = _TIMEOUT,
        passing: Pause | None = None,
        standing: Pause | None = None,
    ) -> None:
        """Bind the parts.

        Args:
            spool: where the reads wait.
            address: from `reads_address`.
            key: the device's.
            now: the clock.
            timeout: of each request.
            passing: pauses after an error that may pass by itself.
            standing: pauses after an error that a person must mend.
        """
        self.last_error: str | None = None
        self._spool = spool
        self._address = address
        self._key = key
        self._now = now
        self._client = httpx.Client(timeout=timeout, follow_redirects=False)
        self._passing = passing or Pause(first=1, longest=60)
        self._standing = standing or Pause(first=10, longest=300)

    @property
    def device(self) -> str:
        """The id of the key that signs."""
        return self._key.id

    def close(self) -> None:
        self._client.close()

    def run(self, stopping: threading.Event) -> None:
        """Send until `stopping` is set."""
        while not stopping.is_set():
            stopping.wait(self.step())

    def step(self) -> float:
        """Send one batch and act on the answer; returns how many seconds to wait before the next step."""
        batch = self._spool.next_batch(at=self._now())
        if batch is None:
            return _IDLE
        result = self._send(batch)
        if isinstance(result, Retry | NeedsPerson):
            return self._wait(result)
        self._passing.reset()
        self._standing.reset()
        self.last_error = None
        if isinstance(result, Acknowledged):
            self._spool.acknowledge(batch.id, keep_days=result.answer.keep_days)
            log.debug("Batch %s of %d reads is acknowledged.", batch.id, len(batch.reads))
        elif isinstance(result, Split):
            self._spool.split(batch.id)
        elif isinstance(result, Rename):
            self._spool.dissolve(batch.id)
        else:
            self._set_aside(batch, result)
        return 0.0

    def drain(self, until: Callable[[], bool]) -> None:
        """Send until nothing waits, a step fails, or `until()` holds."""
        while not until() and self.step() == 0:
            pass

    def _send(self, batch: ReadBatch) -> Verdict:
        request = self._client.build_request(
            "POST", self._address, content=msgspec.msgpack.encode(batch), headers={"Content-Type": MSGPACK}
        )
        sign(request, self._key, self._now())
        try:
            response = self._client.send(request, stream=True)
            try:
                body = beginning(response, most=_ANSWER_BYTES)
            finally:
                response.close()
        except httpx.HTTPError as error:
            why = str(error) or type(error).__name__
            return Retry(f"The server at {self._address.host} cannot be reached: {why}.")
        return verdict(batch, response.status_code, body, response.headers.get("Retry-After"))

    def _wait(self, result: Retry | NeedsPerson) -> float:
        if result.reason != self.last_error:
            log.warning("%s", result.reason)
        self.last_error = result.reason
        if isinstance(result, NeedsPerson):
            return self._standing.next()
        return max(self._passing.next(), min(result.after, self._passing.longest))

    def _set_aside(self, batch: ReadBatch, result: SetAside) -> None:
        read = batch.reads[result.item]
        log.error("The server refused the read of %s for good: %s", read.captured_at.isoformat(), result.reason)
        self._spool.set_aside(batch.id, result.item, result.reason, at=self._now())
        self.last_error = result.reason


def beginning(response: httpx.Response, *, most: int) -> bytes:
    """The first bytes of an answer: whatever stands in the server's place shall not fill this device's memory."""
    body = bytearray()
    for piece in response.iter_bytes(64 * 1024):
        body += piece
        if len(body) >= most:
            break
    return bytes(body[:most])
