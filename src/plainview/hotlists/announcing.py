"""That entries have changed, told to other processes."""

from typing import Final

from django.db import connection

CHANNEL: Final = "plainview_entries"
"""The NOTIFY channel of changed entries; the payload is an entry's id, or empty where many changed at once."""


def announce(subject: str = "") -> None:
    """Tell whoever listens, once this transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, subject])
