"""Lists of millions in a real database, and how the index held them before: for `benchmarks.matching`."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final
from uuid import UUID

import psycopg
from psycopg import sql

from benchmarks import report, samples
from plainview.database import connection
from plainview.terms import plate as plates
from plainview.terms.read import CapturedRead

if TYPE_CHECKING:
    from plainview.matching.rules import Tier, Wanted

WANTED_ONE_IN: Final = 100
"""About the share of a street's reads that is of a listed plate in the measurement behind the design (0.8 percent)."""

_LETTER: Final = "chr(65 + floor(random() * 26)::int)"
# The two formats of `samples`, made by the database: half a million rows a second rather than twenty thousand.
_PLATE: Final = (
    f"CASE WHEN random() < 0.5 THEN {_LETTER} || {_LETTER} || lpad(floor(random() * 100000)::text, 5, '0')"
    f" ELSE {_LETTER} || {_LETTER} || {_LETTER} || lpad(floor(random() * 10000)::text, 4, '0') END"
)
_CHANGED: Final = {
    "id": "gen_random_uuid()",
    "revision": "%(revision)s",
    "plate": "made.plate",
    "folded": "translate(made.plate, 'ODQILBSZG', '000118526')",
    "state": "(%(states)s::text[])[1 + floor(random() * 8)::int]",
    "expires_at": "now() + interval '1 day' + random() * interval '1 day'",
}


def fill(entries: int, *, revision: int) -> None:
    """Make a list of so many active entries in the place of all that there were; those are removed, as by an import."""
    from plainview.hotlists.models import Entry  # noqa: PLC0415 - models need Django to be set up

    columns = [field.column for field in Entry._meta.concrete_fields]  # noqa: SLF001 - Django's documented API
    statement = sql.SQL(
        "INSERT INTO hotlists_entry ({columns}) SELECT {values} FROM hotlists_entry AS template,"
        " (SELECT {plate} AS plate FROM generate_series(1, %(entries)s)) AS made WHERE template.id = %(template)s"
    ).format(
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(
            sql.SQL(_CHANGED[name]) if name in _CHANGED else sql.Identifier("template", name) for name in columns
        ),
        plate=sql.SQL(_PLATE),
    )
    given = {"entries": entries, "template": _template(), "revision": revision, "states": list(samples.STATES)}
    with psycopg.connect(connection.conninfo("owner")) as owner:
        owner.execute(
            "UPDATE hotlists_entry SET status = 'removed', revision = %s WHERE status = 'active' AND id <> %s",
            [revision, given["template"]],
        )
        owner.execute(statement, given)
    report.say(f"{entries} entries are in the database")


def tidy() -> None:
    """What the database does by itself in the hours after an import."""
    with connection.connect(connection.conninfo("owner")) as owner:
        owner.execute("VACUUM ANALYZE hotlists_entry")


def empty() -> None:
    """Remove every entry."""
    with connection.connect(connection.conninfo("owner")) as owner:
        owner.execute("TRUNCATE hotlists_entry CASCADE")


def _template() -> UUID:
    from plainview.hotlists.models import Entry, HotList  # noqa: PLC0415 - models need Django to be set up

    now = datetime.now(UTC)
    hot_list, _ = HotList.objects.get_or_create(name="Benchmark")
    fields = {
        "revision": 1,
        "status": Entry.Status.ACTIVE,
        "plate": "ZZ00000",
        "folded": plates.folded("ZZ00000"),
        "state": "CT",
        "colour": "blue",
        "make": "Honda",
        "offence": "Stolen vehicle",
        "purpose": "E.a.3",
        "case_number": "26-1",
        "officer": "Benchmark",
        "entered_at": now,
        "expires_at": now + timedelta(days=1),
    }
    return Entry.objects.get_or_create(hot_list=hot_list, plate=fields["plate"], defaults=fields)[0].pk


def reads(batches: int, size: int) -> list[list[CapturedRead]]:
    """Batches of reads, one in a hundred of a listed plate."""
    from plainview.hotlists.models import Entry  # noqa: PLC0415 - models need Django to be set up

    now, chance = datetime.now(UTC), Random(2)  # noqa: S311 - a sample, not a secret
    listed = Entry.objects.filter(status="active").order_by("pk").values_list("plate", "state")
    wanted = list(listed[: max(1, batches * size // WANTED_ONE_IN)])

    def one() -> CapturedRead:
        met = chance.randrange(WANTED_ONE_IN) == 0
        text, state = chance.choice(wanted) if met else (samples.plate(chance), chance.choice(samples.STATES))
        return samples.read(chance, text, state, captured_at=now)

    return [[one() for _ in range(size)] for _ in report.progress(range(batches), "reads made")]


class Tuples:
    """The layout before: rows by the ORM, a tuple for each entry, and a second dictionary from the ids to the keys."""

    def __init__(self) -> None:
        self._by_folded: dict[str, tuple[Wanted, ...]] = defaultdict(tuple)
        self._folded_of: dict[UUID, str] = {}

    def load(self) -> None:
        from plainview.hotlists.models import Entry  # noqa: PLC0415 - models need Django to be set up
        from plainview.matching.rules import Wanted  # noqa: PLC0415 - the same

        rows = Entry.objects.filter(status="active").only("id", "plate", "folded", "state", "status", "expires_at")
        for entry in rows.order_by("revision").iterator(chunk_size=10_000):
            self._by_folded[entry.folded] += (Wanted(entry.pk, entry.plate, entry.state, entry.expires_at),)
            self._folded_of[entry.pk] = entry.folded

    def candidates(self, some: Sequence[CapturedRead], *, at: datetime) -> "list[tuple[CapturedRead, UUID, Tier]]":
        from plainview.matching.rules import Seen, tier  # noqa: PLC0415 - the same

        found = []
        for read in some:
            for wanted in self._by_folded.get(plates.folded(read.reading.plate), ()):
                how = tier(Seen(read.reading.canonical, read.reading.state), wanted)
                if how is not None and wanted.expires_at > at:
                    found.append((read, wanted.entry, how))
        return found
