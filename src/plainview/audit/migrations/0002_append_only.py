"""The log refuses to be changed, whoever asks: the application lacks the right, and the owner meets this trigger."""

from django.db import migrations

GUARD = """
CREATE FUNCTION plainview_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only (J.1)';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION plainview_log_is_append_only();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION plainview_log_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            GUARD,
            "DROP TRIGGER audit_entry_append_only ON audit_entry; DROP TRIGGER audit_entry_no_truncate ON audit_entry;"
            "DROP FUNCTION plainview_log_is_append_only()",
        )
    ]
