"""What remains of alerts that are gone: counts."""

from django.db import models


class KeptTally(models.Model):
    """So many alerts that were alike, of those that the purge took. See `alerts.tallies.Tally`."""

    day = models.DateField(db_index=True)
    camera_id = models.UUIDField()
    hot_list = models.CharField(max_length=100)
    state = models.CharField(max_length=2, blank=True)
    tier = models.CharField(max_length=16)
    confidence = models.SmallIntegerField()
    disposition = models.CharField(max_length=16, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["day", "camera_id", "hot_list", "state", "tier", "confidence", "disposition"],
                name="alike_alerts_stand_in_one_row",
            ),
        )

    def __str__(self) -> str:
        return f"{self.count} alerts of {self.day}"
