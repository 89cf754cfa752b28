"""The database finds colour, make and body where `archive/detail.py` packs them; no stored read is touched.

A read that states nothing is stored as it always was, and costs nothing more. `plainview_stated` is one expression, so
that PostgreSQL puts it in the place of its call. The view gains three numbers at its end: those of the words in
`terms/vehicle.py`, 0 where nothing is stated.
"""

from typing import Final

from django.db import migrations

# 241 to 243 begin a detail that states something: of the colour; also of the make; also of the body.
FUNCTION: Final = """
CREATE FUNCTION plainview_stated(detail bytea, trait integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN get_byte(detail, 0) BETWEEN 240 + trait AND 243 THEN get_byte(detail, 2 * trait - 1) ELSE 0 END
$$;
"""

VIEW: Final = """
CREATE OR REPLACE VIEW archive_stored AS
SELECT r.plate, r.captured_at, r.id, translate(r.plate, 'ODQILBSZG', '000118526') AS folded,
    CASE r.raw WHEN '' THEN r.plate ELSE r.raw END AS raw, nullif(r.state, '') AS state,
    r.confidence / 10000.0::float8 AS confidence, r.detail, c.camera_id, d.batch_id, d.received_at, d.engine, d.pack,
    r.place, r.photograph_hash, plainview_stated(r.detail, 1) AS colour, plainview_stated(r.detail, 2) AS make,
    plainview_stated(r.detail, 3) AS body
FROM archive_read r
JOIN archive_camera c ON c.number = r.camera
JOIN archive_delivery d ON d.day = (r.captured_at AT TIME ZONE 'UTC')::date AND d.number = r.delivery;
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0003_lean_reads")]
    operations = [migrations.RunSQL(FUNCTION), migrations.RunSQL(VIEW)]
