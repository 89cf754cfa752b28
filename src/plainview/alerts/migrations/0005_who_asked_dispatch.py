from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0004_the_checklist_and_the_road")]
    operations = [
        migrations.AddField(
            model_name="alert",
            name="asker",
            field=models.CharField(blank=True, default="", max_length=128),
            preserve_default=False,
        ),
    ]
