"""The one table of what each role may do. A permission that is not in a role's row is denied."""

from enum import StrEnum
from typing import Final

from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Decision, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, ActorKind, Role


class Permission(StrEnum):
    """In alphabetical order."""

    ACCESS_APPROVE = "approve somebody's return or the reset of a log-in"
    ALERTS_CONFIRM = "answer a confirmation request"
    ALERTS_SEE = "see alerts"
    ALERTS_WORK = "verify an alert and record what came of it"
    APPOINTMENTS_CHANGE = "appoint the ALPR Administrator"
    APPROVALS_SEE = "see what waits for a second person"
    AUDIT_READ = "read the log"
    BREAK_GLASS_OPEN = "open an emergency together with a second person"
    BREAK_GLASS_REVIEW = "review an emergency afterwards"
    BREAK_GLASS_SEE = "see emergencies and end them"
    CAMERAS_CHANGE = "register cameras and devices"
    CAMERAS_SEE = "see the camera register"
    ENTRIES_APPROVE = "approve a hot list entry"
    ENTRIES_PROPOSE = "propose, verify and remove a hot list entry"
    ENTRIES_SEE = "see hot lists"
    HOLDS_CHANGE = "place and release holds"
    HOLDS_LIST = "see which cases hold reads"
    HOLDS_SEE = "see holds"
    LISTS_IMPORT = "import a hot list"
    PEOPLE_CHANGE = "invite, release and deactivate people"
    PEOPLE_SEE = "see who has access"
    PROMOTIONS_APPROVE = "approve who becomes a supervisor or chief"
    RETENTION_SEE = "see the retention page"
    SEARCH = "search stored reads"
    SEARCHES_APPROVE = "approve a sensitive search and review an urgent one"
    VENDORS_ADMIT = "admit a vendor for a time"


_EVERYONE = {Permission.CAMERAS_SEE, Permission.RETENTION_SEE}
_OPERATOR = _EVERYONE | {
    Permission.ALERTS_SEE,
    Permission.ALERTS_WORK,
    Permission.ENTRIES_PROPOSE,
    Permission.ENTRIES_SEE,
    Permission.HOLDS_LIST,
    Permission.HOLDS_SEE,
    Permission.SEARCH,
}
_SUPERVISOR = _OPERATOR | {
    Permission.ACCESS_APPROVE,
    Permission.APPROVALS_SEE,
    Permission.BREAK_GLASS_OPEN,
    Permission.BREAK_GLASS_SEE,
    Permission.ENTRIES_APPROVE,
    Permission.HOLDS_CHANGE,
    Permission.LISTS_IMPORT,
    Permission.SEARCHES_APPROVE,
}

TABLE: Final[dict[Role, frozenset[Permission]]] = {
    Role.OPERATOR: frozenset(_OPERATOR),
    Role.DISPATCHER: frozenset(
        _EVERYONE | {Permission.ALERTS_SEE, Permission.ALERTS_CONFIRM, Permission.ENTRIES_SEE, Permission.SEARCH}
    ),
    Role.SUPERVISOR: frozenset(_SUPERVISOR),
    # Administering the system is not a reason to look at reads (D.1): no alerts, no search.
    Role.ADMINISTRATOR: frozenset(
        _EVERYONE
        | {
            Permission.AUDIT_READ,
            Permission.BREAK_GLASS_SEE,
            Permission.CAMERAS_CHANGE,
            Permission.ENTRIES_SEE,
            Permission.HOLDS_LIST,
            Permission.HOLDS_SEE,
            Permission.LISTS_IMPORT,
            Permission.PEOPLE_CHANGE,
            Permission.PEOPLE_SEE,
            Permission.VENDORS_ADMIT,
        }
    ),
    Role.CHIEF: frozenset(
        _EVERYONE
        | {
            Permission.ACCESS_APPROVE,
            Permission.APPOINTMENTS_CHANGE,
            Permission.APPROVALS_SEE,
            Permission.AUDIT_READ,
            Permission.BREAK_GLASS_OPEN,
            Permission.BREAK_GLASS_REVIEW,
            Permission.BREAK_GLASS_SEE,
            Permission.ENTRIES_SEE,
            Permission.HOLDS_LIST,
            Permission.HOLDS_SEE,
            Permission.PEOPLE_SEE,
            Permission.PROMOTIONS_APPROVE,
        }
    ),
    Role.AUDITOR: frozenset(
        _EVERYONE
        | {
            Permission.APPROVALS_SEE,
            Permission.AUDIT_READ,
            Permission.BREAK_GLASS_REVIEW,
            Permission.BREAK_GLASS_SEE,
            Permission.HOLDS_LIST,
            Permission.HOLDS_SEE,
            Permission.PEOPLE_SEE,
        }
    ),
    # A crime analyst searches and looks; alerts belong to those who stop vehicles and those who confirm for them.
    Role.ANALYST: frozenset(
        _EVERYONE | {Permission.ENTRIES_SEE, Permission.HOLDS_LIST, Permission.HOLDS_SEE, Permission.SEARCH}
    ),
    # No read, no plate, no picture: what is kept, how long, and which cases hold some of it.
    Role.RECORDS_CLERK: frozenset({Permission.HOLDS_LIST, Permission.RETENTION_SEE}),
    # No ALPR data at all (M.1), and even this only while a grant stands: see `standing.py`.
    Role.VENDOR: frozenset({Permission.CAMERAS_SEE}),
}

_CONSOLE: Final = frozenset(
    {Permission.CAMERAS_CHANGE, Permission.LISTS_IMPORT, Permission.PEOPLE_CHANGE, Permission.AUDIT_READ}
)
"""What the server's own console may do: set the system up. It neither searches nor approves."""


@enforces(clauses.D_2, clauses.F)
def may(actor: Actor, permission: Permission) -> Decision:
    """Allowed if the actor's role, or the one they are elevated to, has the permission in the table."""
    granted = (
        _CONSOLE if actor.kind is ActorKind.CONSOLE else frozenset[Permission]().union(*(TABLE[r] for r in actor.roles))
    )
    if permission in granted:
        return ALLOWED
    return Refused(
        clause=clauses.D_2,
        reason=f"your role may not {permission}",
        remedy="Ask the ALPR Administrator if your duties need it.",
    )
