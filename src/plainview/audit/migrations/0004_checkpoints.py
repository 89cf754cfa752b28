"""Checkpoints, and what the database itself lets happen to the log: the next entry, and the end of a sealed part.

A sealed part goes with its salt, or a plate could be tried out against the seal. `plainview_forget_sealed` is the only
way, does nothing else, and leaves alone whatever is younger than 180 days: an audit of a quarter must find it.
"""

from django.db import migrations, models

GUARDS = """
CREATE OR REPLACE FUNCTION plainview_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    forgotten public.audit_entry;
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_entry' THEN
        forgotten := OLD;
        forgotten.private := NULL;
        forgotten.salt := NULL;
        IF NEW IS NOT DISTINCT FROM forgotten THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only (J.1)';
END $$;

CREATE FUNCTION plainview_log_takes_the_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM public.audit_entry) THEN
        RAISE EXCEPTION 'entry % is not the next one of the audit log (J.1)', NEW.seq;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_entry_next BEFORE INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION plainview_log_takes_the_next();

CREATE FUNCTION plainview_forget_sealed(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    gone bigint;
BEGIN
    UPDATE public.audit_entry SET private = NULL, salt = NULL
        WHERE private IS NOT NULL AND at < least(before, now() - interval '180 days');
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
REVOKE ALL ON FUNCTION plainview_forget_sealed(timestamptz) FROM PUBLIC;

CREATE TRIGGER audit_checkpoint_append_only BEFORE UPDATE OR DELETE ON audit_checkpoint
    FOR EACH ROW EXECUTE FUNCTION plainview_log_is_append_only();
CREATE TRIGGER audit_checkpoint_no_truncate BEFORE TRUNCATE ON audit_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION plainview_log_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_leaves")]
    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
                ("stamp", models.BinaryField(null=True)),
            ],
            options={"ordering": ("size",)},
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
