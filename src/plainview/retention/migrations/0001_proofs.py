"""Proofs of deletion, one a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("taken_at", models.DateTimeField()),
                ("note", models.TextField()),
                ("overdue", models.PositiveIntegerField()),
            ],
            options={"ordering": ("-day",)},
        ),
    ]
