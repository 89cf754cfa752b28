"""The one table of what each role may do, and the question whether somebody may.

A permission that is not in a row is denied. What the rules in `policy/authorization/` forbid is denied whatever the row
says. A new permission is a line here, in its rows, in the schema there, and a permit in the file of its room.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from plainview.policy import clauses
from plainview.policy.authorization import rules
from plainview.policy.authorization.decisions import Attributes, Authorizer
from plainview.policy.authorization.rules import Rule
from plainview.policy.decisions import ALLOWED, Decision, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, ActorKind, Role


class Permission(StrEnum):
    """In alphabetical order."""

    ACCESS_APPROVE = "approve somebody's return or the reset of a log-in"
    ALERTS_CONFIRM = "answer a confirmation request"
    ALERTS_ESCALATE = "call supervisors to an alert that nobody took"
    ALERTS_SEE = "see alerts"
    ALERTS_WORK = "verify an alert and record what came of it"
    APPOINTMENTS_CHANGE = "appoint the ALPR Administrator"
    APPROVALS_SEE = "see what waits for a second person"
    AUDIT_READ = "read the log"
    BREAK_GLASS_OPEN = "open an emergency together with a second person"
    BREAK_GLASS_REVIEW = "review an emergency afterwards"
    BREAK_GLASS_SEE = "see emergencies and end them"
    CAD_TEND = "see messages to the dispatch system and send them again"
    CAMERAS_CHANGE = "register cameras and devices"
    CAMERAS_SEE = "see the camera register"
    COMPLIANCE_SEE = "see how the policy is kept"
    ENTRIES_APPROVE = "approve a hot list entry"
    ENTRIES_CARRY = "carry a copy of the department's entries in a car"
    ENTRIES_EXPIRE = "end hot list entries whose time is over"
    ENTRIES_HURRY = "put an AMBER or Silver alert in force before its approval"
    ENTRIES_PROPOSE = "propose, verify and remove a hot list entry"
    ENTRIES_SEE = "see hot lists"
    HOLDS_ASK = "ask a supervisor to hold reads"
    HOLDS_CHANGE = "place and release holds"
    HOLDS_LIST = "see which cases hold reads"
    HOLDS_SEE = "see holds"
    KEYS_CHANGE = "change the master key"
    LEDGER_SEE = "see how often hits were right"
    LISTS_DELIVER = "deliver a hot list by itself"
    LISTS_IMPORT = "import a hot list"
    PEOPLE_CHANGE = "invite, release and deactivate people"
    PEOPLE_SEE = "see who has access"
    POLICY_SEE = "see the policy and its rules"
    PROMOTIONS_APPROVE = "approve who becomes a supervisor or chief"
    READS_DELIVER = "deliver reads"
    RETENTION_PURGE = "purge what may no longer be kept"
    RETENTION_SEE = "see the retention page"
    SEARCH = "search stored reads"
    SEARCHES_APPROVE = "approve a sensitive search and review an urgent one"
    STOPS_OVERSEE = "see every stop and what it still owes"
    STOPS_REVIEW = "review a stop that could not wait"
    STOPS_SEE = "see one's own stops"
    TRAINING_CHANGE = "import training records and withdraw certificates"
    TRAINING_SEE = "see who is trained"
    VENDORS_ADMIT = "admit a vendor for a time"


_EVERYONE = {Permission.CAMERAS_SEE, Permission.POLICY_SEE, Permission.RETENTION_SEE}
_OPERATOR = _EVERYONE | {
    Permission.ALERTS_SEE,
    Permission.ALERTS_WORK,
    Permission.ENTRIES_HURRY,
    Permission.ENTRIES_PROPOSE,
    Permission.ENTRIES_SEE,
    Permission.HOLDS_ASK,
    Permission.HOLDS_LIST,
    Permission.HOLDS_SEE,
    Permission.SEARCH,
    Permission.STOPS_SEE,
}
_SUPERVISOR = _OPERATOR | {
    Permission.ACCESS_APPROVE,
    Permission.APPROVALS_SEE,
    Permission.BREAK_GLASS_OPEN,
    Permission.BREAK_GLASS_SEE,
    Permission.CAD_TEND,
    Permission.ENTRIES_APPROVE,
    Permission.HOLDS_CHANGE,
    Permission.LEDGER_SEE,
    Permission.LISTS_IMPORT,
    Permission.SEARCHES_APPROVE,
    Permission.STOPS_OVERSEE,
    Permission.STOPS_REVIEW,
}

TABLE: Final[dict[Role, frozenset[Permission]]] = {
    Role.OPERATOR: frozenset(_OPERATOR),
    Role.DISPATCHER: frozenset(
        _EVERYONE
        | {
            Permission.ALERTS_CONFIRM,
            Permission.ALERTS_SEE,
            Permission.CAD_TEND,
            Permission.ENTRIES_SEE,
            Permission.SEARCH,
        }
    ),
    Role.SUPERVISOR: frozenset(_SUPERVISOR),
    # Administering the system is not a reason to look at reads (D.1): no alerts, no search.
    Role.ADMINISTRATOR: frozenset(
        _EVERYONE
        | {
            Permission.AUDIT_READ,
            Permission.BREAK_GLASS_SEE,
            Permission.CAD_TEND,
            Permission.CAMERAS_CHANGE,
            Permission.COMPLIANCE_SEE,
            Permission.ENTRIES_SEE,
            Permission.HOLDS_LIST,
            Permission.HOLDS_SEE,
            Permission.LEDGER_SEE,
            Permission.LISTS_IMPORT,
            Permission.PEOPLE_CHANGE,
            Permission.PEOPLE_SEE,
            Permission.TRAINING_CHANGE,
            Permission.TRAINING_SEE,
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
            Permission.COMPLIANCE_SEE,
            Permission.ENTRIES_SEE,
            Permission.HOLDS_LIST,
            Permission.HOLDS_SEE,
            Permission.LEDGER_SEE,
            Permission.PEOPLE_SEE,
            Permission.PROMOTIONS_APPROVE,
            Permission.STOPS_OVERSEE,
            Permission.STOPS_SEE,
            Permission.TRAINING_SEE,
        }
    ),
    Role.AUDITOR: frozenset(
        _EVERYONE
        | {
            Permission.APPROVALS_SEE,
            Permission.AUDIT_READ,
            Permission.BREAK_GLASS_REVIEW,
            Permission.BREAK_GLASS_SEE,
            Permission.COMPLIANCE_SEE,
            Permission.HOLDS_LIST,
            Permission.HOLDS_SEE,
            Permission.LEDGER_SEE,
            Permission.PEOPLE_SEE,
            Permission.STOPS_OVERSEE,
            Permission.STOPS_SEE,
            Permission.TRAINING_SEE,
        }
    ),
    # A crime analyst searches and looks; alerts belong to those who stop vehicles and those who confirm for them.
    Role.ANALYST: frozenset(
        _EVERYONE
        | {
            Permission.ENTRIES_SEE,
            Permission.HOLDS_ASK,
            Permission.HOLDS_LIST,
            Permission.HOLDS_SEE,
            Permission.SEARCH,
        }
    ),
    # No read, no plate, no picture: what is kept, how long, and which cases hold some of it.
    Role.RECORDS_CLERK: frozenset({Permission.HOLDS_LIST, Permission.RETENTION_SEE}),
    # No ALPR data at all (M.1), and even this only while a grant stands: see `standing.py`.
    Role.VENDOR: frozenset({Permission.CAMERAS_SEE}),
}

_CONSOLE: Final = frozenset(
    {
        Permission.AUDIT_READ,
        Permission.CAMERAS_CHANGE,
        Permission.CAMERAS_SEE,
        Permission.ENTRIES_EXPIRE,
        Permission.KEYS_CHANGE,
        Permission.LISTS_IMPORT,
        Permission.PEOPLE_CHANGE,
        Permission.RETENTION_PURGE,
        Permission.RETENTION_SEE,
        Permission.TRAINING_CHANGE,
        Permission.TRAINING_SEE,
    }
)
"""What the server's own console may do: set the system up. It neither searches nor approves."""

