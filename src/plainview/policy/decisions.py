"""What a control answers: allowed, or refused with the clause, the reason and the way out."""

from dataclasses import dataclass

from plainview.policy.clauses import Clause


@dataclass(frozen=True)
class Allowed:
    """The control found nothing against it."""


@dataclass(frozen=True)
class Refused:
    """What stands against it.

    `reason` says what is wrong without repeating a plate; `remedy` says what would make it permitted and whom to
    ask; `field` names the input at fault, if one is.
    """

    clause: Clause
    reason: str
    remedy: str
    field: str | None = None


Decision = Allowed | Refused
ALLOWED = Allowed()


class PolicyRefusal(Exception):
    """Raised by an action that the policy does not permit. Carries every refusal, so a form can show all at once."""

    def __init__(self, *refusals: Refused) -> None:
        super().__init__("; ".join(f"{refusal.clause.id}: {refusal.reason}" for refusal in refusals))
        self.refusals = refusals


def require(*decisions: Decision) -> None:
    """Pass if all are allowed.

    Raises:
        PolicyRefusal: with all that are not.
    """
    refusals = [decision for decision in decisions if isinstance(decision, Refused)]
    if refusals:
        raise PolicyRefusal(*refusals)
