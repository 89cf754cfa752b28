"""Who acts. Every action names one, and the log keeps the name."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in the department. What each may do stands in `accounts/permissions.py`."""

    OPERATOR = "operator"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    CHIEF = "chief"
    AUDITOR = "auditor"


class ActorKind(StrEnum):
    PERSON = "person"
    DEVICE = "device"
    JOB = "job"
    CONSOLE = "console"


@dataclass(frozen=True)
class Actor:
    """A person with a role, a camera's device, a job that the clock drives, or the system's user at a console."""

    kind: ActorKind
    id: str
    name: str
    role: Role | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


def job(name: str) -> Actor:
    """The actor of a stage that the clock drives."""
    return Actor(ActorKind.JOB, name, name)
