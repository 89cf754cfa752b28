"""The partitioned table of reads and the two functions by which days come and go.

The application owns no table, so it can neither alter nor drop one; the functions run as the schema's owner and do
this one thing each. `COLLATE "C"` compares plates byte by byte, which is what a plate is and what a prefix index needs.
"""

from django.db import migrations

TABLE = """
CREATE TABLE archive_read (
    plate text COLLATE "C" NOT NULL,
    captured_at timestamptz NOT NULL,
    id uuid NOT NULL,
    folded text COLLATE "C" NOT NULL,
    raw text NOT NULL,
    state text,
    state_confidence real,
    confidence real NOT NULL,
    quality real,
    characters jsonb NOT NULL,
    box integer[] NOT NULL,
    engine text NOT NULL,
    camera_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    received_at timestamptz NOT NULL,
    pack uuid NOT NULL,
    photograph_span integer[] NOT NULL,
    photograph_hash bytea NOT NULL,
    crop_span integer[] NOT NULL,
    crop_hash bytea NOT NULL,
    PRIMARY KEY (plate, captured_at, id)
) PARTITION BY RANGE (captured_at);
CREATE INDEX archive_read_folded ON archive_read (folded, captured_at);
CREATE INDEX archive_read_camera ON archive_read (camera_id, captured_at);
CREATE INDEX archive_read_time ON archive_read (captured_at DESC, id DESC);
"""

MAKE_DAY = """
CREATE FUNCTION plainview_make_day(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    name text := 'archive_read_' || to_char(day, 'YYYYMMDD');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(name));
    IF to_regclass(name) IS NULL THEN
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF archive_read FOR VALUES FROM (%L) TO (%L)',
            name, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC'
        );
    END IF;
END $$;
REVOKE ALL ON FUNCTION plainview_make_day(date) FROM PUBLIC;
"""

DROP_DAY = """
CREATE FUNCTION plainview_drop_day(day date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    name text := 'archive_read_' || to_char(day, 'YYYYMMDD');
    reads bigint := 0;
BEGIN
    IF to_regclass(name) IS NOT NULL THEN
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', name);
        EXECUTE format('SELECT count(*) FROM %I', name) INTO reads;
        EXECUTE format('DROP TABLE %I', name);
    END IF;
    RETURN reads;
END $$;
REVOKE ALL ON FUNCTION plainview_drop_day(date) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]
    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE archive_read"),
        migrations.RunSQL(MAKE_DAY, "DROP FUNCTION plainview_make_day(date)"),
        migrations.RunSQL(DROP_DAY, "DROP FUNCTION plainview_drop_day(date)"),
    ]
