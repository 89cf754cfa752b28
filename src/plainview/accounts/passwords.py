"""What a password may not be (CJIS IA-5(1)): known from a breach, or guessable. Checked offline, when it is chosen."""

from functools import cache

from django.core.exceptions import ValidationError

from plainview.accounts import guessable
from plainview.accounts.known import Known
from plainview.accounts.models import Person
from plainview.policy import clauses
from plainview.policy.enforcement import enforces

_known = cache(Known)


class NotKnown:
    """Refuses a password that stands on the list of some four million known ones, in whatever case."""

    @enforces(clauses.I)
    def validate(self, password: str, user: Person | None = None) -> None:  # noqa: ARG002 - Django's signature
        if password in _known():
            raise ValidationError("This password is known from a breach of another system. Choose another.")

    def get_help_text(self) -> str:
        return "Not a password that is known from a breach."


class NotGuessable:
    """Refuses a password that is little more than runs of keys, repetitions, words of the trade and one's own name."""

    @enforces(clauses.I)
    def validate(self, password: str, user: Person | None = None) -> None:
        own = (user.email, user.name, user.badge) if user is not None else ()
        if guessable.left(password, own) < guessable.LEAST:
            raise ValidationError(
                "This password is easy to guess: it is mostly rows of keys, repetitions, years, words of police work"
                " or your own name. A few words that do not belong together are better."
            )

    def get_help_text(self) -> str:
        return "Not mostly rows of keys, repetitions, years, words of police work or your own name."
