"""Administrators who were at work before appointments were kept have one for thirty days.

Without an appointment nobody may administer (D). To end every administrator's work with an update would lock a running
department out, and to let it go on for good would make an appointment that no Chief made. So it ends by itself, and the
Chief's page says so until the Chief has appointed somebody.
"""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone

PERIOD = timedelta(days=30)
BY = "an update of the program"


def appoint(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django's signature
    """Write one for each administrator with a log-in."""
    at = timezone.now()
    for person in apps.get_model("accounts", "Person").objects.filter(role="administrator", is_active=True):
        apps.get_model("accounts", "Appointment").objects.create(
            person=person,
            email=person.email,
            name=person.name,
            starts_at=at,
            until=at + PERIOD,
            made_by="job:migration",
            made_by_name=BY,
            made_at=at,
            from_before=True,
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_appointments")]
    operations = [migrations.RunPython(appoint, migrations.RunPython.noop)]
