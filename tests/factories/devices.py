"""A camera with a device, and signed batches from it."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.http import HttpResponse
from django.test import Client

from factories.reads import jpeg, read
from plainview.cameras import actions as cameras
from plainview.cameras.models import Camera
from plainview.edge.keys import DeviceKey
from plainview.edge.signing import signed_headers
from plainview.terms.actor import Actor, ActorKind
from plainview.terms.read import CapturedRead, ReadBatch
from plainview.terms.signing import MSGPACK, READS_PATH

CONSOLE = Actor(ActorKind.CONSOLE, "test", "console (test)")


@dataclass(frozen=True)
class Box:
    """A registered box at a camera."""

    camera: Camera
    key: DeviceKey

    def send(
        self, batch: ReadBatch | bytes, *, at: datetime | None = None, content_type: str = MSGPACK, **changed: str
    ) -> HttpResponse:
        """Post a batch as the box would; `changed` replaces headers after signing."""
        body = batch if isinstance(batch, bytes) else encode(batch, content_type)
        headers = signed_headers("POST", READS_PATH, body, content_type, self.key, at or datetime.now(UTC))
        return Client(SERVER_NAME="localhost").post(
            READS_PATH, body, content_type=content_type, headers={**headers, **changed}
        )


def encode(batch: ReadBatch, content_type: str = MSGPACK) -> bytes:
    return msgspec.msgpack.encode(batch) if content_type == MSGPACK else msgspec.json.encode(batch)


def box(name: str = "Main Street", *, attested: bool = True, mobile: bool = False) -> Box:
    now = datetime.now(UTC)
    camera = cameras.add(name, place=f"{name} at Elm Street", mobile=mobile, actor=CONSOLE, at=now)
    if attested:
        cameras.attest(camera.pk, "Sees the public road only.", actor=CONSOLE, at=now)
    private = Ed25519PrivateKey.generate()
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    cameras.add_device(camera.pk, pem, actor=CONSOLE, at=now)
    camera.refresh_from_db()
    return Box(camera, DeviceKey(private))


__all__ = ["CONSOLE", "Box", "batch", "box", "encode", "jpeg", "read"]


def batch(camera: Camera, *reads: CapturedRead) -> ReadBatch:
    return ReadBatch(id=uuid.uuid4(), camera=camera.pk, reads=reads or (read(),))