OTHERS: Final[dict[ActorKind, frozenset[Permission]]] = {
    ActorKind.CONSOLE: _CONSOLE,
    ActorKind.DEVICE: frozenset({Permission.ENTRIES_CARRY, Permission.LISTS_DELIVER, Permission.READS_DELIVER}),
    ActorKind.JOB: frozenset(
        {
            Permission.ALERTS_ESCALATE,
            Permission.ENTRIES_EXPIRE,
            Permission.LISTS_DELIVER,
            Permission.RETENTION_PURGE,
        }
    ),
}
"""The rows of those who are no person."""


@dataclass(frozen=True)
class Facts:
    """What a rule may need to know of the subject; each is an attribute of `Subject` in the schema.

    People are named as the log names them, `str(actor)`. None is not said, and no rule then asks it.
    """

    asked_by: str | None = None
    ends_access_of: str | None = None
    requested_by: str | None = None
    in_a_car: bool | None = None
    stopped_by: str | None = None

    def attributes(self) -> Attributes:
        return {name: fact for name, fact in vars(self).items() if fact is not None}


_NOTHING: Final = Facts()


@dataclass(frozen=True)
class Unasked:
    """Instead of a permission, where there is none to ask: the reason."""

    because: str


Needs = Permission | Unasked
"""The rule of an action, a command or a stage of the clock."""


