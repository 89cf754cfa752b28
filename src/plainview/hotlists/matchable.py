"""What matching must know of entries: all that live, in columns, and what changed since.

How a change is numbered stands in `revisions.py`.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from plainview.hotlists import revisions
from plainview.hotlists.models import Entry, HotList
from plainview.hotlists.revisions import newest
from plainview.terms.entry import MatchBy

__all__ = ["Columns", "Matchable", "changed_since", "changed_since_of", "columns", "newest", "own"]


class Matchable(NamedTuple):
    """One entry. `active` is false where it must not match any more, or not yet; `manual`: the department's own."""

    entry: UUID
    active: bool
    plate: str
    state: str
    expires_at: datetime
    match_by: MatchBy
    manual: bool
    colour: str
    make: str
    body: str


class Columns(NamedTuple):
    """Many active entries that are met by their plate, a column each, in one order.

    `ids` has 16 bytes an entry; `plates` are divided by commas; `states` have 2 characters each, spaces where there is
    none; `expires` has 8 bytes each, PostgreSQL's own: big-endian microseconds since the year 2000.
    """

    ids: bytes
    plates: str
    states: str
    expires: bytes


def changed_since(revision: int, *, limit: int) -> list[Matchable] | None:
    """What changed after that number, ended entries included; None where it is more than `limit` entries."""
    rows = list(_rows(revisions.since(revision))[: limit + 1])
    return [_matchable(row) for row in rows] if len(rows) <= limit else None


def changed_since_of(revision: int, *, entries: Collection[UUID], folded: Collection[str]) -> Iterator[Matchable]:
    """Of what changed after that number, only these entries, those of these folded plates, and those met otherwise."""
    active, changed = Q(status=Entry.Status.ACTIVE), revisions.since(revision)
    # Three questions, each with an index of its own; together they would be a walk through the whole table.
    for some in (Q(pk__in=entries), active & Q(folded__in=folded), active & _own()):
        yield from map(_matchable, _rows(changed & some))


def own() -> list[Matchable]:
    """Every active entry that is met by more than its plate."""
    return [_matchable(row) for row in _rows(Q(_own(), status=Entry.Status.ACTIVE))]


def columns() -> Columns:
    """Every active entry that is met by its plate. Two million take a second or two; nobody may ask this often."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever asks waits in the background, and may.
        cursor.execute("SET LOCAL statement_timeout = 0")
        # A cursor of psycopg's own: Django's takes bytes as hexadecimal text, twice as long.
        with psycopg.Cursor(cursor.connection) as binary:
            found = binary.execute(_COLUMNS, [MatchBy.PLATE], binary=True).fetchone()
    ids, listed, states, expires = found or (None,) * 4
    return Columns(ids or b"", listed or "", states or "", expires or b"")


# One aggregate over the whole table: an aggregate without an order takes the rows as they come, each of the four alike.
_COLUMNS = """
SELECT string_agg(uuid_send(e.id), ''), string_agg(e.plate, ','), string_agg(rpad(e.state, 2), ''),
    string_agg(timestamptz_send(e.expires_at), '')
FROM hotlists_entry AS e JOIN hotlists_hotlist AS l ON l.id = e.hot_list_id
WHERE e.status = 'active' AND (e.match_by = %s OR NOT l.manual)
"""


def _own() -> Q:
    # The lists by name: with a join the database would walk through everybody else's entries as well.
    manual = list(HotList.objects.filter(manual=True).values_list("pk", flat=True))
    return Q(hot_list__in=manual) & ~Q(match_by=MatchBy.PLATE)


def _rows(wanted: Q) -> "QuerySet[Entry, tuple[object, ...]]":
    return (
        Entry.objects.filter(wanted)
        .order_by()
        .values_list(
            "pk", "status", "plate", "state", "expires_at", "match_by", "hot_list__manual", "colour", "make", "body"
        )
    )


def _matchable(row: tuple[Any, ...]) -> Matchable:
    entry, status, plate, state, expires_at, match_by, manual, colour, make, body = row
    active = status == Entry.Status.ACTIVE
    return Matchable(entry, active, plate, state, expires_at, MatchBy(match_by), manual, colour, make, body)
