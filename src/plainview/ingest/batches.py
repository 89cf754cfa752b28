"""Bytes to a batch, with an error that names the item and the field. Pure."""

import re
from datetime import UTC, datetime, time
from typing import Final
from uuid import UUID

import msgspec

from plainview.policy import clauses, parameters
from plainview.policy.enforcement import enforces
from plainview.terms.plate import MAX_LENGTH
from plainview.terms.read import CapturedRead, ReadBatch
from plainview.terms.signing import CLOCK_TOLERANCE, JSON, MSGPACK
from plainview.terms.vehicle import NUMBERS, WORDS

_JPEG_START: Final = b"\xff\xd8\xff"
_PATH: Final = re.compile(r"`\$(?P<path>[^`]*)`")
_ITEM: Final = re.compile(r"^\.reads\[(?P<item>\d+)\]\.?(?P<field>.*)$")


class BatchInvalid(Exception):
    """The batch cannot be accepted as it is. `item` counts from 0; `field` is a path inside it."""

    def __init__(
        self, message: str, *, item: int | None = None, field: str | None = None, clause: str | None = None
    ) -> None:
        super().__init__(message)
        self.item, self.field, self.clause = item, field, clause


_decoders: Final[dict[str, msgspec.msgpack.Decoder[ReadBatch] | msgspec.json.Decoder[ReadBatch]]] = {
    MSGPACK: msgspec.msgpack.Decoder(ReadBatch),
    JSON: msgspec.json.Decoder(ReadBatch),
}


def decode(body: bytes, content_type: str) -> ReadBatch:
    """Decode and check the shape.

    Raises:
        BatchInvalid: it is not a batch; the error says where.
    """
    decoder = _decoders.get(content_type.partition(";")[0].strip().lower())
    if decoder is None:
        raise BatchInvalid(f"the content type must be {MSGPACK} or {JSON}", field="content-type")
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as trouble:
        raise _located(str(trouble)) from trouble
    except (msgspec.DecodeError, UnicodeDecodeError) as trouble:
        raise BatchInvalid(f"the body cannot be decoded: {trouble}") from trouble


def check_camera(batch: ReadBatch, camera: UUID) -> None:
    """A device speaks for its own camera only.

    Raises:
        BatchInvalid: it names another.
    """
    if batch.camera != camera:
        raise BatchInvalid("is not the camera of this device", field="camera")


def check(batch: ReadBatch, *, at: datetime) -> None:
    """What a shape cannot say: plates that are plates, pictures that are pictures, times that the policy lets us keep.

    Raises:
        BatchInvalid: with the first item that fails.
    """
    seen = set()
    _check_times(batch, at)
    for item, read in enumerate(batch.reads):
        _check_plate(item, read)
        _check_vehicle(item, read)
        for field in ("photograph", "crop"):
            if not getattr(read, field).startswith(_JPEG_START):
                raise BatchInvalid("must be a JPEG picture", item=item, field=field)
        if read.id in seen:
            raise BatchInvalid("stands twice in this batch", item=item, field="id")
        seen.add(read.id)


def _check_plate(item: int, read: CapturedRead) -> None:
    if not 1 <= len(read.reading.canonical) <= MAX_LENGTH:
        raise BatchInvalid(f"must have 1 to {MAX_LENGTH} letters and digits", item=item, field="reading.plate")
    if "".join(each.char for each in read.reading.characters) != read.reading.canonical:
        raise BatchInvalid("must spell the plate", item=item, field="reading.characters")


def _check_vehicle(item: int, read: CapturedRead) -> None:
    for trait, said in read.reading.stated.each() if read.reading.stated else ():
        if said is not None and said.word not in NUMBERS[trait]:
            raise BatchInvalid(
                f"must be one of the words that are known for a {trait}: {', '.join(WORDS[trait])}",
                item=item,
                field=f"reading.vehicle.{trait}.word",
            )


@enforces(clauses.K_1)
def _check_times(batch: ReadBatch, at: datetime) -> None:
    newest = at + CLOCK_TOLERANCE
    # Asked once: the law does not change between the reads of a batch.
    limit, first_kept = parameters.retention(at.date()), parameters.first_day_kept(at)
    oldest = datetime.combine(first_kept, time.min, tzinfo=UTC)
    for item, read in enumerate(batch.reads):
        if read.captured_at > newest:
            raise BatchInvalid("lies in the future", item=item, field="captured_at")
        if read.captured_at < oldest:
            raise BatchInvalid(
                f"is older than the {limit.days} days for which a read may be kept",
                item=item,
                field="captured_at",
                clause=limit.clause.id,
            )


def _located(message: str) -> BatchInvalid:
    path = _PATH.search(message)
    found = _ITEM.match(path["path"]) if path else None
    reason = message.partition(" - at ")[0]
    if found:
        return BatchInvalid(reason, item=int(found["item"]), field=found["field"] or None)
    return BatchInvalid(reason, field=path["path"].lstrip(".") if path else None)
