"""Case packages and exports: what leaves a case, asked for with a reason of its own and logged with what left."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from plainview import configuration
from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.archive import packs
from plainview.archive.master_key import master_key
from plainview.audit import actions as audit
from plainview.audit import checkpoints
from plainview.audit.events import Event
from plainview.audit.signing_key import signing_key
from plainview.evidence import contents, forms, preserving, sealed_files
from plainview.evidence.bag import Bag, Out
from plainview.evidence.contents import Marked
from plainview.evidence.forms import FORMS, Leaving, Surroundings
from plainview.evidence.models import Hold, Package
from plainview.evidence.placing import subject_of
from plainview.evidence.rules import taking_objections
from plainview.evidence.sealed_files import Part, Pieces, Spool
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

_log = logging.getLogger(__name__)
_READ_ME: Final = """\
This is a case package: reads of licence plates that were preserved as evidence, with their photographs.

report.pdf       to read and to print: the statement, a map, each read with its photograph, the chain of custody
reads.json       the same reads for a program, each with the SHA-256 of its pictures as they were captured
reads.csv        the same reads for a spreadsheet
pictures/        the photographs and the crops of the plates
custody.json     the entries of the log on this case and its reads
log/             a proof of each of those entries
enclosed/        statements about alerts on these reads, where there are any

Whether anything was changed since it was made says, without the server that made it:
    python3 plainview-verify.pyz PACKAGE.zip --key 'KEY'
KEY is the verifier key of the agency's log. Take it, and the program, from a place that you trust.
"""


@dataclass(frozen=True)
class Taken:
    """A file that leaves, `size` bytes, a piece at a time. Whoever sends it closes it."""

    name: str
    media_type: str
    size: int
    pieces: Pieces


@door(Event.HOLD_PACKAGE_ASKED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.F_A_1_II, clauses.J_1, clauses.J_2)
def ask(hold_id: UUID, *, reason: str, actor: Actor, at: datetime) -> Package:
    """Ask for a package of a case, for a reason of its own. `build` makes it.

    Raises:
        PolicyRefusal: the actor may not, the hold has ended, or the reason says nothing.
    """
    placed = _in_force(hold_id)
    require(*taking_objections(reason, at.date(), field="package_reason"))
    asked = Package.objects.create(
        hold=placed, asked_by=actor.name, asked_at=at, reads=placed.reads.count(), reason=reason.strip()
    )
    audit.append(
        Event.HOLD_PACKAGE_ASKED,
        actor=actor,
        at=at,
        subject=subject_of(hold_id),
        facts={"package": str(asked.pk)},
        private={"reason": reason.strip()},
    )
    return asked


def build(package_id: UUID, around: Callable[[], Surroundings], *, actor: Actor, at: datetime) -> None:
    """Make a package that was asked for. How far it is stands in its row; so does what went wrong, if something did."""
    asked = Package.objects.select_related("hold").get(pk=package_id)
    part: Part | None = None
    try:
        # The log is signed up to here, so that each entry that goes along has its proof.
        signed = checkpoints.make(actor=actor, at=at).size
        part = Part(_key_of(asked.hold))
        digest, counted = _packed(asked, around(), part.writer, actor=actor, at=at, signed=signed)
        _finish(asked, part, digest, counted, actor=actor, at=at)
    except Exception:
        _log.exception("package %s could not be made", package_id)
        if part is not None:
            part.drop()
        Package.objects.filter(pk=package_id).update(failed=True)
        raise


@door(Event.HOLD_PACKAGED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_1, clauses.J_2, clauses.I_4)
def _finish(  # noqa: PLR0913 - a package with what was counted in it
    asked: Package, part: Part, digest: str, counted: Mapping[str, int], *, actor: Actor, at: datetime
) -> None:
    placed = Hold.objects.select_for_update().get(pk=asked.hold_id)
    if placed.released_at is not None:
        raise PolicyRefusal(Refused(clauses.J_2, "this hold has ended", "What it kept is deleted."))
    part.keep(preserving.folder(placed.pk))
    asked.pack, asked.hash, asked.manifest = part.id, part.writer.digest, bytes.fromhex(digest)
    asked.size, asked.made_at, asked.done = part.writer.size, at, asked.reads
    asked.save()
    facts = {"package": str(asked.pk), "manifest": digest, "bytes": asked.size, **counted}
    audit.append(Event.HOLD_PACKAGED, actor=actor, at=at, subject=subject_of(placed.pk), facts=facts)


@door(Event.HOLD_PACKAGE_TAKEN, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_1, clauses.J_2)
def take(package_id: UUID, *, actor: Actor, at: datetime) -> Taken:
    """The package as a file. That it left stands in the log before it does.

    Raises:
        PolicyRefusal: the actor may not, or the hold has ended.
        Package.DoesNotExist: there is no such package, or it is not made.
        PictureUnreadable: it is damaged.
    """
    made = Package.objects.select_related("hold").get(pk=package_id, made_at__isnull=False)
    placed = _in_force(made.hold_id)
    pieces = _opened(made, placed)
    try:
        facts = {
            "package": str(made.pk),
            "manifest": bytes(made.manifest or b"").hex(),
            "reads": made.reads,
            "bytes": made.size,
        }
        audit.append(Event.HOLD_PACKAGE_TAKEN, actor=actor, at=at, subject=subject_of(placed.pk), facts=facts)
    except BaseException:
        pieces.close()
        raise
    return Taken(f"{name_of(made)}.zip", "application/zip", made.size or 0, pieces)


@door(Event.HOLD_EXPORTED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.F_A_1_II, clauses.J_1, clauses.J_2, clauses.I_4)
def export(  # noqa: PLR0913 - what leaves, in which form and why
    hold_id: UUID, form: str, around: Surroundings, *, reason: str, actor: Actor, at: datetime
) -> Taken:
    """The reads of a case in one file: a table (CSV), JSON, or the report (PDF).

    Raises:
        PolicyRefusal: the actor may not, the hold has ended, or the reason says nothing.
    """
    placed = _in_force(hold_id)
    missing = () if form in FORMS else (Refused(clauses.J_2, "the form is missing", "Choose one.", "form"),)
    require(*missing, *taking_objections(reason, at.date(), field="export_reason"))
    found = list(contents.items(placed))
    spool = Spool()
    try:
        forms.write(form, spool.writer, Leaving(placed, found, around, Marked(placed.case_number, actor.name, at)))
        pieces = spool.pieces()
        pictures = sum(each is not None for item in found for each in (item.photograph, item.crop))
        facts = {
            "form": form,
            "reads": len(found),
            "pictures": pictures if form == "pdf" else 0,
            "bytes": spool.writer.size,
            "sha256": spool.writer.digest.hex(),
        }
        private = {"reason": reason.strip()}
        audit.append(Event.HOLD_EXPORTED, actor=actor, at=at, subject=subject_of(hold_id), facts=facts, private=private)
    except BaseException:
        spool.close()
        raise
    name = f"case-{_plain(placed.case_number)}-{at:%Y%m%dT%H%M%SZ}.{form}"
    return Taken(name, FORMS[form], spool.writer.size, pieces)


def _opened(made: Package, placed: Hold) -> Pieces:
    """The package's file, once all of it was read and is what was made."""
    if made.pack is None or made.hash is None:
        raise packs.PictureUnreadable("the package is not made")
    pieces = sealed_files.opened(preserving.folder(placed.pk), made.pack, _key_of(placed), whole=made.span is not None)
    try:
        pieces.check(bytes(made.hash))
    except BaseException:
        pieces.close()
        raise
    return pieces


