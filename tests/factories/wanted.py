"""Entries as they are proposed and as matching knows them, without a database."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from plainview.hotlists.matchable import Columns, Matchable
from plainview.hotlists.rules import DESCRIPTORS, Proposal
from plainview.terms.entry import MatchBy

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
_POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def entry(plate: str = "AB12345", state: str = "CT", **changed: Any) -> Matchable:
    fields: dict[str, Any] = {
        "entry": uuid.uuid4(),
        "active": True,
        "expires_at": AT + timedelta(days=1),
        "match_by": MatchBy.PLATE,
        "manual": True,
        "colour": "",
        "make": "",
        "body": "",
    }
    return Matchable(plate=plate, state=state, **{**fields, **changed})


def columns(entries: Sequence[Matchable]) -> Columns:
    """The columns as the database would send them."""
    microseconds = [(each.expires_at - _POSTGRES_EPOCH) // timedelta(microseconds=1) for each in entries]
    return Columns(
        ids=b"".join(each.entry.bytes for each in entries),
        plates=",".join(each.plate for each in entries),
        states="".join(each.state.ljust(2) for each in entries),
        expires=b"".join(each.to_bytes(8, "big", signed=True) for each in microseconds),
    )


def proposal(plate: str = "AB 12345", **changed: object) -> Proposal:
    """What a person would write; whatever is left out of the vehicle is said to be not known."""
    fields: dict[str, object] = {
        "plate": plate,
        "state": "CT",
        "offence": "Stolen vehicle",
        "purpose": "E.a.3",
        "case_number": "26-00100",
        "expires_at": datetime.now(UTC) + timedelta(days=3),
        "colour": "blue",
        "make": "Honda",
    }
    fields |= changed
    lacking = tuple(name for name in DESCRIPTORS if not fields.get(name))
    return Proposal(**{"unknown": lacking, **fields})
