"""What can wait for a second person, and which permission decides it. Pure."""

from enum import StrEnum
from typing import Final

from plainview.accounts.permissions import Permission


class Kind(StrEnum):
    """In alphabetical order. The value is kept in the database and in the log."""

    BREAK_GLASS = "break-glass"
    BREAK_GLASS_REVIEW = "break-glass review"
    EXIGENT_JUSTIFICATION = "exigent justification"
    EXIGENT_STOP = "exigent stop"
    EXTENSION = "extension"
    HOLD_REQUEST = "hold request"
    HOT_LIST_VERSION = "hot list version"
    INVITATION = "invitation"
    MANUAL_ENTRY = "manual entry"
    RESET = "reset"
    RETURN = "return"
    ROLE_CHANGE = "role change"
    SENSITIVE_SEARCH = "sensitive search"


DECIDED_BY: Final[dict[Kind, Permission]] = {
    Kind.BREAK_GLASS: Permission.BREAK_GLASS_OPEN,
    Kind.BREAK_GLASS_REVIEW: Permission.BREAK_GLASS_REVIEW,
    Kind.EXIGENT_JUSTIFICATION: Permission.SEARCHES_APPROVE,
    Kind.EXIGENT_STOP: Permission.STOPS_REVIEW,
    Kind.EXTENSION: Permission.ENTRIES_APPROVE,
    Kind.HOLD_REQUEST: Permission.HOLDS_CHANGE,
    Kind.HOT_LIST_VERSION: Permission.ENTRIES_APPROVE,
    Kind.INVITATION: Permission.PROMOTIONS_APPROVE,
    Kind.MANUAL_ENTRY: Permission.ENTRIES_APPROVE,
    Kind.RESET: Permission.ACCESS_APPROVE,
    Kind.RETURN: Permission.ACCESS_APPROVE,
    Kind.ROLE_CHANGE: Permission.PROMOTIONS_APPROVE,
    Kind.SENSITIVE_SEARCH: Permission.SEARCHES_APPROVE,
}
"""A kind that is not in this table could be decided by nobody; a test compares it with the enum."""

IN_PERSON: Final = frozenset({Kind.BREAK_GLASS})
"""Kinds that somebody decides by the role of their own: an emergency does not open the next one."""
