"""A committed change of an alert is told to every process that listens."""

from typing import Final

from django.db import connection

from plainview.alerts.models import Alert

CHANNEL: Final = "plainview_alerts"
"""The NOTIFY channel on which a committed change of an alert is announced; the payload is its id."""


def announce(alert: Alert) -> None:
    """Tell every process that listens, when the transaction commits, that this alert is new or has changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(alert.pk)])
