"""A hold says on whose word, what for, and until when.

One that stands already was a supervisor's decision; it is reviewed ninety days after it was placed, and at once if that
is past.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

DATED = "UPDATE evidence_hold SET review_on = (placed_at AT TIME ZONE 'UTC')::date + 90"

AUTHORITIES = [
    ("supervisor", "A supervisor's decision"),
    ("warrant", "Warrant"),
    ("court-order", "Court order"),
    ("subpoena", "Subpoena"),
]


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [
        migrations.AlterField("hold", "case_number", models.CharField(db_index=True, max_length=40)),
        migrations.AddField(
            "hold", "authority", models.CharField(choices=AUTHORITIES, default="supervisor", max_length=16)
        ),
        migrations.AddField(
            "hold", "reference", models.CharField(blank=True, max_length=80, default=""), preserve_default=False
        ),
        migrations.AddField("hold", "active", models.BooleanField(default=False)),
        migrations.AddField(
            "hold", "scope", models.CharField(blank=True, max_length=500, default=""), preserve_default=False
        ),
        migrations.AddField("hold", "search_id", models.UUIDField(null=True)),
        migrations.AddField("hold", "review_on", models.DateField(null=True)),
        migrations.RunSQL(DATED, migrations.RunSQL.noop),
        migrations.AlterField("hold", "review_on", models.DateField(db_index=True)),
        migrations.AddField(
            "hold", "reviewed_by", models.CharField(blank=True, max_length=100, default=""), preserve_default=False
        ),
        migrations.AddField("hold", "reviewed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "hold", "waiver_office", models.CharField(blank=True, max_length=32, default=""), preserve_default=False
        ),
        migrations.AddField(
            "hold", "waiver_reference", models.CharField(blank=True, max_length=200, default=""), preserve_default=False
        ),
        migrations.AddField(
            "hold", "waiver_by", models.CharField(blank=True, max_length=100, default=""), preserve_default=False
        ),
        migrations.AddField("hold", "waiver_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="HoldDocument",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("media_type", models.CharField(max_length=30)),
                ("hash", models.BinaryField()),
                ("sealed", models.BinaryField()),
                ("attached_by", models.CharField(max_length=100)),
                ("attached_at", models.DateTimeField()),
                (
                    "hold",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="evidence.hold"
                    ),
                ),
            ],
            options={"ordering": ("attached_at",)},
        ),
    ]
