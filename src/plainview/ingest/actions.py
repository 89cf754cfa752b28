"""Remember what was acknowledged. Joins the pipeline's transaction."""

import hashlib
from datetime import datetime
from typing import Final

import msgspec
from django.db import connection

from plainview.ingest.models import Batch
from plainview.policy import parameters
from plainview.terms.read import BatchAnswer, ReadBatch

# One statement, because every batch makes it, with the answer that most batches get: all is new, and none is wanted.
# It waits where another sender of the same batch has not ended.
_CLAIM: Final = """
    INSERT INTO ingest_batch (id, camera_id, digest, received_at, accepted, repeated, hits)
    VALUES (%s, %s, %s, %s, %s, 0, 0) ON CONFLICT (id) DO NOTHING
"""


class BatchChanged(Exception):
    """A batch of this id was acknowledged, and it held something else."""


def begin(batch: ReadBatch, *, at: datetime) -> BatchAnswer | None:
    """Claim a batch's id. If it was acknowledged before, return that answer; a second sender waits here for the first.

    Raises:
        BatchChanged: the id was used for other content.
    """
    digest = hashlib.sha256(msgspec.msgpack.encode(batch)).digest()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [batch.id, batch.camera, digest, at, len(batch.reads)])
        if cursor.rowcount:
            return None
    row = Batch.objects.get(pk=batch.id)
    if bytes(row.digest) != digest:
        raise BatchChanged(str(batch.id))
    keep_days = parameters.retention(at.date()).days
    return BatchAnswer(batch=row.id, accepted=row.accepted, repeated=row.repeated, hits=row.hits, keep_days=keep_days)


def finish(answer: BatchAnswer) -> None:
    """Keep the answer beside the claim, where it is not the one that the claim expected."""
    if answer.repeated or answer.hits:
        counts = {"accepted": answer.accepted, "repeated": answer.repeated, "hits": answer.hits}
        Batch.objects.filter(pk=answer.batch).update(**counts)


def forget(*, before: datetime) -> int:
    """Drop the answers of batches that are older than any read could be."""
    return Batch.objects.filter(received_at__lt=before).delete()[0]
