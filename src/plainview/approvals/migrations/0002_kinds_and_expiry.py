"""Approvals of every kind, each with its clause and its end.

Until now there was one kind, the manual entry of a hot list. An open one of before ends thirty days after it was asked,
the longest that a manual entry may last; the entry's own expiry ends it earlier.
"""

from django.db import migrations, models

KINDS = (
    "break-glass",
    "break-glass review",
    "exigent justification",
    "extension",
    "invitation",
    "manual entry",
    "reset",
    "return",
    "role change",
    "sensitive search",
)
FILL = "UPDATE approvals_approval SET expires_at = requested_at + interval '30 days' WHERE expires_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]

    operations = [
        migrations.AddField(
            "approval",
            "kind",
            models.CharField(choices=[(kind, kind) for kind in KINDS], default="manual entry", max_length=30),
            preserve_default=False,
        ),
        migrations.AddField("approval", "why", models.CharField(default="", max_length=500), preserve_default=False),
        migrations.AddField(
            "approval", "clause", models.CharField(default="F.b.1", max_length=16), preserve_default=False
        ),
        migrations.AddField("approval", "excluded", models.JSONField(default=list)),
        migrations.AddField("approval", "expired_at", models.DateTimeField(null=True)),
        migrations.AddField("approval", "expires_at", models.DateTimeField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("approval", "expires_at", models.DateTimeField()),
        migrations.AlterField("approval", "subject", models.CharField(db_index=True, max_length=128)),
        migrations.AddIndex(
            "approval",
            models.Index(condition=models.Q(("decided_at", None)), fields=["expires_at"], name="approval_open"),
        ),
        migrations.AddConstraint(
            "approval",
            models.UniqueConstraint(
                condition=models.Q(("decided_at", None), ("expired_at", None)),
                fields=("kind", "subject"),
                name="one_open_approval",
            ),
        ),
    ]
