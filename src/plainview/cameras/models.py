"""The register of cameras (J.4) and the keys of the devices that send their reads."""

import uuid

from django.db import models


class Camera(models.Model):
    """One camera, fixed or in a car. It delivers reads only while it is attested (G.1) and not retired."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100, unique=True)
    place = models.CharField(max_length=200)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    direction = models.CharField(max_length=40, blank=True)
    mobile = models.BooleanField(default=False)
    simulated = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    attested_by = models.CharField(max_length=128, blank=True)
    attested_at = models.DateTimeField(null=True)
    attestation = models.CharField(max_length=500, blank=True)
    last_read_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """A box that signs what it sends. `key_id` is the start of the public key's hash; the raw key has 32 bytes."""

    key_id = models.CharField(primary_key=True, max_length=64)
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="devices")
    public_key = models.BinaryField()
    added_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key_id