@enforces(clauses.D_2, clauses.F)
def may(actor: Actor, permission: Permission, *, on: Facts | None = None) -> Decision:
    """Allowed if the actor's row has the permission and no rule forbids it to them, on this subject.

    Raises:
        RulesBroken: the rules cannot be asked, see `authorizer`.
    """
    return _asked(actor, permission, on or _NOTHING)


# A rule knows nothing but who asks, for what and the facts, so the same question has the same answer until the end.
@lru_cache(maxsize=8_192)
def _asked(actor: Actor, permission: Permission, on: Facts) -> Decision:
    """Whoever has a second role in an emergency may what either may; that role is asked by itself."""
    own = decide(authorizer(), actor.without_elevation(), permission, on)
    if own is ALLOWED or actor.elevated_to is None:
        return own
    second = decide(authorizer(), replace(actor, role=actor.elevated_to, elevated_to=None), permission, on)
    # Of two refusals, that of the role which might: the other says only that its role may not.
    held = TABLE.get(actor.role, ()) if actor.role else ()
    return own if second is not ALLOWED and permission in held else second


def decide(by: Authorizer, actor: Actor, permission: Permission, on: Facts) -> Decision:
    """What these rules answer. `may` asks those of the product."""
    verdict = by.decide(row(actor), attributes(actor), permission.name, on.attributes())
    if verdict.allowed:
        return ALLOWED
    if verdict.by:
        forbid = verdict.by[0]
        return Refused(forbid.clause, forbid.reason, forbid.remedy, forbid.field)
    return Refused(
        clause=clauses.D_2,
        reason=f"your role may not {permission}",
        remedy="Ask the ALPR Administrator if your duties need it.",
    )


def row(actor: Actor) -> str:
    """The row of the table in which somebody stands; empty for a person without a role."""
    return str(actor.role or "") if actor.kind is ActorKind.PERSON else str(actor.kind)


def attributes(actor: Actor) -> Attributes:
    """What a rule may ask of an actor: a line here for each attribute of `Actor` in the schema."""
    return {
        "id": str(actor),
        "kind": str(actor.kind),
        "role": str(actor.role or ""),
    }


def rows() -> Mapping[str, Collection[str]]:
    """The table as the rules know it: the names of the permissions of each row."""
    table = (*TABLE.items(), *OTHERS.items())
    return {str(row): frozenset(permission.name for permission in held) for row, held in table}


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules of the product, in the order in which they are asked."""
    return rules.read(rules.FOLDER, [permission.name for permission in Permission])


@cache
def authorizer() -> Authorizer:
    """The rules of the product over its table, made and checked once.

    Raises:
        RulesBroken: a file of rules is not as it must be.
    """
    made = Authorizer(all_rules(), rules.schema(rules.FOLDER), rows())
    every_fact = {fact.name: False if fact.type == bool | None else "" for fact in fields(Facts)}
    made.check(attributes(Actor(ActorKind.CONSOLE, "", "")), every_fact)
    return made
