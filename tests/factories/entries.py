"""Hot list entries, through the doors."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from factories.devices import CONSOLE
from factories.people import person
from factories.wanted import proposal
from plainview.hotlists import actions, imports, versions
from plainview.hotlists.models import Entry, Version
from plainview.terms.actor import Role

__all__ = ["HEADER", "active_entry", "agreed", "imported", "line", "proposal"]

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
    """A list brought by the console and, where it waits for a second person, agreed to by a supervisor."""
    at = datetime.now(UTC)
    content = (HEADER + "".join(lines)).encode()
    done = imports.import_csv(name, content, keep_good=keep_good, actor=CONSOLE, at=at)
    return replace(done, version=agreed(done.version))


def agreed(version: Version) -> Version:
    """The version after a supervisor agreed, if it waits for one."""
    if version.status != Version.Status.WAITING:
        return version
    return versions.decide(version.pk, approved=True, actor=person(Role.SUPERVISOR).actor(), at=datetime.now(UTC))
