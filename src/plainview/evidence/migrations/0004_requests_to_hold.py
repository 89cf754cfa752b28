"""What an officer asks to be held, until a supervisor decides or the purge comes first."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0003_packages"),
    ]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="asked_by_name",
            field=models.CharField(blank=True, max_length=128),
        ),
        migrations.AddField(
            model_name="hold",
            name="request_id",
            field=models.UUIDField(null=True),
        ),
        migrations.CreateModel(
            name="HoldRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("approval_id", models.UUIDField(unique=True)),
                ("case_number", models.CharField(max_length=40)),
                (
                    "matter",
                    models.CharField(
                        choices=[("criminal", "Criminal"), ("administrative", "Administrative"), ("civil", "Civil")],
                        max_length=16,
                    ),
                ),
                (
                    "authority",
                    models.CharField(
                        choices=[
                            ("supervisor", "A supervisor's decision"),
                            ("warrant", "Warrant"),
                            ("court-order", "Court order"),
                            ("subpoena", "Subpoena"),
                        ],
                        max_length=16,
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("active", models.BooleanField(default=False)),
                ("scope", models.CharField(max_length=500)),
                ("reason", models.CharField(max_length=500)),
                ("review_on", models.DateField()),
                ("search_id", models.UUIDField(null=True)),
                ("alert_id", models.UUIDField(db_index=True, null=True)),
                ("asked_by", models.CharField(db_index=True, max_length=128)),
                ("asked_by_name", models.CharField(max_length=128)),
                ("asked_at", models.DateTimeField()),
                ("read_count", models.PositiveIntegerField()),
                ("paper_name", models.CharField(blank=True, max_length=100)),
                ("paper_type", models.CharField(blank=True, max_length=30)),
                ("paper_hash", models.BinaryField(null=True)),
                ("paper_sealed", models.BinaryField(null=True)),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("held", "held"),
                            ("refused", "refused"),
                            ("taken back", "taken back"),
                            ("too late", "too late: the purge came first"),
                        ],
                        max_length=16,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "hold",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.hold"
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at",),
            },
        ),
        migrations.CreateModel(
            name="RequestedRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_id", models.UUIDField()),
                ("plate", models.CharField(max_length=10)),
                ("captured_at", models.DateTimeField(db_index=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reads", to="evidence.holdrequest"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("request", "read_id"), name="requested_once")],
            },
        ),
    ]
