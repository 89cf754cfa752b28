"""A restored backup never brings back what the policy no longer lets us keep."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import msgspec
import psycopg
import pytest

from factories.live import LiveServer, live_server
from factories.reads import read
from plainview.database import connection
from plainview.edge import keys
from plainview.edge.signing import signed_headers
from plainview.policy import clauses
from plainview.terms.read import ReadBatch
from plainview.terms.signing import MSGPACK, READS_PATH


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


def reads_in(data: Path) -> int:
    with psycopg.connect(connection.conninfo("app", data=data)) as database:
        return int(database.execute("SELECT count(*) FROM archive_read").fetchone()[0])


@pytest.mark.proves(clauses.K_1)
def test_what_reached_its_limit_since_the_backup_is_purged_before_anyone_can_see_it(
    server: LiveServer, tmp_path: Path
) -> None:
    key, public, backup = keys.make(tmp_path / "box.key"), tmp_path / "box.pem", tmp_path / "saved.dump"
    public.write_text(key.public_pem)
    added = ("camera", "add", "Bridge", "--place", "Bridge", "--attest", "Public road.", "--public-key", str(public))
    camera = UUID(server.command(*added).strip())
    body = msgspec.msgpack.encode(ReadBatch(id=uuid4(), camera=camera, reads=(read(),)))
    headers = signed_headers("POST", READS_PATH, body, MSGPACK, key, datetime.now(UTC))
    assert httpx.post(server.address + READS_PATH, content=body, headers=headers).status_code == httpx.codes.OK
    server.command("db", "backup", str(backup))
    server.stop()

    assert "Restored" in server.command("db", "restore", str(backup), "--replace")
    assert reads_in(server.data) == 1
    server.command_later(25, "db", "restore", str(backup), "--replace")
    assert reads_in(server.data) == 0
    assert list((server.data / "pictures").iterdir()) == []
    assert "The log holds" in server.command("audit", "verify")
