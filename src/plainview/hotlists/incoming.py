"""The lines of a version in a temporary table: filled by COPY, cleared of what stands in it twice, and compared.

Whoever calls is in one transaction. The table goes with it, and whatever breaks leaves nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from plainview.csv_files import Fault
from plainview.hotlists.formats.line import KeptOut, Line, Parsed

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

FAULTS_KEPT: Final = 1_000
"""Bad lines that are kept with their text; all are counted."""
_AT_ONCE: Final = 2_000
_TEXTS: Final = Line._fields[1:-1]
CONTENT: Final = (*_TEXTS, "expires_at", "digest")
"""The columns of what a line says."""
_COLUMNS: Final = sql.SQL(", ").join(map(sql.Identifier, CONTENT))


def key(table: str) -> sql.Composed:
    """SQL for what makes two lines be of one record: the source's own number, or plate, state, case and purpose."""
    names = ("plate", "state", "case_number", "purpose")
    parts = sql.SQL(" || ' ' || ").join(sql.Identifier(table, name) for name in names)
    return sql.SQL("CASE WHEN {0} <> '' THEN {0} ELSE {1} END").format(sql.Identifier(table, "source_id"), parts)


_MAKE: Final = sql.SQL("""
CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT 0 AS line, {columns} FROM hotlists_listline WHERE false
""").format(columns=_COLUMNS)
_COPY: Final = sql.SQL("COPY incoming (line, {columns}) FROM STDIN").format(columns=_COLUMNS)
_TWICE: Final = sql.SQL("""
WITH keyed AS (SELECT line, digest, plate, source_id, {key} AS key FROM incoming),
again AS (SELECT key FROM keyed GROUP BY key HAVING count(*) > 1),
ranked AS (
    SELECT line, digest, plate, source_id, first_value(line) OVER same AS first_line,
        first_value(digest) OVER same AS first_digest
    FROM keyed WHERE key IN (SELECT key FROM again) WINDOW same AS (PARTITION BY key ORDER BY line)
)
DELETE FROM incoming USING ranked WHERE incoming.line = ranked.line AND ranked.line <> ranked.first_line
RETURNING ranked.line, ranked.first_line, ranked.digest = ranked.first_digest, ranked.source_id, ranked.plate
""").format(key=key("incoming"))
_ENDED_HERE: Final = """
DELETE FROM incoming USING hotlists_entry AS e
WHERE e.hot_list_id = %s AND e.status = 'removed' AND e.revision > 0 AND e.digest = incoming.digest
"""
_LIKE_A_VERSION: Final = sql.SQL("""
INSERT INTO incoming SELECT row_number() OVER (), {columns} FROM hotlists_listline WHERE version_id = %s
""").format(columns=_COLUMNS)
_AS_BEFORE: Final = sql.SQL("""
INSERT INTO incoming SELECT row_number() OVER (), said.* FROM (
    SELECT {columns} FROM hotlists_entry
    WHERE hot_list_id = %(list)s AND status = 'active' AND version_id IS DISTINCT FROM %(version)s
    UNION ALL SELECT {columns} FROM hotlists_listline WHERE version_id = %(version)s
) AS said
""").format(columns=_COLUMNS)
_KEEP: Final = sql.SQL("""
INSERT INTO hotlists_listline (version_id, {columns}) SELECT %s, {columns} FROM incoming
""").format(columns=_COLUMNS)


@dataclass
class Tally:
    """What was read. `faults` holds the first bad lines, `bad` counts all of them."""

    lines: int = 0
    bad: int = 0
    expired: int = 0
    repeated: int = 0
    ended_here: int = 0
    faults: list[Fault] = field(default_factory=list)
    kept_out: dict[str, int] = field(default_factory=dict)

    def fault(self, fault: Fault) -> None:
        """Count a bad line."""
        self.bad += 1
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(fault)

    def keep_out(self, kind: str) -> None:
        """Count a line that cannot alert."""
        self.kept_out[kind] = self.kept_out.get(kind, 0) + 1


def fill(parsed: Iterable[Parsed], *, ends: datetime, at: datetime) -> Tally:
    """Take in every good line that has not expired. `ends` is for those of which the source says no end."""
    tally = Tally()
    rows = _rows(parsed, tally, ends.isoformat(), at)
    with connection.cursor() as cursor:
        _begin(cursor)
        with cursor.copy(_COPY) as copy:
            while some := "".join(islice(rows, _AT_ONCE)):
                copy.write(some)
        cursor.execute("ANALYZE incoming")
    return tally


def fill_from(version: UUID, *, before: UUID | None = None) -> None:
    """Take in the lines that are kept of a version; with `before`, a list's id: the list as it was before that."""
    with connection.cursor() as cursor:
        _begin(cursor)
        if before is None:
            cursor.execute(_LIKE_A_VERSION, [version])
        else:
            cursor.execute(_AS_BEFORE, {"list": before, "version": version})
        cursor.execute("ANALYZE incoming")


def clear(hot_list: UUID, tally: Tally) -> None:
    """Take out what stands in the file twice, and what somebody here has ended and the source lists unchanged."""
    with connection.cursor() as cursor:
        cursor.execute(_TWICE)
        for line, first, same, source_id, plate in sorted(cursor.fetchall()):
            if same:
                tally.repeated += 1
            else:
                what = f"{source_id} stands" if source_id else f"plate {plate} with this case stands"
                tally.fault(Fault(line, "source_id", f"{what} on line {first} already and says something else", ""))
    tally.ended_here = ended_here(hot_list)


def ended_here(hot_list: UUID) -> int:
    """Take out what somebody here has ended and the source lists unchanged, and return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDED_HERE, [hot_list])
        return int(cursor.rowcount)


def expire(*, at: datetime) -> int:
    """Take out what has expired meanwhile, and return how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM incoming WHERE expires_at <= %s", [at])
        return int(cursor.rowcount)


def count() -> int:
    """How many lines are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM incoming")
        return int(cursor.fetchone()[0])


def keep(version: UUID) -> None:
    """Keep the lines beside the entries until somebody has decided."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [version])


def _begin(cursor: "CursorWrapper") -> None:
    # Millions of lines take longer than a page may, and are compared in memory.
    cursor.execute(
        "SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '256MB'; DROP TABLE IF EXISTS pg_temp.incoming"
    )
    cursor.execute(_MAKE)


def _rows(parsed: Iterable[Parsed], tally: Tally, ends: str, at: datetime) -> Iterator[str]:
    for each in parsed:
        tally.lines += 1
        if isinstance(each, Line):
            if each.expires_at is not None and each.expires_at <= at:
                tally.expired += 1
                continue
            yield _row(each, ends)
        elif isinstance(each, KeptOut):
            tally.keep_out(each.kind)
        else:
            tally.fault(each)


def _row(line: Line, ends: str) -> str:
    """A line as COPY takes it. No text of a line has a tab or an end of line in it; only a backslash needs another."""
    texts = "\t".join(line[1:-1])
    said = line.expires_at.isoformat() if line.expires_at else ""
    digest = blake2b(f"{texts}\t{said}".encode(), digest_size=16).hexdigest()
    return f"{line.number}\t{_escaped(texts)}\t{said or ends}\t{digest}\n"


def _escaped(texts: str) -> str:
    return texts.replace("\\", "\\\\") if "\\" in texts else texts
