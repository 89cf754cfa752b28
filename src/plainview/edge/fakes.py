"""Stand-ins that ship with the code: readings, reads, and a server that says what a test wants to hear."""

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import msgspec
import numpy as np

from plainview.recognition.engine import Image
from plainview.terms.read import BatchAnswer, Box, CapturedRead, Character, ReadBatch, Reading
from plainview.terms.signing import READS_PATH

Reply = tuple[int, bytes, dict[str, str]]
"""Status, body and further headers of an answer."""


def reading(plate: str, confidence: float = 0.9, box: Box = (100, 100, 80, 40), state: str | None = None) -> Reading:
    """A reading whose characters are as sure as the whole."""
    characters = tuple(Character(char=char, confidence=confidence) for char in plate if char.isalnum())
    return Reading(plate=plate, confidence=confidence, box=box, characters=characters, state=state)


def captured_read(captured_at: datetime, plate: str = "AB12345", *, size: int = 0) -> CapturedRead:
    """A read with pictures that are no pictures; `size` is the photograph's length in bytes."""
    return CapturedRead(
        id=uuid4(),
        captured_at=captured_at,
        reading=reading(plate),
        photograph=b"\xff\xd8\xff" + bytes(size) + b"\xff\xd9",
        crop=b"\xff\xd8\xff\xff\xd9",
        engine="fake",
    )


def acknowledged(batch: ReadBatch) -> Reply:
    """What the server says once the batch is committed."""
    answer = BatchAnswer(batch=batch.id, accepted=len(batch.reads), repeated=0, hits=0)
    return 200, msgspec.json.encode(answer), {}


def refused(status: int, code: str, item: int | None = None) -> Callable[[ReadBatch], Reply]:
    """A refusal in the form of the contract."""
    error = {"code": code, "message": "so says the test", "item": item, "field": None, "clause": None}
    return lambda _: (status, msgspec.json.encode({"error": error}), {})


@dataclass
class FakeEngine:
    """An engine that knows a plate by the mean brightness of the picture, in steps of ten (0 to 25)."""

    plates: Mapping[int, str]
    seen: int = 0
    name: str = "fake"
    version: str = "1"

    def read(self, image: Image) -> tuple[Reading, ...]:
        self.seen += 1
        one = self.read_crop(image)
        return () if one is None else (one,)

    def read_crop(self, image: Image) -> Reading | None:
        plate = self.plates.get(round(float(image.mean()) / 10))
        return None if plate is None else reading(plate)


def grey(step: int, width: int = 320, height: int = 240) -> Image:
    """A picture that `FakeEngine` knows as number `step`."""
    return np.full((height, width, 3), step * 10, np.uint8)


@dataclass(frozen=True)
class Request:
    """What the fake server received."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    batch: ReadBatch


@dataclass
class FakeServer(AbstractContextManager["FakeServer"]):
    """A server on this machine. It gives the `script`'s answers in turn and acknowledges once they are used up.

    It keeps the contract's promise: a batch that was acknowledged gets the same answer again. `reads` holds what was
    acknowledged, by read id.
    """

    script: list[Callable[[ReadBatch], Reply]] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    reads: dict[UUID, CapturedRead] = field(default_factory=dict)

    def __enter__(self) -> Self:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                batch = msgspec.msgpack.decode(body, type=ReadBatch)
                fake.requests.append(Request(self.command, self.path, dict(self.headers), body, batch))
                status, content, headers = fake._answer(batch)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Tests look at `requests`."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        """Where reads go."""
        return self.address + READS_PATH

    def _answer(self, batch: ReadBatch) -> Reply:
        reply = (self.script.pop(0) if self.script else acknowledged)(batch)
        if reply[0] == 200:  # noqa: PLR2004 - HTTP's OK
            self.reads.update({read.id: read for read in batch.reads})
        return reply
