"""Results as the pages draw them: a read with its camera, and the name by which an address knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from plainview.archive.models import Read
from plainview.cameras import queries as cameras
from plainview.cameras.models import Camera
from plainview.web import search_forms


@dataclass(frozen=True)
class Row:
    """One result as the page draws it."""

    read: Read
    key: str
    camera: Camera | None
    why: str
    stated: str


def row(read: Read, known: Mapping[UUID, Camera], matched: str = "", stated: str = "") -> Row:
    """A read with its camera among those that are known, why it matched and what it stated of the vehicle."""
    return Row(read, search_forms.key(read.captured_at, read.id), known.get(read.camera_id), matched, stated)


def known_cameras() -> dict[UUID, Camera]:
    """Every camera that was ever on the register, by its id."""
    return {camera.pk: camera for camera in cameras.register()}
