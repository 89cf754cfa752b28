"""What the forms offer to choose from, as pairs of value and words."""

from typing import Final

from plainview.hotlists import rules
from plainview.terms.actor import Role
from plainview.terms.purpose import Purpose

PURPOSES: Final = tuple((purpose.value, f"{purpose.value} · {purpose.label}") for purpose in Purpose)
STATES: Final = tuple((state, state) for state in sorted(rules.STATES))
ROLES: Final = tuple((role.value, role.value.capitalize()) for role in Role if role is not Role.ADMINISTRATOR)
"""What an administrator may ask for or give. The administrator is appointed by the Chief (D)."""
