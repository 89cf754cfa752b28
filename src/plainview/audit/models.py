"""The log's tables. The database itself refuses to change or delete a row (see the migrations)."""

from django.db import models


class Entry(models.Model):
    """One event. `facts` is for everyone who may read the log; `private` may hold a plate and is sealed.

    `nodes` are the hashes, 32 bytes each from level 0 up, of the complete subtrees that end with this entry; the
    first is that of its leaf. `chain` is the hash that entries carried before there was a tree.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    event = models.CharField(max_length=64)
    actor = models.CharField(max_length=128)
    actor_name = models.CharField(max_length=128)
    outcome = models.CharField(max_length=16)
    clause = models.CharField(max_length=16, blank=True)
    subject = models.CharField(max_length=128, blank=True)
    source = models.CharField(max_length=128, blank=True)
    pack = models.TextField(blank=True)
    facts = models.TextField()
    private = models.TextField(null=True)  # noqa: DJ001 - absent and empty differ: absent has no seal
    salt = models.BinaryField(null=True)
    seal = models.BinaryField(null=True)
    chain = models.BinaryField(null=True)
    nodes = models.BinaryField()

    class Meta:
        ordering = ("seq",)
        indexes = (
            models.Index(fields=["event", "seq"], name="audit_event"),
            models.Index(fields=["actor", "seq"], name="audit_actor"),
            models.Index(fields=["subject", "seq"], name="audit_subject"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.event}"


class Checkpoint(models.Model):
    """The log's signature under its first `size` entries: a signed note, and perhaps a time-stamp of it."""

    size = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    root = models.BinaryField()
    note = models.TextField()
    stamp = models.BinaryField(null=True)

    class Meta:
        ordering = ("size",)

    def __str__(self) -> str:
        return f"{self.size} entries, {self.at:%Y-%m-%d %H:%M} UTC"
