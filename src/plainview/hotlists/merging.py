"""A list and its incoming lines made one, by what differs alone. Whoever calls is in one transaction.

A changed entry keeps its id, so that an alert on it stays an alert on it. What is taken away or changed is kept beside
the entries until the next version, for the way back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from plainview.hotlists.incoming import CONTENT, key
from plainview.hotlists.models import Entry, Version
from plainview.terms import plate as plates

RENEWED_AT_ONCE: Final = 100_000
"""Entries that one version renews at most, so that those that came together are not renewed together for ever."""

_BEGIN: Final = "DROP TABLE IF EXISTS pg_temp.difference, pg_temp.altered"
# The keys stand in the table itself, of which the database then knows how long it is: it would guess otherwise, and
# compare each with each.
_DIFFERENCE: Final = sql.SQL("""
CREATE TEMPORARY TABLE difference ON COMMIT DROP AS
SELECT i.line, e.id AS entry, CASE WHEN e.id IS NULL THEN {new} ELSE {old} END AS key FROM incoming AS i
FULL JOIN (SELECT * FROM hotlists_entry WHERE hot_list_id = %s AND status = 'active') AS e
ON e.digest = i.digest WHERE i.line IS NULL OR e.id IS NULL
""").format(new=key("i"), old=key("e"))
_ALTERED: Final = """
CREATE TEMPORARY TABLE altered ON COMMIT DROP AS
SELECT DISTINCT ON (new.line) new.line, old.entry FROM difference AS new JOIN difference AS old USING (key)
WHERE new.entry IS NULL AND old.line IS NULL ORDER BY new.line, old.entry
"""
_ONLY_THE_REST: Final = """
DELETE FROM difference USING altered WHERE difference.line = altered.line OR difference.entry = altered.entry
"""
_COUNTS: Final = """
SELECT (SELECT count(*) FROM difference WHERE entry IS NULL), (SELECT count(*) FROM altered),
    (SELECT count(*) FROM difference WHERE line IS NULL),
    (SELECT count(*) FROM altered AS a JOIN incoming AS i USING (line) JOIN hotlists_entry AS e ON e.id = a.entry
    WHERE (i.plate, i.state) <> (e.plate, e.state))
"""
_RENEWED: Final = """
INSERT INTO altered
SELECT i.line, e.id FROM hotlists_entry AS e JOIN incoming AS i ON i.digest = e.digest
WHERE e.hot_list_id = %s AND e.status = 'active' AND e.expires_at < %s AND e.expires_at < i.expires_at
ORDER BY e.expires_at LIMIT %s
"""
_FORGET_OTHER_WAYS_BACK: Final = """
DELETE FROM hotlists_listline USING hotlists_version AS v
WHERE v.id = version_id AND v.source_id = %s AND v.id <> %s AND v.status <> 'waiting'
"""
_UPDATED: Final = [name for name in CONTENT if name not in {"officer", "expires_at"}]
_NAMES: Final = {
    "content": sql.SQL(", ").join(map(sql.Identifier, CONTENT)),
    "as_kept": sql.SQL(", ").join(
        sql.SQL("coalesce(e.digest, gen_random_uuid())") if name == "digest" else sql.Identifier("e", name)
        for name in CONTENT
    ),
    "sets": sql.SQL(", ").join(sql.SQL("{0} = i.{0}").format(sql.Identifier(name)) for name in _UPDATED),
}
_FOLDED: Final = sql.SQL("translate(i.plate, {}, {})").format(*map(sql.Literal, plates.LOOK_ALIKES))
_KEEP: Final = sql.SQL("""
INSERT INTO hotlists_listline (version_id, {content})
SELECT %s, {as_kept} FROM hotlists_entry AS e
WHERE e.id IN (SELECT entry FROM difference WHERE line IS NULL UNION ALL SELECT entry FROM altered)
""").format(**_NAMES)
_ALTER: Final = sql.SQL("""
UPDATE hotlists_entry AS e SET {sets}, officer = coalesce(nullif(i.officer, ''), e.officer), expires_at = i.expires_at,
    folded = {folded}, version_id = %s, revision = 0
FROM altered AS a JOIN incoming AS i USING (line) WHERE e.id = a.entry AND e.status = 'active'
""").format(**_NAMES, folded=_FOLDED)
_REMOVE: Final = """
UPDATE hotlists_entry AS e SET status = 'removed', ended_at = %s, ended_because = 'no longer on its list',
    version_id = %s, revision = 0
FROM difference AS d WHERE d.line IS NULL AND e.id = d.entry AND e.status = 'active'
"""


@dataclass(frozen=True)
class Difference:
    """How the incoming lines differ from the active entries, in numbers.

    `replated` of those that changed name another vehicle under the number that their source gave the one before.
    """

    added: int
    changed: int
    removed: int
    replated: int


def compare(hot_list: UUID) -> Difference:
    """Find what differs. `apply` may follow in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN)
        cursor.execute(_DIFFERENCE, [hot_list])
        cursor.execute("ANALYZE difference")
        cursor.execute(_ALTERED)
        cursor.execute("ANALYZE altered")
        cursor.execute(_ONLY_THE_REST)
        cursor.execute(_COUNTS)
        return Difference(*cursor.fetchone())


def apply(version: Version, *, officer: str, proposed_by: str, at: datetime) -> None:
    """Make the list what the incoming lines say. It counts from the moment at which the version gets its revision."""
    hot_list, days = version.source.hot_list_id, version.source.entry_days
    with connection.cursor() as cursor:
        if days is not None:
            half = at + timedelta(days=days) / 2
            cursor.execute(_RENEWED, [hot_list, half, RENEWED_AT_ONCE])
        cursor.execute(_FORGET_OTHER_WAYS_BACK, [version.source_id, version.pk])
        cursor.execute("DELETE FROM hotlists_listline WHERE version_id = %s", [version.pk])
        cursor.execute(_KEEP, [version.pk])
        cursor.execute(_ALTER, [version.pk])
        cursor.execute(_REMOVE, [at, version.pk])
        statement, given = _insert(version, officer, proposed_by, at)
        cursor.execute(statement, given)


def _insert(version: Version, officer: str, proposed_by: str, at: datetime) -> tuple[sql.Composed, list[Any]]:
    """The statement that adds what is new; a column of which no line says anything gets the model's default."""
    said: dict[str, sql.Composable] = {name: sql.Identifier("i", name) for name in CONTENT}
    given: dict[str, Any] = {
        "hot_list_id": version.source.hot_list_id,
        "version_id": version.pk,
        "revision": 0,
        "status": Entry.Status.ACTIVE,
        "entered_at": at,
        "proposed_by": proposed_by,
    }
    said |= {"id": sql.SQL("gen_random_uuid()"), "folded": _FOLDED}
    said["officer"] = sql.SQL("coalesce(nullif(i.officer, ''), {})").format(sql.Literal(officer))
    for field in Entry._meta.concrete_fields:  # noqa: SLF001 - Django's documented API
        column = str(field.column)
        if column not in said and column not in given:
            given[column] = field.get_db_prep_save(field.get_default(), connection)
    statement = sql.SQL(
        "INSERT INTO hotlists_entry ({columns}) SELECT {values} FROM difference AS d JOIN incoming AS i USING (line)"
        " WHERE d.entry IS NULL"
    ).format(
        columns=sql.SQL(", ").join(map(sql.Identifier, [*said, *given])),
        values=sql.SQL(", ").join([*said.values(), *(sql.SQL("%s") for _ in given)]),
    )
    return statement, list(given.values())
