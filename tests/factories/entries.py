"""Hot list entries, through the doors."""

from datetime import UTC, datetime, timedelta

from factories.devices import CONSOLE
from factories.people import person
from factories.wanted import proposal
from plainview.hotlists import actions, imports
from plainview.hotlists.models import Entry
from plainview.terms.actor import Role

__all__ = ["HEADER", "active_entry", "imported", "line", "proposal"]

HEADER = "plate,state,offence,purpose,case_number,expires_at,colour,make\n"


def active_entry(plate: str = "AB 12345", **changed: object) -> Entry:
    now = datetime.now(UTC)
    officer, supervisor = person(), person(Role.SUPERVISOR)
    entry = actions.propose(proposal(plate, **changed), actor=officer.actor(), at=now)
    actions.decide(entry.pk, approved=True, actor=supervisor.actor(), at=now)
    return actions.verify(entry.pk, source="COLLECT terminal", actor=officer.actor(), at=now)


def line(plate: str = "AB12345", state: str = "CT", *, days: int = 3, purpose: str = "E.a.3") -> str:
    expires = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    return f"{plate},{state},Stolen vehicle,{purpose},26-1,{expires},blue,Honda\n"


def imported(*lines: str, keep_good: bool = False, name: str = "State list") -> imports.Imported:
    return imports.import_csv(
        name, (HEADER + "".join(lines)).encode(), keep_good=keep_good, actor=CONSOLE, at=datetime.now(UTC)
    )
