"""A camera of a live server, with the key of its box."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec

from factories.live import LiveServer
from plainview.edge import keys
from plainview.edge.keys import DeviceKey
from plainview.edge.signing import signed_headers
from plainview.terms.read import CapturedRead, ReadBatch
from plainview.terms.signing import MSGPACK, READS_PATH


@dataclass(frozen=True)
class LiveBox:
    """A camera of this server with the key of its box."""

    server: LiveServer
    camera: uuid.UUID
    key: DeviceKey

    def sends(self, *reads: CapturedRead) -> None:
        batch = ReadBatch(id=uuid.uuid4(), camera=self.camera, reads=reads)
        body = msgspec.msgpack.encode(batch)
        headers = signed_headers("POST", READS_PATH, body, MSGPACK, self.key, datetime.now(UTC))
        answer = httpx.post(self.server.address + READS_PATH, content=body, headers=headers, timeout=20)
        assert answer.status_code == httpx.codes.OK, answer.text


def live_box(server: LiveServer, folder: Path, name: str, *position: str) -> LiveBox:
    key = keys.make(folder / f"{name}.key")
    public = folder / f"{name}.pem"
    public.write_text(key.public_pem)
    where = ("--place", f"{name} at Elm Street", "--attest", "Public road.", "--public-key", str(public))
    return LiveBox(server, uuid.UUID(server.command("camera", "add", name, *where, *position).strip()), key)
