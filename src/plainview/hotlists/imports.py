"""The import of a hot list: one transaction that replaces the list's earlier version."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.csv_files import Fault
from plainview.hotlists import csv_format
from plainview.hotlists.announcing import announce
from plainview.hotlists.csv_format import Row
from plainview.hotlists.models import Entry, HotList
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Decision, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms import plate as plates
from plainview.terms.actor import Actor

_CHUNK = 5_000
_UNNUMBERED = 0


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    entries: int
    replaced: int
    expired: int
    faults: tuple[Fault, ...]


class ImportStopped(Exception):
    """The file has bad lines and nobody said to keep the good ones. Nothing was changed."""

    def __init__(self, good: int, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} bad lines, {good} good ones; nothing was imported")
        self.good = good
        self.faults = faults


@door(Event.HOTLIST_IMPORTED, needs=Permission.LISTS_IMPORT)
@enforces(clauses.E_B)
def import_csv(  # noqa: PLR0913 - each is a choice that the person makes
    name: str, content: bytes, *, keep_good: bool = False, simulated: bool = False, actor: Actor, at: datetime
) -> Imported:
    """Replace the list of this name by the file's entries. Entries that have expired already are left out.

    Raises:
        PolicyRefusal: the actor may not.
        HeaderRejected: the file is not a hot list.
        ImportStopped: there are bad lines and `keep_good` is false.
    """
    require(_is_for_imports(name))
    rows: list[Row] = []
    faults: list[Fault] = []
    for each in csv_format.parse(content):
        rows.append(each) if isinstance(each, Row) else faults.append(each)
    if faults and not keep_good:
        raise ImportStopped(len(rows), tuple(faults))
    current = [row for row in rows if row.expires_at > at]
    # Once made up, always marked so: a later import by hand does not make a sample real.
    marked = {"simulated": True} if simulated else {}
    hot_list, _ = HotList.objects.update_or_create(
        name=name, defaults={**marked, "imported_at": at, "imported_by": actor.name}
    )
    # Rows first, the log last: its lock stops every other action, so it is held for a moment only.
    replaced = hot_list.entries.filter(status=Entry.Status.ACTIVE).update(
        status=Entry.Status.REMOVED, ended_at=at, ended_because="replaced by a newer import", revision=_UNNUMBERED
    )
    for chunk in _chunks(_entries(current, hot_list, actor=actor, at=at)):
        Entry.objects.bulk_create(chunk)
    revision = audit.append(
        Event.HOTLIST_IMPORTED,
        actor=actor,
        at=at,
        subject=f"hotlist:{hot_list.pk}",
        facts={"name": name, "entries": len(current), "faults": len(faults), "expired": len(rows) - len(current)},
    )
    hot_list.entries.filter(revision=_UNNUMBERED).update(revision=revision)
    announce()
    return Imported(len(current), replaced, len(rows) - len(current), tuple(faults))


@enforces(clauses.F_B_1)
def _is_for_imports(name: str) -> Decision:
    if not HotList.objects.filter(name=name, manual=True).exists():
        return ALLOWED
    return Refused(
        clauses.F_B_1, "this list is of entries that two people made", "Choose another name for the import.", "name"
    )


def _entries(rows: Iterable[Row], hot_list: HotList, *, actor: Actor, at: datetime) -> Iterator[Entry]:
    for row in rows:
        descriptors = {**row.descriptors, "officer": row.descriptors["officer"] or actor.name}
        yield Entry(
            hot_list=hot_list,
            revision=_UNNUMBERED,
            status=Entry.Status.ACTIVE,
            plate=row.plate,
            folded=plates.folded(row.plate),
            state=row.state,
            offence=row.offence,
            purpose=row.purpose,
            case_number=row.case_number,
            expires_at=row.expires_at,
            entered_at=at,
            proposed_by=str(actor),
            **descriptors,
        )


def _chunks(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while chunk := list(islice(entries, _CHUNK)):
        yield chunk
