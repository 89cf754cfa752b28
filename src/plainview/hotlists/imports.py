"""The import of a CSV file by the name of its list, as the console does it: its source is made where there is none."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.audit.events import Event
from plainview.csv_files import Fault
from plainview.hotlists import sources, versions
from plainview.hotlists.formats.kinds import Kind
from plainview.hotlists.models import HotList, Version
from plainview.hotlists.receiving import Arrival
from plainview.hotlists.versions import ImportStopped
from plainview.policy import clauses
from plainview.policy.decisions import require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

__all__ = ["ImportStopped", "Imported", "import_csv"]


@dataclass(frozen=True)
class Imported:
    """What an import did: entries of the list after it and before, and what was left out.

    `version` waits where a second person must agree; the list is then as before.
    """

    version: Version
    entries: int
    replaced: int
    expired: int
    faults: tuple[Fault, ...]

    @property
    def waits(self) -> bool:
        """Whether somebody must agree first."""
        return self.version.status == Version.Status.WAITING


@door(Event.HOTLIST_IMPORTED, needs=Permission.LISTS_IMPORT)
@enforces(clauses.E_B)
def import_csv(  # noqa: PLR0913 - each is a choice that the person makes
    name: str, content: bytes, *, keep_good: bool = False, simulated: bool = False, actor: Actor, at: datetime
) -> Imported:
    """Bring the list of this name to what the file says. Entries that have expired already are left out.

    Raises:
        PolicyRefusal: the actor may not, or the list is of entries made by hand.
        FileRefused: the file is not a hot list.
        ImportStopped: there are bad lines and `keep_good` is false.
    """
    source = sources.named(name)
    if source is None:
        source = sources.add(sources.wanted(name, Kind.CSV, simulated=simulated), actor=actor, at=at)
    elif simulated and not source.hot_list.simulated:
        HotList.objects.filter(pk=source.hot_list_id).update(simulated=True)
    require(*sources.layout_is(source, Kind.CSV))
    arrival = Arrival(BytesIO(content), "console")
    version = versions.take(source.pk, arrival, keep_good=keep_good, actor=actor, at=at)
    faults = tuple(Fault(*fault) for fault in version.faults)
    return Imported(version, version.entries, version.before, version.expired, faults)