def _key_of(placed: Hold) -> bytes:
    return packs.unwrap(bytes(placed.wrapped_key), master_key())


def name_of(made: Package) -> str:
    """What a package's file and its folder are called."""
    return f"case-{_plain(made.hold.case_number)}-{made.asked_at:%Y%m%dT%H%M%SZ}"


def _packed(  # noqa: PLR0913 - what goes into a package, and where it is written
    asked: Package, around: Surroundings, out: Out, *, actor: Actor, at: datetime, signed: int
) -> tuple[str, dict[str, int]]:
    """Write the bag; returns the hash that stands for it, and what was counted.

    `signed` is how many entries of the log have a proof; what is written meanwhile is the next package's.
    """
    placed, marked = asked.hold, Marked(asked.hold.case_number, actor.name, at)
    bag = Bag(name_of(asked), out, at=at)
    found = []
    for item in contents.items(placed, bag.add):
        found.append(item)
        Package.objects.filter(pk=asked.pk).update(done=len(found))
    pictures = bag.files
    for form in FORMS:
        with bag.adding(f"{'report' if form == 'pdf' else 'reads'}.{form}", large=form == "pdf") as file:
            forms.write(form, file, Leaving(placed, found, around, marked))
    bag.add("statement.txt", f"{contents.statement_of(placed, len(found))}\n\n{marked.words}\n".encode())
    bag.add("read-me-first.txt", f"{_READ_ME}\n{marked.words}\n".encode())
    entries = [each for each in contents.entries(placed, found) if int(str(each["seq"])) <= signed]
    bag.add("custody.json", contents.written({**forms.head(marked), "entries": entries}))
    for entry in entries:
        if (proof := contents.proof_of(int(str(entry["seq"])))) is not None:
            bag.add(f"log/entry-{entry['seq']}.tlog-proof", proof)
    for name, each in (around.enclosed or {}).items():
        bag.add(f"enclosed/{name}", each)
    digest = bag.close(_info(asked, around, marked), signed=signing_key().note)
    return digest, {"reads": len(found), "pictures": pictures, "log_entries": len(entries)}


def _info(asked: Package, around: Surroundings, marked: Marked) -> dict[str, str]:
    return {
        "Source-Organization": around.agency or configuration.log_name(),
        "External-Identifier": marked.case_number,
        "External-Description": marked.words,
        "Internal-Sender-Identifier": str(asked.pk),
        "Plainview-Key": signing_key().verifier,
    }


def _plain(case_number: str) -> str:
    """A case number as a file's name has it."""
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in case_number)


def _in_force(hold_id: UUID) -> Hold:
    placed = Hold.objects.get(pk=hold_id)
    if placed.released_at is not None:
        raise PolicyRefusal(Refused(clauses.J_2, "this hold has ended", "What it kept is deleted; hold reads anew."))
    return placed
