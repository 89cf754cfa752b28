"""The life of a batch on the server, one line a stage, in one transaction.

A read is acknowledged only after everything here has committed: it is stored, matched, alerted and logged, or
nothing of it is.
"""

from datetime import datetime

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.alerts import raising as alerts
from plainview.archive import actions as archive
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.cameras import actions as cameras
from plainview.cameras.models import Camera
from plainview.hotlists import queries as hotlists
from plainview.ingest import actions as ingest
from plainview.ingest import batches
from plainview.matching import index as matching
from plainview.policy import clauses, parameters
from plainview.policy.decisions import require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor
from plainview.terms.read import BatchAnswer, ReadBatch


@door(Event.BATCH_REFUSED, needs=Permission.READS_DELIVER)
@enforces(clauses.J_1, clauses.K_1)
def accept(batch: ReadBatch, camera: Camera, *, actor: Actor, at: datetime) -> BatchAnswer:
    """Take a batch from a known device of this camera. A batch that was acknowledged before gets its first answer.

    Raises:
        PolicyRefusal: the camera may not deliver (G.1).
        BatchInvalid: a read cannot be accepted; nothing of the batch is stored.
        BatchChanged: the batch's id was used for other content.
    """
    require(cameras.may_deliver(camera))
    batches.check(batch, at=at)
    if earlier := ingest.begin(batch, at=at):
        return earlier
    new = archive.store(batch, at=at)
    reads = [read for read in batch.reads if read.id in new]
    met = matching.match(reads, at=at)
    # Looked at once more: an entry may have ended since the index asked for changes.
    entries = hotlists.in_force({candidate.entry for candidate in met}, at=at)
    candidates = [candidate for candidate in met if candidate.entry in entries]
    # Rows first, the log's lock last, here as everywhere: who takes them the other way round would wait for ever.
    cameras.heard_from(camera, at=at)
    raised = alerts.raise_hits(candidates, entries, camera, actor=actor, at=at)
    answer = BatchAnswer(
        batch=batch.id,
        accepted=len(new),
        repeated=len(batch.reads) - len(new),
        # A box shows or prints what it is answered: of a covert entry it learns nothing.
        hits=sum(not each.entry_covert for each in raised),
        keep_days=parameters.retention(at.date()).days,
    )
    ingest.finish(answer)
    audit.append(
        Event.BATCH_ACCEPTED,
        actor=actor,
        at=at,
        subject=f"batch:{batch.id}",
        facts={"camera": str(camera.pk), "accepted": answer.accepted, "repeated": answer.repeated, "hits": answer.hits},
    )
    return answer
