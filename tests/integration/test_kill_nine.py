"""kill -9 in the middle of a stream of batches loses no acknowledged read."""

import threading
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

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

BATCHES, READS = 100, 5


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


def batches(camera: UUID) -> list[ReadBatch]:
    return [
        ReadBatch(id=uuid.uuid4(), camera=camera, reads=tuple(read(f"AB{number:03}{item:02}") for item in range(READS)))
        for number in range(BATCHES)
    ]


def deliver(server: LiveServer, key: keys.DeviceKey, batch: ReadBatch) -> bool:
    body = msgspec.msgpack.encode(batch)
    headers = signed_headers("POST", READS_PATH, body, MSGPACK, key, datetime.now(UTC))
    try:
        answer = httpx.post(server.address + READS_PATH, content=body, headers=headers, timeout=20)
    except httpx.TransportError:
        return False
    assert answer.status_code == 200, answer.text
    return True


def stored(data: Path) -> tuple[list[UUID], int]:
    with psycopg.connect(connection.conninfo("app", data=data)) as database:
        ids = [row[0] for row in database.execute("SELECT id FROM archive_read").fetchall()]
        return ids, database.execute("SELECT count(*) FROM ingest_batch").fetchone()[0]


@pytest.mark.proves(clauses.J_1)
def test_no_acknowledged_read_is_lost_and_none_is_stored_twice(server: LiveServer, tmp_path: Path) -> None:
    key = keys.make(tmp_path / "box.key")
    public = tmp_path / "box.pem"
    public.write_text(key.public_pem)
    camera = UUID(
        server.command(
            "camera", "add", "Bridge", "--place", "Bridge", "--attest", "Public road.", "--public-key", str(public)
        ).strip()
    )
    waiting, acknowledged = batches(camera), []
    killed = threading.Event()

    def kill_midway() -> None:
        while len(acknowledged) < BATCHES // 3:
            time.sleep(0.001)
        server.kill()
        killed.set()

    killer = threading.Thread(target=kill_midway)
    killer.start()
    for batch in waiting:
        if killed.is_set() or not deliver(server, key, batch):
            break
        acknowledged.append(batch)
    killer.join()
    assert BATCHES // 3 <= len(acknowledged) < BATCHES

    server.start()
    ids, _ = stored(server.data)
    assert {each.id for batch in acknowledged for each in batch.reads} <= set(ids)
    assert len(ids) % READS == 0, "a batch is stored whole or not at all"

    assert all(deliver(server, key, batch) for batch in waiting)
    ids, count = stored(server.data)
    assert sorted(ids) == sorted(each.id for batch in waiting for each in batch.reads)
    assert count == BATCHES
    assert "The log holds" in server.command("audit", "verify")
