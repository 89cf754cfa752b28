"""A camera with a device, and signed batches from it."""

import io
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from plainview.cameras import actions as cameras
from plainview.cameras.models import Camera
from plainview.edge.keys import DeviceKey
from plainview.edge.signing import signed_headers
from plainview.terms import plate as plates
from plainview.terms.actor import Actor, ActorKind
from plainview.terms.read import CapturedRead, Character, ReadBatch, Reading
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


def box(name: str = "Main Street", *, attested: bool = True) -> Box:
    now = datetime.now(UTC)
    camera = cameras.add(name, place=f"{name} at Elm Street", actor=CONSOLE, at=now)
    if attested:
        cameras.attest(camera.pk, "Sees the public road only.", actor=CONSOLE, at=now)
    private = Ed25519PrivateKey.generate()
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    cameras.add_device(camera.pk, pem, actor=CONSOLE, at=now)
    camera.refresh_from_db()
    return Box(camera, DeviceKey(private))


def jpeg(colour: str = "navy", size: tuple[int, int] = (64, 32)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def reading(plate: str = "AB12345", state: str | None = "CT", confidence: float = 0.95) -> Reading:
    characters = tuple(Character(char, confidence) for char in plates.canonical(plate))
    return Reading(
        plate=plate,
        confidence=confidence,
        box=(10, 10, 40, 20),
        characters=characters,
        state=state,
        state_confidence=0.9 if state else None,
    )


def read(plate: str = "AB12345", state: str | None = "CT", *, captured_at: datetime | None = None) -> CapturedRead:
    return CapturedRead(
        id=uuid.uuid4(),
        captured_at=captured_at or datetime.now(UTC) - timedelta(seconds=2),
        reading=reading(plate, state),
        photograph=jpeg(),
        crop=jpeg("white"),
        engine="test 1",
    )


def batch(camera: Camera, *reads: CapturedRead) -> ReadBatch:
    return ReadBatch(id=uuid.uuid4(), camera=camera.pk, reads=reads or (read(),))
