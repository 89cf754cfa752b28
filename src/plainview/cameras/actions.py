"""Changes to the register."""

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.cameras import positions
from plainview.cameras.models import Camera, Device
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Decision, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

_WHERE: Final = ("place", "latitude", "longitude", "direction")
_HEARD_EVERY: Final = timedelta(seconds=5)
"""How often a camera's row is written while it delivers: nothing that looks at it is finer than a minute."""


class KeyRejected(Exception):
    """The file is not an Ed25519 public key in PEM."""


@door(Event.CAMERA_ADDED, needs=Permission.CAMERAS_CHANGE)
@enforces(clauses.J_4)
def add(  # noqa: PLR0913 - the register's columns
    name: str,
    *,
    place: str,
    latitude: float | None = None,
    longitude: float | None = None,
    direction: str = "",
    mobile: bool = False,
    simulated: bool = False,
    actor: Actor,
    at: datetime,
) -> Camera:
    """Put a camera on the register. It cannot deliver reads before it is attested.

    Raises:
        PolicyRefusal: the actor may not, the place is missing, or the position cannot be one.
        IntegrityError: the name is taken.
    """
    require(*positions.objections(place, latitude, longitude))
    camera = Camera.objects.create(
        name=name,
        place=place,
        latitude=latitude,
        longitude=longitude,
        direction=direction,
        mobile=mobile,
        simulated=simulated,
        added_at=at,
    )
    audit.append(
        Event.CAMERA_ADDED,
        actor=actor,
        at=at,
        subject=f"camera:{camera.pk}",
        facts={"name": name, "place": place, "mobile": mobile},
    )
    return camera


@door(Event.CAMERA_LOCATED, needs=Permission.CAMERAS_CHANGE)
@enforces(clauses.J_4)
def locate(  # noqa: PLR0913 - where it stands and which way it looks
    camera_id: UUID,
    *,
    place: str,
    latitude: float | None,
    longitude: float | None,
    direction: str,
    actor: Actor,
    at: datetime,
) -> Camera:
    """Record where a camera stands now, and which traffic it sees. The log keeps where it stood before.

    Raises:
        PolicyRefusal: the actor may not, the place is missing, or the position cannot be one.
        Camera.DoesNotExist: there is no such camera.
    """
    require(*positions.objections(place, latitude, longitude))
    camera = Camera.objects.select_for_update().get(pk=camera_id)
    before = {f"{name}_before": getattr(camera, name) for name in _WHERE}
    camera.place, camera.latitude, camera.longitude = place.strip(), latitude, longitude
    camera.direction = direction.strip()
    camera.save(update_fields=_WHERE)
    facts = {name: getattr(camera, name) for name in _WHERE} | before
    audit.append(Event.CAMERA_LOCATED, actor=actor, at=at, subject=f"camera:{camera_id}", facts=facts)
    return camera


@door(Event.CAMERA_ATTESTED, needs=Permission.CAMERAS_CHANGE)
@enforces(clauses.G_1)
def attest(camera_id: UUID, statement: str, *, actor: Actor, at: datetime) -> None:
    """Record who states that the camera sees only what the public can see, and in which words.

    Raises:
        PolicyRefusal: the actor may not, or the statement is empty.
        Camera.DoesNotExist: there is no such camera.
    """
    require(
        ALLOWED
        if statement.strip()
        else Refused(clauses.G_1, "the attestation is empty", "Say what the camera sees and from where.", "statement"),
    )
    camera = Camera.objects.select_for_update().get(pk=camera_id)
    camera.attested_by, camera.attested_at, camera.attestation = actor.name, at, statement.strip()
    camera.save(update_fields=["attested_by", "attested_at", "attestation"])
    audit.append(
        Event.CAMERA_ATTESTED, actor=actor, at=at, subject=f"camera:{camera_id}", facts={"statement": statement}
    )


@door(Event.DEVICE_ADDED, needs=Permission.CAMERAS_CHANGE)
def add_device(camera_id: UUID, public_key_pem: bytes, *, actor: Actor, at: datetime) -> Device:
    """Let the holder of a key send reads of a camera.

    Raises:
        PolicyRefusal: the actor may not.
        KeyRejected: not an Ed25519 public key.
    """
    try:
        key = load_pem_public_key(public_key_pem)
    except (ValueError, UnsupportedAlgorithm) as trouble:
        raise KeyRejected("this is not a public key in PEM") from trouble
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRejected("this is a public key of another kind; an Ed25519 key is needed")
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    device, _ = Device.objects.update_or_create(
        key_id=hashlib.sha256(raw).hexdigest()[:16],
        defaults={"camera_id": camera_id, "public_key": raw, "added_at": at, "revoked_at": None},
    )
    audit.append(Event.DEVICE_ADDED, actor=actor, at=at, subject=f"camera:{camera_id}", facts={"device": device.key_id})
    return device


@door(Event.DEVICE_REVOKED, needs=Permission.CAMERAS_CHANGE)
def revoke_device(key_id: str, *, actor: Actor, at: datetime) -> None:
    """Stop believing a key.

    Raises:
        PolicyRefusal: the actor may not.
    """
    Device.objects.filter(pk=key_id).update(revoked_at=at)
    audit.append(Event.DEVICE_REVOKED, actor=actor, at=at, subject=f"device:{key_id}")


@enforces(clauses.G_1)
def may_deliver(camera: Camera) -> Decision:
    """Allowed if somebody attested that the camera sees only what the public can see."""
    if camera.retired_at is not None:
        return Refused(clauses.J_4, "this camera is retired", "Register it anew if it is back in service.", "camera")
    if camera.attested_at is None:
        return Refused(
            clauses.G_1,
            "nobody has attested that this camera sees only what the public can see",
            "The ALPR Administrator attests it in the camera register.",
            "camera",
        )
    return ALLOWED


def heard_from(camera: Camera, *, at: datetime) -> None:
    """Note that a camera delivered reads, in the transaction that stores them, to some seconds."""
    # Also where the clock was ahead and has been set right.
    if camera.last_read_at is None or abs(at - camera.last_read_at) >= _HEARD_EVERY:
        Camera.objects.filter(pk=camera.pk).update(last_read_at=at)
        camera.last_read_at = at
