"""A read in half the space: what the reads of a batch share stands once, the rest is packed; days are closed.

`archive_read` keeps what each read has alone. Its batch, pack, engine and time of arrival are a delivery's, its camera
is a number, its characters and certainties are one run of bytes (`archive/detail.py`). There is no unique key and no
stored folding: both were found again in the indexes, which took more room than the rows.

A day that is over is closed (`plainview_close_day`): its plates become a dictionary with trigrams, for wildcards, and
its indexes are packed. The application owns no table, so functions of the schema's owner do that, one thing each.

Rows of the layout before this one are carried over. Where their pictures lie stands in `archive_earlier` until their
day goes; nothing is written into that table afterwards.
"""

import json
from typing import Any, Final

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from plainview.archive import detail
from plainview.terms.read import Reading

ASIDE: Final = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE SCHEMA archive_before;
DO $$
DECLARE each regclass;
BEGIN
    FOR each IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'archive_read'::regclass LOOP
        EXECUTE format('ALTER TABLE %s SET SCHEMA archive_before', each);
    END LOOP;
END $$;
ALTER TABLE archive_read SET SCHEMA archive_before;
"""

# The families of look-alikes are those of `terms/plate.py`. A test compares the two.
TABLES: Final = """
CREATE TABLE archive_camera (
    number smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    camera_id uuid NOT NULL UNIQUE
);
CREATE TABLE archive_delivery (
    day date NOT NULL,
    number integer GENERATED ALWAYS AS IDENTITY (CYCLE),
    batch_id uuid NOT NULL,
    pack uuid NOT NULL,
    received_at timestamptz NOT NULL,
    engine text NOT NULL,
    PRIMARY KEY (day, number)
) PARTITION BY RANGE (day);
CREATE TABLE archive_read (
    captured_at timestamptz NOT NULL,
    id uuid NOT NULL,
    delivery integer NOT NULL,
    place integer NOT NULL,
    camera smallint NOT NULL,
    confidence smallint NOT NULL,
    plate text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    raw text NOT NULL,
    detail bytea NOT NULL,
    photograph_hash bytea NOT NULL
) PARTITION BY RANGE (captured_at);
CREATE INDEX archive_read_plate ON archive_read (plate, captured_at);
CREATE INDEX archive_read_folded ON archive_read ((translate(plate, 'ODQILBSZG', '000118526')) COLLATE "C", captured_at);
CREATE INDEX archive_read_camera ON archive_read (camera, captured_at);
CREATE INDEX archive_read_time ON archive_read USING brin (captured_at) WITH (pages_per_range = 32);
CREATE TABLE archive_plate (
    plate text COLLATE "C" NOT NULL,
    day date NOT NULL
) PARTITION BY RANGE (day);
CREATE TABLE archive_hour (
    day date NOT NULL,
    camera smallint NOT NULL,
    hour smallint NOT NULL,
    reads integer NOT NULL,
    PRIMARY KEY (day, camera, hour)
);
CREATE TABLE archive_earlier (
    id uuid NOT NULL,
    captured_at timestamptz NOT NULL,
    photograph_span integer[] NOT NULL,
    crop_span integer[] NOT NULL,
    crop_hash bytea NOT NULL,
    PRIMARY KEY (id, captured_at)
);
CREATE VIEW archive_stored AS
SELECT r.plate, r.captured_at, r.id, translate(r.plate, 'ODQILBSZG', '000118526') AS folded,
    CASE r.raw WHEN '' THEN r.plate ELSE r.raw END AS raw, nullif(r.state, '') AS state,
    r.confidence / 10000.0::float8 AS confidence, r.detail, c.camera_id, d.batch_id, d.received_at, d.engine, d.pack,
    r.place, r.photograph_hash
FROM archive_read r
JOIN archive_camera c ON c.number = r.camera
JOIN archive_delivery d ON d.day = (r.captured_at AT TIME ZONE 'UTC')::date AND d.number = r.delivery;
"""

MAKE_DAY: Final = """
CREATE OR REPLACE FUNCTION plainview_make_day(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    suffix text := to_char(day, 'YYYYMMDD');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('archive_read_' || suffix));
    IF to_regclass('archive_read_' || suffix) IS NULL THEN
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF archive_read FOR VALUES FROM (%L) TO (%L)', 'archive_read_' || suffix,
            day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC'
        );
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF archive_delivery FOR VALUES FROM (%L) TO (%L)',
            'archive_delivery_' || suffix, day, day + 1
        );
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF archive_plate FOR VALUES FROM (%L) TO (%L)', 'archive_plate_' || suffix,
            day, day + 1
        );
    END IF;
