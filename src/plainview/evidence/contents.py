"""What a case holds, gathered once for whatever leaves it: the package, the report, the exports."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec
from PIL import Image

from plainview.archive import packs
from plainview.archive import queries as archive
from plainview.audit import queries as audit
from plainview.audit.queries import leaf_of
from plainview.cameras import queries as cameras
from plainview.cameras.models import Camera
from plainview.evidence import preserving
from plainview.evidence.models import HeldRead, Hold
from plainview.evidence.placing import subject_of
from plainview.evidence.statement import Waiver, statement
from plainview.terms.vehicle import StatedVehicle

COLUMNS: Final = (
    "number",
    "plate",
    "state",
    "confidence",
    "captured_at",
    "received_at",
    "camera",
    "place",
    "latitude",
    "longitude",
    "direction",
    "engine",
    "vehicle",
    "read_id",
    "photograph_sha256",
    "crop_sha256",
)
"""Of each read in a table. Times are of UTC, in ISO 8601."""
_WHICH: Final[tuple[archive.Which, ...]] = ("photograph", "crop")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Picture:
    """A JPEG that is not kept in memory: width and height in pixels, None where it is no picture; `opened` opens it."""

    size: tuple[int, int] | None
    opened: Callable[[], bytes]


Keep = Callable[[str, bytes], None]
"""What is done with a picture as it is opened: its path in a package, and the JPEG."""


@dataclass(frozen=True)
class Item:
    """One read of a case as it leaves: `said` is what stands in the tables; a picture is None where it is lost."""

    said: Mapping[str, object]
    batch: str
    photograph: Picture | None
    crop: Picture | None


@dataclass(frozen=True)
class Marked:
    """By whom and when something was made of a case: it stands on each of its pages."""

    case_number: str
    by: str
    at: datetime

    @property
    def words(self) -> str:
        return f"Case {self.case_number} · made by {self.by} · {self.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _leave(_path: str, _picture: bytes) -> None:
    """Keep nothing."""


def items(placed: Hold, keep: Keep = _leave) -> Iterator[Item]:
    """The reads of a hold, oldest first. One that is gone is left out; none can be, see K.1.

    Each picture is opened once, for its hash and for `keep`, one at a time.
    """
    known = {str(camera.pk): camera for camera in cameras.register()}
    for number, held in enumerate(placed.reads.order_by("captured_at", "read_id"), 1):
        content = preserving.said_by(held)
        if content is not None:
            yield _item(number, held, content, known.get(str(content["camera"])), keep)


def statement_of(placed: Hold, reads: int) -> str:
    """The statement that goes with everything that leaves the case (I.4)."""
    waiver = Waiver(placed.waiver_office, placed.waiver_reference) if placed.waiver_office else None
    return statement(placed.case_number, reads, waiver)


def about(placed: Hold) -> dict[str, object]:
    """What a case says of itself."""
    return {
        "case_number": placed.case_number,
        "hold": str(placed.pk),
        "matter": placed.matter,
        "authority": placed.authority,
        "reference": placed.reference,
        "scope": placed.scope,
        "reason": placed.reason,
        "asked_by": placed.asked_by_name,
        "supervisor": placed.placed_by_name,
        "held_at": moment(placed.placed_at),
        "review_on": placed.review_on.isoformat(),
    }


def table(found: Iterable[Item], said: str) -> bytes:
    """The reads as CSV, without their pictures; the statement stands in each line, for lines are taken apart (I.4)."""
    out = io.StringIO()
    written = csv.writer(out)
    written.writerow([*COLUMNS, "statement"])
    written.writerows([*(_cell(item.said[name]) for name in COLUMNS), said] for item in found)
    return out.getvalue().encode()


def written(what: Mapping[str, object]) -> bytes:
    """As JSON for a person and a program."""
    return json.dumps(what, indent=2, ensure_ascii=False).encode() + b"\n"


def entries(placed: Hold, found: Iterable[Item]) -> list[dict[str, object]]:
    """The log's public entries on the case, in order: its chain of custody, and how its reads came."""
    days = {str(item.said["captured_at"])[:10] for item in found}
    subjects = [subject_of(placed.pk), *(f"batch:{each}" for each in sorted({item.batch for item in found}))]
    subjects += [f"day:{day}" for day in sorted(days)] + ([f"search:{placed.search_id}"] if placed.search_id else [])
    subjects += [f"hold-request:{placed.request_id}"] if placed.request_id else []
    leaves = [leaf_of(each).written() for subject in subjects for each in audit.latest(subject=subject, count=None)]
    return sorted((json.loads(leaf) for leaf in leaves), key=lambda entry: int(entry["seq"]))


def proof_of(seq: int) -> bytes | None:
    """An entry's proof as a file; None while no checkpoint covers it."""
    found = audit.proof(seq)
    return None if found is None else found.encode()


def moment(at: datetime) -> str:
    """A moment as the tables have it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _item(number: int, held: HeldRead, content: Mapping[str, object], camera: Camera | None, keep: Keep) -> Item:
    said: dict[str, object] = {
        "number": number,
        "plate": held.plate,
        "read_as": content["raw"],
        "state": content["state"],
        "confidence": content["confidence"],
        "characters": content["characters"],
        "captured_at": moment(held.captured_at),
        "received_at": moment(datetime.fromisoformat(str(content["received_at"]))),
        "camera": camera.name if camera else str(content["camera"]),
        "place": camera.place if camera else "",
        "latitude": camera.latitude if camera else None,
        "longitude": camera.longitude if camera else None,
        "direction": camera.direction if camera else "",
        "engine": content["engine"],
        "vehicle": _stated(content.get("vehicle")),
        "box": content["box"],
        "read_id": str(held.read_id),
    }
    pictures = {which: _kept(held, which, f"pictures/{number:04}-{which}.jpg", said, keep) for which in _WHICH}
    return Item(said, str(content["batch"]), pictures["photograph"], pictures["crop"])


def _kept(held: HeldRead, which: archive.Which, path: str, said: dict[str, object], keep: Keep) -> Picture | None:
    """Open a picture once, and say what there is to say of it."""
    picture = _picture(held, which)
    said[which] = path if picture else None
    said[f"{which}_sha256"] = packs.digest(picture).hex() if picture else None
    if picture is None:
        return None
    keep(path, picture)
    return Picture(_size(picture), lambda: _again(held, which))


def _again(held: HeldRead, which: archive.Which) -> bytes:
    try:
        return preserving.picture(held, which)
    except packs.StoreAway:
        raise
    except packs.PictureUnreadable:
        # Its day may have gone meanwhile, and the case has a copy of its own.
        held.refresh_from_db()
        return preserving.picture(held, which)


def _size(picture: bytes) -> tuple[int, int] | None:
    try:
        with Image.open(io.BytesIO(picture)) as image:
            return image.size
    except OSError:
        return None


def _stated(vehicle: object) -> str:
    """What the camera stated of the vehicle, each word with how sure it was. A copy of before has nothing of it."""
    stated = msgspec.convert(vehicle, StatedVehicle | None)
    said = stated.each() if stated else ()
    return ", ".join(f"{trait} {word.word} ({round(word.confidence * 100)} %)" for trait, word in said if word)


def _picture(held: HeldRead, which: archive.Which) -> bytes | None:
    try:
        return preserving.picture(held, which)
    except packs.StoreAway:
        raise  # a package without pictures that are there would say too little
    except packs.PictureUnreadable:
        return None


def _cell(value: object) -> str:
    # A spreadsheet takes what begins like this for a formula; a number below zero is none.
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(value, float) else text
