"""What a camera stated of the vehicle, beside what the entry says. An alert of before has nothing of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0005_who_asked_dispatch")]

    operations = [
        migrations.AddField(
            "alert", name, models.CharField(blank=True, default="", max_length=30), preserve_default=False
        )
        for name in ("read_colour", "read_make", "read_body")
    ]
