"""A database of one's own in a temporary folder, with the settings of a department's; gone afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from plainview.configuration import leave_stores_alone
from plainview.database.server import EmbeddedServer

# What would lead to another database, or make this one connect in another way than a server does.
_ADDRESSES: Final = ("PLAINVIEW_DATABASE_URL", "PLAINVIEW_DATABASE_APP_URL", "PLAINVIEW_DATABASE_ROLE")


@contextmanager
def folder() -> Iterator[Path]:
    """A data folder that is nobody's own."""
    for name in _ADDRESSES:
        os.environ.pop(name, None)
    leave_stores_alone()
    data = Path(tempfile.mkdtemp(prefix="plainview-benchmark-"))
    os.environ["PLAINVIEW_DATA"] = str(data)
    try:
        yield data
    finally:
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def database(ready: Callable[[], None]) -> Iterator[EmbeddedServer]:
    """An embedded PostgreSQL, migrated and empty; `ready` connects this process as the application."""
    with folder() as data:
        embedded = EmbeddedServer(data)
        try:
            subprocess.run([sys.executable, "-m", "plainview", "db", "migrate"], check=True, stdout=subprocess.DEVNULL)
            ready()
            yield embedded
        finally:
            embedded.erase()
