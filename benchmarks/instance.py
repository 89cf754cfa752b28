"""Plainview set up in a temporary folder, with or without a database, so that no benchmark meets an operator's own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks import report
from plainview.commands import setup
from plainview.database.server import EmbeddedServer
from plainview.terms.actor import Actor, ActorKind

CONSOLE: Final = Actor(ActorKind.CONSOLE, "benchmark", "console (benchmark)")

# What would lead to another database, or make this one connect in another way than a server does.
_ADDRESSES: Final = ("PLAINVIEW_DATABASE_URL", "PLAINVIEW_DATABASE_APP_URL", "PLAINVIEW_DATABASE_ROLE")
_NOWHERE: Final = "postgresql://nobody@/nowhere"


@contextmanager
def without_database() -> Iterator[None]:
    """The rooms can be imported; whoever asks the database fails."""
    with _folder():
        os.environ["PLAINVIEW_DATABASE_URL"] = os.environ["PLAINVIEW_DATABASE_APP_URL"] = _NOWHERE
        setup.ready()
        yield


@contextmanager
def with_database() -> Iterator[None]:
    """An embedded PostgreSQL with the settings of a new department's, migrated and empty; gone afterwards."""
    with _folder() as data:
        report.say("making a database")
        embedded = EmbeddedServer(data)
        try:
            subprocess.run([sys.executable, "-m", "plainview", "db", "migrate"], check=True, stdout=subprocess.DEVNULL)
            setup.ready()
            yield
        finally:
            embedded.erase()


@contextmanager
def _folder() -> Iterator[Path]:
    for name in _ADDRESSES:
        os.environ.pop(name, None)
    data = Path(tempfile.mkdtemp(prefix="plainview-benchmark-"))
    os.environ["PLAINVIEW_DATA"] = str(data)
    try:
        yield data
    finally:
        shutil.rmtree(data, ignore_errors=True)
