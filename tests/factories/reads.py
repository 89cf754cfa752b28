"""Reads as a box would send them. Nothing here needs a server."""

import io
import uuid
from datetime import UTC, datetime, timedelta

from msgspec import UNSET, UnsetType
from PIL import Image

from plainview.terms import plate as plates
from plainview.terms.read import CapturedRead, Character, Reading
from plainview.terms.vehicle import Stated, StatedVehicle


def jpeg(colour: str = "navy", size: tuple[int, int] = (64, 32)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def vehicle(colour: str = "", make: str = "", body: str = "", confidence: float = 0.9) -> StatedVehicle:
    """What a camera states of a vehicle; it states nothing where a word is empty."""
    said = {"colour": colour, "make": make, "body": body}
    return StatedVehicle(**{trait: Stated(word, confidence) for trait, word in said.items() if word})


def reading(
    plate: str = "AB12345",
    state: str | None = "CT",
    confidence: float = 0.95,
    vehicle: StatedVehicle | UnsetType = UNSET,
) -> Reading:
    characters = tuple(Character(char, confidence) for char in plates.canonical(plate))
    return Reading(
        plate=plate,
        confidence=confidence,
        box=(10, 10, 40, 20),
        characters=characters,
        state=state,
        state_confidence=0.9 if state else None,
        vehicle=vehicle,
    )


def read(
    plate: str = "AB12345",
    state: str | None = "CT",
    *,
    captured_at: datetime | None = None,
    vehicle: StatedVehicle | UnsetType = UNSET,
    photograph: bytes | None = None,
) -> CapturedRead:
    return CapturedRead(
        id=uuid.uuid4(),
        captured_at=captured_at or datetime.now(UTC) - timedelta(seconds=2),
        reading=reading(plate, state, vehicle=vehicle),
        photograph=photograph or jpeg(),
        crop=jpeg("white"),
        engine="test 1",
    )
