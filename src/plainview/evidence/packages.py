"""Case packages and exports: what leaves a case, asked for with a reason of its own and logged with what left."""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
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
from plainview.evidence import bag, contents, preserving, report
from plainview.evidence.contents import Item, Marked
from plainview.evidence.models import Hold, Package
from plainview.evidence.placing import subject_of
from plainview.evidence.rules import taking_objections
from plainview.evidence.small_map import NOTHING, BaseMap
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
FORMS: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json", "pdf": "application/pdf"}


@dataclass(frozen=True)
class Surroundings:
    """What other rooms give to a package: what its map shows, the agency's name, and files by their name.

    `enclosed` holds, among others, the statements of the alerts on its reads.
    """

    base: BaseMap = NOTHING
    agency: str = ""
    enclosed: Mapping[str, bytes] | None = None


@dataclass(frozen=True)
class Taken:
    """A file that leaves."""

    name: str
    media_type: str
    content: bytes


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
    try:
        # The log is signed up to here, so that each entry that goes along has its proof.
        signed = checkpoints.make(actor=actor, at=at).size
        content, digest, counted = _packed(asked, around(), actor=actor, at=at, signed=signed)
        _finish(asked, content, digest, counted, actor=actor, at=at)
    except Exception:
        _log.exception("package %s could not be made", package_id)
        Package.objects.filter(pk=package_id).update(failed=True)
        raise


@door(Event.HOLD_PACKAGED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_1, clauses.J_2, clauses.I_4)
def _finish(  # noqa: PLR0913 - a package with what was counted in it
    asked: Package, content: bytes, digest: str, counted: Mapping[str, int], *, actor: Actor, at: datetime
) -> None:
    placed = Hold.objects.select_for_update().get(pk=asked.hold_id)
    if placed.released_at is not None:
        raise PolicyRefusal(Refused(clauses.J_2, "this hold has ended", "What it kept is deleted."))
    key = packs.unwrap(bytes(placed.wrapped_key), master_key())
    kept = packs.write(preserving.folder(placed.pk), key, [content])
    asked.pack, asked.span, asked.hash = kept.id, list(kept.spans[0]), packs.digest(content)
    asked.manifest, asked.size, asked.made_at, asked.done = bytes.fromhex(digest), len(content), at, asked.reads
    asked.save()
    facts = {"package": str(asked.pk), "manifest": digest, "bytes": len(content), **counted}
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
    content = _opened(made, placed)
    facts = {
        "package": str(made.pk),
        "manifest": bytes(made.manifest or b"").hex(),
        "reads": made.reads,
        "bytes": made.size,
    }
    audit.append(Event.HOLD_PACKAGE_TAKEN, actor=actor, at=at, subject=subject_of(placed.pk), facts=facts)
    return Taken(f"{name_of(made)}.zip", "application/zip", content)


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
    content = _in_form(form, placed, found, around, Marked(placed.case_number, actor.name, at))
    pictures = sum(each is not None for item in found for each in (item.photograph, item.crop))
    facts = {
        "form": form,
        "reads": len(found),
        "pictures": pictures if form == "pdf" else 0,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    private = {"reason": reason.strip()}
    audit.append(Event.HOLD_EXPORTED, actor=actor, at=at, subject=subject_of(hold_id), facts=facts, private=private)
    return Taken(f"case-{_plain(placed.case_number)}-{at:%Y%m%dT%H%M%SZ}.{form}", FORMS[form], content)


def _opened(made: Package, placed: Hold) -> bytes:
    if made.pack is None or made.span is None or made.hash is None:
        raise packs.PictureUnreadable("the package is not made")
    key = packs.unwrap(bytes(placed.wrapped_key), master_key())
    opened = packs.opened(preserving.folder(placed.pk), made.pack)
    return packs.read(opened, key, made.pack, (made.span[0], made.span[1]), bytes(made.hash))


def name_of(made: Package) -> str:
    """What a package's file and its folder are called."""
    return f"case-{_plain(made.hold.case_number)}-{made.asked_at:%Y%m%dT%H%M%SZ}"


def _packed(
    asked: Package, around: Surroundings, *, actor: Actor, at: datetime, signed: int
) -> tuple[bytes, str, dict[str, int]]:
    """`signed` is how many entries of the log have a proof; what is written meanwhile is the next package's."""
    placed, marked = asked.hold, Marked(asked.hold.case_number, actor.name, at)
    payload: dict[str, bytes] = {}
    found = []
    for item in contents.items(placed):
        for which, picture in (("photograph", item.photograph), ("crop", item.crop)):
            if picture is not None:
                payload[str(item.said[which])] = picture
        found.append(item)
        Package.objects.filter(pk=asked.pk).update(done=len(found))
    pictures = len(payload)
    for form in FORMS:
        payload[f"{'report' if form == 'pdf' else 'reads'}.{form}"] = _in_form(form, placed, found, around, marked)
    payload["statement.txt"] = f"{contents.statement_of(placed, len(found))}\n\n{marked.words}\n".encode()
    payload["read-me-first.txt"] = f"{_READ_ME}\n{marked.words}\n".encode()
    entries = [each for each in contents.entries(placed, found) if int(str(each["seq"])) <= signed]
    payload["custody.json"] = contents.written({**_head(marked), "entries": entries})
    for entry in entries:
        if (proof := contents.proof_of(int(str(entry["seq"])))) is not None:
            payload[f"log/entry-{entry['seq']}.tlog-proof"] = proof
    payload |= {f"enclosed/{name}": each for name, each in (around.enclosed or {}).items()}
    zipped, digest = bag.pack(name_of(asked), payload, _info(asked, around, marked), signed=signing_key().note, at=at)
    return zipped, digest, {"reads": len(found), "pictures": pictures, "log_entries": len(entries)}


def _info(asked: Package, around: Surroundings, marked: Marked) -> dict[str, str]:
    return {
        "Source-Organization": around.agency or configuration.log_name(),
        "External-Identifier": marked.case_number,
        "External-Description": marked.words,
        "Internal-Sender-Identifier": str(asked.pk),
        "Plainview-Key": signing_key().verifier,
    }


def _in_form(form: str, placed: Hold, found: Sequence[Item], around: Surroundings, marked: Marked) -> bytes:
    said = contents.statement_of(placed, len(found))
    if form == "csv":
        return contents.table(found, said)
    if form == "json":
        head = {**_head(marked), "case": contents.about(placed), "statement": said}
        return contents.written({**head, "reads": [item.said for item in found]})
    about = [(name.replace("_", " ").capitalize(), str(each)) for name, each in contents.about(placed).items() if each]
    custody = [
        (str(entry["at"])[:19].replace("T", " "), str(entry["actor_name"]), str(entry["event"]), _pairs(entry["facts"]))
        for entry in contents.entries(placed, found)
    ]
    return report.pdf(report.Report(around.agency, marked, about, said, found, custody, around.base))


def _pairs(facts: object) -> str:
    return ", ".join(f"{name}: {said}" for name, said in facts.items()) if isinstance(facts, dict) else ""


def _head(marked: Marked) -> dict[str, object]:
    return {"case_number": marked.case_number, "made_by": marked.by, "made_at": contents.moment(marked.at)}


def _plain(case_number: str) -> str:
    """A case number as a file's name has it."""
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in case_number)


def _in_force(hold_id: UUID) -> Hold:
    placed = Hold.objects.get(pk=hold_id)
    if placed.released_at is not None:
        raise PolicyRefusal(Refused(clauses.J_2, "this hold has ended", "What it kept is deleted; hold reads anew."))
    return placed
