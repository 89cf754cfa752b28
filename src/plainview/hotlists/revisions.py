"""The numbers of changes, by which matching asks for what is newer.

A change has a number, that of the log. Numbers commit in their order: whoever has seen one never misses a smaller one.
What a person or the clock changes has its number in the row. What a version of an imported list touches has that
version's number: millions of rows are not written a second time while the log's lock is held.
"""

from django.db import connection
from django.db.models import Q

from plainview.hotlists.models import Version


def newest() -> int:
    """The number of the last change; 0 where there is none."""
    with connection.cursor() as cursor:
        # Asked before every batch: as plain SQL it costs a tenth.
        cursor.execute(
            "SELECT coalesce(greatest((SELECT max(revision) FROM hotlists_entry),"
            " (SELECT max(revision) FROM hotlists_version)), 0)"
        )
        (found,) = cursor.fetchone()
    return int(found)


def since(revision: int) -> Q:
    """The entries that changed after that number."""
    later = list(Version.objects.filter(revision__gt=revision).values_list("pk", flat=True))
    # The versions by name: with a join the database would walk through every entry.
    return Q(revision__gt=revision) | Q(version__in=later) if later else Q(revision__gt=revision)