END $$;
"""

CLOSE_DAY: Final = """
CREATE FUNCTION plainview_close_day(closing date, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s'
SET maintenance_work_mem = '256MB' AS $$
DECLARE
    suffix text := to_char(closing, 'YYYYMMDD');
    each regclass;
BEGIN
    -- Whoever stores a read of the day now waits, and then finds it closed.
    EXECUTE format('LOCK TABLE %I IN SHARE MODE', 'archive_read_' || suffix);
    UPDATE archive_day SET closed_at = at WHERE day = closing AND closed_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    EXECUTE format(
        'INSERT INTO %I SELECT DISTINCT plate, %L::date FROM %I ORDER BY plate', 'archive_plate_' || suffix, closing,
        'archive_read_' || suffix
    );
    EXECUTE format('CREATE INDEX ON %I USING gin (plate gin_trgm_ops)', 'archive_plate_' || suffix);
    EXECUTE format('CREATE INDEX ON %I USING brin (plate) WITH (pages_per_range = 4)', 'archive_plate_' || suffix);
    FOR each IN
        SELECT i.indexrelid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
        WHERE i.indrelid = to_regclass('archive_read_' || suffix) AND m.amname = 'btree'
    LOOP
        EXECUTE format('ALTER INDEX %s SET (fillfactor = 100)', each);
    END LOOP;
    EXECUTE format('REINDEX TABLE %I', 'archive_read_' || suffix);
    -- Enough to know that the dictionary is sorted; more makes the planning over thirty of them slow.
    EXECUTE format('ALTER TABLE %I ALTER plate SET STATISTICS 10', 'archive_plate_' || suffix);
    EXECUTE format('ANALYZE %I, %I', 'archive_read_' || suffix, 'archive_plate_' || suffix);
END $$;
REVOKE ALL ON FUNCTION plainview_close_day(date, timestamptz) FROM PUBLIC;
"""

DROP_DAY: Final = """
CREATE OR REPLACE FUNCTION plainview_drop_day(day date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    suffix text := to_char(day, 'YYYYMMDD');
    reads bigint := 0;
BEGIN
    IF to_regclass('archive_read_' || suffix) IS NOT NULL THEN
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', 'archive_read_' || suffix);
        EXECUTE format('SELECT count(*) FROM %I', 'archive_read_' || suffix) INTO reads;
        EXECUTE format(
            'DROP TABLE %I, %I, %I', 'archive_read_' || suffix, 'archive_delivery_' || suffix, 'archive_plate_' || suffix
        );
    END IF;
    DELETE FROM archive_hour WHERE archive_hour.day = plainview_drop_day.day;
    DELETE FROM archive_earlier WHERE (captured_at AT TIME ZONE 'UTC')::date = plainview_drop_day.day;
    RETURN reads;
END $$;
"""

CARRY: Final = """
SELECT plainview_make_day(day) FROM archive_day;
INSERT INTO archive_camera (camera_id) SELECT DISTINCT camera_id FROM archive_before.archive_read;
INSERT INTO archive_delivery (day, batch_id, pack, received_at, engine)
    SELECT DISTINCT (captured_at AT TIME ZONE 'UTC')::date, batch_id, pack, received_at, engine
    FROM archive_before.archive_read;
INSERT INTO archive_hour
    SELECT (captured_at AT TIME ZONE 'UTC')::date, number, extract(hour FROM captured_at AT TIME ZONE 'UTC'), count(*)
    FROM archive_before.archive_read JOIN archive_camera USING (camera_id) GROUP BY 1, 2, 3;
INSERT INTO archive_earlier
    SELECT id, captured_at, photograph_span, crop_span, crop_hash FROM archive_before.archive_read;
"""

EARLIER: Final = """
SELECT captured_at, id, d.number, c.number, round(confidence * 10000)::int, plate, coalesce(state, ''),
    CASE raw WHEN plate THEN '' ELSE raw END, photograph_hash, characters, box, state_confidence, quality
FROM archive_before.archive_read r
JOIN archive_camera c USING (camera_id)
JOIN archive_delivery d ON d.day = (captured_at AT TIME ZONE 'UTC')::date AND d.batch_id = r.batch_id
    AND d.pack = r.pack AND d.engine = r.engine AND d.received_at = r.received_at
"""
STORE: Final = (
    "INSERT INTO archive_read (captured_at, id, delivery, place, camera, confidence, plate, state, raw, detail,"
    " photograph_hash) VALUES (%s, %s, %s, -1, %s, %s, %s, %s, %s, %s, %s)"
)
AT_ONCE: Final = 5_000


def carry(_apps: Any, editor: Any) -> None:
    """Pack the rows of the earlier layout, some at a time."""
    with editor.connection.cursor() as stored, editor.connection.chunked_cursor() as earlier:
        earlier.execute(EARLIER)
        while rows := earlier.fetchmany(AT_ONCE):
            stored.executemany(STORE, [(*row[:8], _detail(*row[8:]), row[8]) for row in rows])


def _detail(
    _hash: bytes, characters: object, box: list[int], state_confidence: float | None, quality: float | None
) -> bytes:
    listed = json.loads(characters) if isinstance(characters, str) else characters
    written = {"plate": "-", "confidence": 0, "box": box, "characters": listed}
    reading = msgspec.convert(written | {"state_confidence": state_confidence, "quality": quality}, Reading)
    return detail.encode(reading)


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_daily_partitions")]
    operations = [
        migrations.AddField("day", "closed_at", models.DateTimeField(null=True)),
        migrations.RunSQL(ASIDE),
        migrations.RunSQL(TABLES),
        migrations.RunSQL(MAKE_DAY),
        migrations.RunSQL(CLOSE_DAY),
        migrations.RunSQL(DROP_DAY),
        migrations.RunSQL(CARRY),
        migrations.RunPython(carry),
        migrations.RunSQL("DROP SCHEMA archive_before CASCADE"),
        migrations.CreateModel(
            "Earlier",
            fields=[
                ("pk", models.CompositePrimaryKey("id", "captured_at", primary_key=True, serialize=False)),
                ("id", models.UUIDField()),
                ("captured_at", models.DateTimeField()),
                ("photograph_span", ArrayField(models.IntegerField())),
                ("crop_span", ArrayField(models.IntegerField())),
                ("crop_hash", models.BinaryField()),
            ],
            options={"db_table": "archive_earlier", "managed": False},
        ),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.AlterModelTable("read", "archive_stored")]),
    ]
