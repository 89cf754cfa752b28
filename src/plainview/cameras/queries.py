"""Looks at the register."""

from datetime import datetime
from uuid import UUID

from plainview.cameras.models import Camera, Device
from plainview.policy import clauses
from plainview.policy.evidence import Shown, shows


def register() -> list[Camera]:
    """Every camera that was ever on the register, by name."""
    return list(Camera.objects.prefetch_related("devices"))


def placed() -> dict[UUID, tuple[float, float]]:
    """Where each camera of a known position stands, in degrees north and east. One in a car stands nowhere."""
    rows = Camera.objects.filter(mobile=False).values_list("pk", "latitude", "longitude")
    return {pk: (north, east) for pk, north, east in rows if north is not None and east is not None}


def named(name: str) -> Camera | None:
    """The camera of this name."""
    return Camera.objects.filter(name=name).first()


def device(key_id: str) -> Device | None:
    """The device of this key, unless it is revoked."""
    return Device.objects.select_related("camera").filter(pk=key_id, revoked_at=None).first()


@shows("cameras without an attestation", clauses.G_1, clauses.J_4, route="cameras")
def _not_attested(_at: datetime) -> Shown:
    in_service = Camera.objects.filter(retired_at=None)
    without = list(in_service.filter(attested_at=None).values_list("name", flat=True)[:5])
    if without:
        return Shown(f"reads are refused from {', '.join(without)}", kept=False)
    return Shown(f"all {in_service.count()} in service are attested", kept=True)
