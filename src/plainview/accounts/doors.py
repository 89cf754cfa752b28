"""`@door`: an action with the permission that it asks, so that the rule stands at the function and none lacks one."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar, cast

from plainview.accounts.permissions import Needs, Permission, may
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy.decisions import require

if TYPE_CHECKING:
    from plainview.terms.actor import Actor

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Door:
    """One action: its event in the log, and the rule that it asks first."""

    event: Event
    needs: Needs


DOORS: Final[dict[str, Door]] = {}
"""Dotted name of an action: its door, as far as the modules are imported."""


def door(event: Event, *, needs: Needs) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an action (`audit.action`) that asks a permission of its `actor` before anything else.

    A rule that depends on the subject is asked inside, by `may(actor, permission, on=Facts(…))`, once the subject is
    known. `needs` is `Unasked(because)` where nobody's permission is asked; `tests/policy/test_doors.py` lists those.
    """

    def decorate(act: Callable[P, R]) -> Callable[P, R]:
        DOORS[f"{act.__module__}.{act.__qualname__}"] = Door(event, needs)

        @audit.action(event)
        @functools.wraps(act)
        def ask(*args: P.args, **kwargs: P.kwargs) -> R:
            if isinstance(needs, Permission):
                require(may(cast("Actor", kwargs["actor"]), needs))
            return act(*args, **kwargs)

        return ask

    return decorate
