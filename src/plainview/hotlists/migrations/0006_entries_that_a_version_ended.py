from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hotlists", "0005_versions_of_imported_lists"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("revision", 0), ("status", "removed")), fields=["ended_at"], name="entry_ended"
            ),
        ),
    ]
