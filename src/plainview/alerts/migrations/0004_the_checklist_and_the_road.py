"""What a person compares item by item, how a difference was resolved, and on which road a stop began.

The justification of an exigent stop stands with the stop from now on. That of an alert of before goes to its outcome.
"""

from django.db import migrations, models

ROADS = ("confirmed hit", "own suspicion", "exigent circumstances")
KEEP = """
    UPDATE alerts_alert SET outcome = trim(outcome || ' Exigent circumstances: ' || exigency) WHERE exigency <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("alerts", "0003_who_is_called_and_who_holds_it")]

    operations = [
        migrations.AddField(
            "alert", "entry_colour", models.CharField(blank=True, default="", max_length=30), preserve_default=False
        ),
        migrations.AddField(
            "alert", "entry_make", models.CharField(blank=True, default="", max_length=61), preserve_default=False
        ),
        migrations.AddField(
            "alert", "entry_body", models.CharField(blank=True, default="", max_length=30), preserve_default=False
        ),
        migrations.AddField("alert", "seen", models.JSONField(blank=True, default=dict)),
        migrations.AddField(
            "alert", "resolution", models.CharField(blank=True, default="", max_length=500), preserve_default=False
        ),
        migrations.AddField(
            "alert", "resolved_by", models.CharField(blank=True, default="", max_length=100), preserve_default=False
        ),
        migrations.AddField("alert", "resolved_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "alert",
            "road",
            models.CharField(blank=True, choices=[(road, road) for road in ROADS], default="", max_length=24),
            preserve_default=False,
        ),
        migrations.AddField(
            "alert", "road_by", models.CharField(blank=True, default="", max_length=100), preserve_default=False
        ),
        migrations.AddField("alert", "road_at", models.DateTimeField(null=True)),
        migrations.AlterField("alert", "outcome", models.CharField(blank=True, max_length=1100)),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RemoveField("alert", "exigency"),
    ]
