"""The one table of what each role may do. A permission that is not in a role's row is denied."""

from enum import StrEnum
from typing import Final

from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Decision, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, ActorKind, Role


class Permission(StrEnum):
    """In alphabetical order."""

    ALERTS_CONFIRM = "answer a confirmation request"
    ALERTS_SEE = "see alerts"
    ALERTS_WORK = "verify an alert and record what came of it"
    AUDIT_READ = "read the log"
    CAMERAS_CHANGE = "register cameras and devices"
    CAMERAS_SEE = "see the camera register"
    ENTRIES_APPROVE = "approve a hot list entry"
    ENTRIES_PROPOSE = "propose, verify and remove a hot list entry"
    ENTRIES_SEE = "see hot lists"
    HOLDS_CHANGE = "place and release holds"
    HOLDS_SEE = "see holds"
    LISTS_IMPORT = "import a hot list"
    PEOPLE_CHANGE = "invite, release and deactivate people"
    RETENTION_SEE = "see the retention page"
    SEARCH = "search stored reads"
    TRAINING_CHANGE = "import training records and withdraw certificates"
    TRAINING_SEE = "see who is trained"


_EVERYONE = {Permission.CAMERAS_SEE, Permission.RETENTION_SEE}
_OPERATOR = _EVERYONE | {
    Permission.ALERTS_SEE,
    Permission.ALERTS_WORK,
    Permission.ENTRIES_PROPOSE,
    Permission.ENTRIES_SEE,
    Permission.HOLDS_SEE,
    Permission.SEARCH,
}
_SUPERVISOR = _OPERATOR | {Permission.ENTRIES_APPROVE, Permission.HOLDS_CHANGE, Permission.LISTS_IMPORT}

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
            Permission.CAMERAS_CHANGE,
            Permission.ENTRIES_SEE,
            Permission.HOLDS_SEE,
            Permission.LISTS_IMPORT,
            Permission.PEOPLE_CHANGE,
            Permission.TRAINING_CHANGE,
            Permission.TRAINING_SEE,
        }
    ),
    Role.CHIEF: frozenset(
        _EVERYONE | {Permission.AUDIT_READ, Permission.ENTRIES_SEE, Permission.HOLDS_SEE, Permission.TRAINING_SEE}
    ),
    Role.AUDITOR: frozenset(_EVERYONE | {Permission.AUDIT_READ, Permission.HOLDS_SEE, Permission.TRAINING_SEE}),
}

_CONSOLE: Final = frozenset(
    {
        Permission.AUDIT_READ,
        Permission.CAMERAS_CHANGE,
        Permission.LISTS_IMPORT,
        Permission.PEOPLE_CHANGE,
        Permission.TRAINING_CHANGE,
    }
)
"""What the server's own console may do: set the system up. It neither searches nor approves."""


@enforces(clauses.D_2, clauses.F)
def may(actor: Actor, permission: Permission) -> Decision:
    """Allowed if the actor's role has the permission in the table."""
    granted = (
        _CONSOLE
        if actor.kind is ActorKind.CONSOLE
        else TABLE.get(actor.role, frozenset())
        if actor.role
        else frozenset()
    )
    if permission in granted:
        return ALLOWED
    return Refused(
        clause=clauses.D_2,
        reason=f"your role may not {permission}",
        remedy="Ask the ALPR Administrator if your duties need it.",
    )
