"""Who may be given which access by whom. Pure."""

from typing import Final

from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Decision, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, ActorKind, Role

DECIDING: Final = frozenset({Role.SUPERVISOR, Role.CHIEF})
"""Roles that decide about others. Who gets one is approved by the Chief."""
ELEVATED_TO: Final = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
ELEVATED_FROM: Final = frozenset({Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.CHIEF})
"""Who may be given an emergency's duties: those whom D.2 lets at the data, and who administer. Not the auditor, who
reviews it; not whoever sees no data by their role."""


@enforces(clauses.D)
def appointed(standing: bool) -> Decision:  # noqa: FBT001 - the one thing that is asked
    """Without an ALPR Administrator nobody is given access."""
    if standing:
        return ALLOWED
    return Refused(
        clauses.D,
        "no ALPR Administrator is appointed, so nobody can be given access",
        "The Chief appoints one on the page Appointment.",
    )


@enforces(clauses.D, clauses.D_3)
def may_be_given(role: Role, *, approved: bool) -> Decision:
    """Whether an administrator may give somebody this role, with the Chief's approval or without."""
    if role is Role.ADMINISTRATOR:
        return Refused(
            clauses.D,
            "the ALPR Administrator is appointed by the Chief, not invited by another",
            "Ask the Chief, who does both on the page Appointment.",
            "role",
        )
    if role in DECIDING and not approved:
        return Refused(
            clauses.D_3,
            f"a {role} decides about others and needs the Chief's approval",
            "Ask for it on the page People.",
            "role",
        )
    return ALLOWED


@enforces(clauses.D)
def console_may_invite(role: Role, *, is_demo: bool, chief_stands: bool, real_people: bool) -> Decision:
    """The server's console makes the first Chief, and the made-up people of a demonstration."""
    if is_demo and not real_people:
        return ALLOWED
    if is_demo:
        return Refused(clauses.D_3, "this instance has real people", "A demonstration needs a data folder of its own.")
    if role is Role.CHIEF and not chief_stands:
        return ALLOWED
    if role is Role.CHIEF:
        return Refused(clauses.D, "this instance has a Chief", "The ALPR Administrator invites the next one.", "role")
    return Refused(
        clauses.D,
        "the console invites the first Chief alone",
        "The Chief appoints the ALPR Administrator, who invites the others.",
        "role",
    )


@enforces(clauses.D)
def chief_remains(*, leaving: bool) -> Decision:
    """The last Chief stays until there is another: without one nobody could be appointed any more."""
    if not leaving:
        return ALLOWED
    return Refused(
        clauses.D, "this is the only Chief", "Invite the next Chief first; the present one approves it.", "person"
    )


@enforces(clauses.D_3)
def not_oneself(person_id: object, actor: Actor, doing: str) -> Decision:
    """Nobody changes their own access."""
    if actor.kind is not ActorKind.PERSON or str(person_id) != actor.id:
        return ALLOWED
    return Refused(clauses.D_3, "this is your own log-in", f"Another administrator can {doing}.", "person")
