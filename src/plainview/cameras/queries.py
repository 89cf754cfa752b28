"""Looks at the register."""

from plainview.cameras.models import Camera, Device


def register() -> list[Camera]:
    """Every camera that was ever on the register, by name."""
    return list(Camera.objects.prefetch_related("devices"))


def named(name: str) -> Camera | None:
    """The camera of this name."""
    return Camera.objects.filter(name=name).first()


def device(key_id: str) -> Device | None:
    """The device of this key, unless it is revoked."""
    return Device.objects.select_related("camera").filter(pk=key_id, revoked_at=None).first()
