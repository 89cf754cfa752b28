"""The read: what an engine makes of one plate, and the contract by which a camera sends it to the server."""

from datetime import datetime
from typing import Annotated, Final, NamedTuple
from uuid import UUID

import msgspec

from plainview.terms import plate as plates
from plainview.terms.vehicle import Confidence, StatedVehicle

MAX_READS: Final = 1_000
"""Reads in one batch."""
MAX_IMAGE_BYTES: Final = 2 * 1024 * 1024
"""One encoded picture in a batch."""
MAX_BATCH_BYTES: Final = 64 * 1024 * 1024
"""One request body."""

PRINTABLE: Final = r"^[^\x00-\x1f\x7f]*$"
"""Text without control characters, which no database column takes and no plate has."""

State = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
"""A two-letter postal code of the issuing state."""
Pixels = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
Box = tuple[Pixels, Pixels, Pixels, Pixels]
"""x, y, width, height in pixels of the picture, origin at the top left."""
Jpeg = Annotated[bytes, msgspec.Meta(max_length=MAX_IMAGE_BYTES)]


class Alternate(msgspec.Struct, frozen=True):
    """A character that the engine thought possible in this place."""

    char: Annotated[str, msgspec.Meta(pattern="^[A-Z0-9]$")]
    confidence: Confidence


class Character(msgspec.Struct, frozen=True):
    """One character of a plate with what else it might be, likeliest first."""

    char: Annotated[str, msgspec.Meta(pattern="^[A-Z0-9]$")]
    confidence: Confidence
    alternates: tuple[Alternate, ...] = ()


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What an engine makes of one plate in one picture.

    `plate` is the raw text; `state` is None where the engine cannot say; `quality` runs from 0 (useless) to 1
    (sharp and large) and is None where the engine does not judge it. Where a vehicle was seen in several pictures,
    `frames` is how many of them agreed on the plate; None where nobody counted.

    `vehicle` is what is said of the vehicle itself. Where nothing is said it is left out of what is sent, too, so that
    a batch of a box that knows nothing of it has the bytes, and the digest, that it always had.
    """

    plate: Annotated[str, msgspec.Meta(min_length=1, max_length=16, pattern=PRINTABLE)]
    confidence: Confidence
    box: Box
    characters: tuple[Character, ...]
    state: State | None = None
    state_confidence: Confidence | None = None
    quality: Confidence | None = None
    frames: Annotated[int, msgspec.Meta(ge=1)] | None = None
    vehicle: StatedVehicle | msgspec.UnsetType | None = msgspec.UNSET

    @property
    def stated(self) -> StatedVehicle | None:
        """What is said of the vehicle; None where that is nothing."""
        return self.vehicle if isinstance(self.vehicle, StatedVehicle) and self.vehicle else None

    @property
    def canonical(self) -> str:
        return plates.canonical(self.plate)


class CapturedRead(msgspec.Struct, frozen=True, kw_only=True):
    """A reading with where and when it was captured: one item of a batch.

    `captured_at` carries its time zone. `photograph` shows the vehicle, `crop` the plate; both are JPEG, and the
    reading's box is in the photograph's pixels.
    """

    id: UUID
    captured_at: Annotated[datetime, msgspec.Meta(tz=True)]
    reading: Reading
    photograph: Jpeg
    crop: Jpeg
    engine: Annotated[str, msgspec.Meta(max_length=64, pattern=PRINTABLE)]


class ReadKey(NamedTuple):
    """What names one stored read. `plate` is canonical."""

    plate: str
    captured_at: datetime
    id: UUID


class ReadBatch(msgspec.Struct, frozen=True, kw_only=True):
    """Up to 1,000 reads of one camera. `id` makes a repeat harmless: it gets the first answer again."""

    id: UUID
    camera: UUID
    reads: Annotated[tuple[CapturedRead, ...], msgspec.Meta(min_length=1, max_length=MAX_READS)]


class BatchAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the server says once a batch is committed: reads stored, reads it had already, hits that are not covert.

    `keep_days` is the limit in force: a box deletes what is older from its spool.
    """

    batch: UUID
    accepted: int
    repeated: int
    hits: int
    keep_days: Annotated[int, msgspec.Meta(ge=1)] | None = None
