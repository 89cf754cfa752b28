"""Statements that do not wait for each other's answers, for what every batch asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def together() -> Iterator[None]:
    """Send the statements of the block in one go. Their answers may be fetched once it has ended.

    They run one after the other, each as it stands: one that waits for a lock lets the next see what was committed
    meanwhile. Inside an atomic block only.

    Raises:
        django.db.Error: one of the statements failed, and those after it did not run.
    """
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
