"""A stop that could not wait is reviewed too."""

from django.db import migrations, models

KINDS = (
    "break-glass",
    "break-glass review",
    "exigent justification",
    "exigent stop",
    "extension",
    "invitation",
    "manual entry",
    "reset",
    "return",
    "role change",
    "sensitive search",
)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_kinds_and_expiry")]

    operations = [
        migrations.AlterField(
            "approval", "kind", models.CharField(choices=[(kind, kind) for kind in KINDS], max_length=30)
        ),
    ]
