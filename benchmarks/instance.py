"""Plainview set up in a temporary folder, with or without a database, so that no benchmark meets an operator's own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from benchmarks import report
from plainview.bench import scratch
from plainview.commands import setup
from plainview.terms.actor import Actor, ActorKind

CONSOLE: Final = Actor(ActorKind.CONSOLE, "benchmark", "console (benchmark)")

_NOWHERE: Final = "postgresql://nobody@/nowhere"


@contextmanager
def without_database() -> Iterator[None]:
    """The rooms can be imported; whoever asks the database fails."""
    with scratch.folder():
        os.environ["PLAINVIEW_DATABASE_URL"] = os.environ["PLAINVIEW_DATABASE_APP_URL"] = _NOWHERE
        setup.ready()
        yield


@contextmanager
def with_database() -> Iterator[None]:
    """An embedded PostgreSQL with the settings of a new department's, migrated and empty; gone afterwards."""
    report.say("making a database")
    with scratch.database(setup.ready):
        yield
