"""A request to hold reads waits for a second person too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0004_hot_list_versions")]

    operations = [
        migrations.AlterField(
            model_name="approval",
            name="kind",
            field=models.CharField(
                choices=[
                    ("break-glass", "break-glass"),
                    ("break-glass review", "break-glass review"),
                    ("exigent justification", "exigent justification"),
                    ("exigent stop", "exigent stop"),
                    ("extension", "extension"),
                    ("hold request", "hold request"),
                    ("hot list version", "hot list version"),
                    ("invitation", "invitation"),
                    ("manual entry", "manual entry"),
                    ("reset", "reset"),
                    ("return", "return"),
                    ("role change", "role change"),
                    ("sensitive search", "sensitive search"),
                ],
                max_length=30,
            ),
        ),
    ]
