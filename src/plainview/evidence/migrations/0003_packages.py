"""Packages of cases."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_cases_with_authority_and_review")]

    operations = [
        migrations.CreateModel(
            name="Package",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=500)),
                ("asked_by", models.CharField(max_length=100)),
                ("asked_at", models.DateTimeField()),
                ("reads", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("failed", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(null=True)),
                ("pack", models.UUIDField(null=True)),
                (
                    "span",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), null=True, size=None),
                ),
                ("hash", models.BinaryField(null=True)),
                ("manifest", models.BinaryField(null=True)),
                ("size", models.PositiveBigIntegerField(null=True)),
                (
                    "hold",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="packages", to="evidence.hold"
                    ),
                ),
            ],
            options={"ordering": ("-asked_at",)},
        ),
    ]
