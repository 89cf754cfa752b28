"""A real PostgreSQL for the tests: one embedded server, migrated once, and a fresh copy of it for each test."""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from plainview.database import connection, server
from plainview.database.server import EmbeddedServer

_numbers = itertools.count(1)
# What is lost when the tests' machine stops is of no interest.
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "256MB"}


@dataclass(frozen=True)
class Instance:
    """One test's own database and data folder."""

    data: Path
    database: str


@pytest.fixture(scope="session")
def migrated() -> Iterator[Path]:
    """The data folder of a running server whose database is up to date."""
    # A folder that the server's own account may enter, which pytest's are not.
    data = Path(tempfile.mkdtemp(prefix="plainview-tests-", dir="/tmp"))
    before = os.environ["PLAINVIEW_DATA"]
    os.environ["PLAINVIEW_DATA"] = str(data)
    embedded = EmbeddedServer(data, settings=_FAST)
    embedded.start()
    try:
        server.ensure_running()
        subprocess.run([sys.executable, "-m", "plainview", "db", "migrate"], check=True, capture_output=True)
        os.environ["PLAINVIEW_DATA"] = before
        yield data
    finally:
        os.environ["PLAINVIEW_DATA"] = before
        embedded.erase()
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
def instance(migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instance]:
    """A database as a new department has it, reached by the application's role."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(connection.embedded(migrated, "admin", "postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {connection.DATABASE} OWNER {connection.OWNER_ROLE}")
        data = tmp_path / "data"
        data.mkdir()
        monkeypatch.setenv("PLAINVIEW_DATA", str(data))
        monkeypatch.setattr("plainview.matching.index._index", _new_index())
        for door in ("api", "feeds"):
            monkeypatch.setattr(f"plainview.web.{door}._strangers", _no_strangers())
        _connect(connection.settings("app", data=migrated) | {"NAME": name})
        yield Instance(data, name)
        connections.close_all()
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def as_owner(migrated: Path, instance: Instance) -> Iterator[psycopg.Connection]:
    """The same database, reached by the schema's owner."""
    address = connection.conninfo("owner", data=migrated)
    with psycopg.connect(address, dbname=instance.database, autocommit=True) as owner:
        yield owner


def _connect(settings: dict[str, object]) -> None:
    connections.close_all()
    connections["default"].settings_dict.update(settings)


def _no_strangers() -> object:
    from plainview.web.strangers import Strangers

    return Strangers()


def _new_index() -> object:
    from plainview.matching.index import Index

    return Index()
