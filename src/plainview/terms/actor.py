"""Who acts. Every action names one, and the log keeps the name."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Role(StrEnum):
    """What a person is in the department. What each may do stands in `accounts/permissions.py`."""

    OPERATOR = "operator"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    CHIEF = "chief"
    AUDITOR = "auditor"
    ANALYST = "analyst"
    RECORDS_CLERK = "records clerk"
    VENDOR = "vendor"


class ActorKind(StrEnum):
    PERSON = "person"
    DEVICE = "device"
    JOB = "job"
    CONSOLE = "console"


@dataclass(frozen=True)
class Actor:
    """A person with a role, a camera's device, a job that the clock drives, or the system's user at a console.

    `role` is None for a person whose role is not in force: it permits nothing. `elevated_to` is a second role whose
    duties the person has for some hours of an emergency, opened by two others (break-glass).
    """

    kind: ActorKind
    id: str
    name: str
    role: Role | None = None
    elevated_to: Role | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def roles(self) -> frozenset[Role]:
        """The roles whose duties the actor has at this moment."""
        return frozenset(role for role in (self.role, self.elevated_to) if role is not None)

    def without_elevation(self) -> "Actor":
        """The same actor with the role of their own alone."""
        return replace(self, elevated_to=None)


def job(name: str) -> Actor:
    """The actor of a stage that the clock drives."""
    return Actor(ActorKind.JOB, name, name)
