"""The log's one table. The database itself refuses to change or delete a row (see the migration)."""

from django.db import models


class Entry(models.Model):
    """One event. `facts` is for everyone who may read the log; `private` may hold a plate and is sealed."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    event = models.CharField(max_length=64)
    actor = models.CharField(max_length=128)
    actor_name = models.CharField(max_length=128)
    outcome = models.CharField(max_length=16)
    clause = models.CharField(max_length=16, blank=True)
    subject = models.CharField(max_length=128, blank=True)
    facts = models.TextField()
    private = models.TextField(null=True)  # noqa: DJ001 - absent and empty differ: absent has no seal
    salt = models.BinaryField(null=True)
    seal = models.BinaryField(null=True)
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        ordering = ("seq",)
        indexes = (
            models.Index(fields=["event", "seq"], name="audit_event"),
            models.Index(fields=["actor", "seq"], name="audit_actor"),
            models.Index(fields=["subject", "seq"], name="audit_subject"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.event}"
