"""How soon a hit reaches the browsers: `python -m benchmarks.alerts [--quick]`.

A whole server with its own processes in a temporary folder. Four cameras send signed batches over HTTP, 500 reads a
second together, with their pictures; 100 browsers' streams are open. Each event is timed at each stream.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

import httpx
import msgspec

from benchmarks import ingest, instance, report, samples
from plainview.edge import keys
from plainview.edge.signing import signed_headers
from plainview.terms.read import ReadBatch
from plainview.terms.signing import MSGPACK, READS_PATH

SECONDS: Final = 60
QUICK_SECONDS: Final = 10
READS_A_SECOND: Final = 500
STREAMS: Final = 100
CAMERAS: Final = 4
BATCH: Final = 25
WANTED_ONE_IN: Final = 200
TARGET_MS: Final = 300
_PICTURE_BYTES: Final = 20_000
_LISTED: Final = 2_000
_START_S: Final = 90.0
_WARM_UP_S: Final = 3.0
_LAST_S: Final = 3.0
"""For what was sent last to arrive."""
_TESTS: Final = Path(__file__).parents[1] / "tests"


@dataclass(frozen=True)
class Camera:
    """What a sender must know of its camera; it lives in a process of its own."""

    number: int
    id: UUID
    key: Path
    address: str


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alerts", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_SECONDS} seconds")
    chosen = parser.parse_args()
    with instance.with_database():
        report.show(measured(QUICK_SECONDS if chosen.quick else SECONDS))


def measured(seconds: int) -> report.Report:
    """Send for so long while the streams are open, and time each event at each stream."""
    folder, chance = Path(os.environ["PLAINVIEW_DATA"]), Random(5)  # noqa: S311 - a sample, not a secret
    wanted = [samples.plate(chance) for _ in range(_LISTED)]
    ingest.import_list(wanted)
    cookie = _officer()
    with _serving() as address:
        cameras = [_camera(number, folder, address) for number in range(CAMERAS)]
        senders = multiprocessing.get_context("spawn").Pool(CAMERAS)
        report.say(f"{STREAMS} streams, {READS_A_SECOND} reads a second, {seconds} s")
        sending = senders.starmap_async(_send, [(each, wanted, seconds) for each in cameras])
        heard = asyncio.run(_listen(address, cookie, sending.wait))
        sent: dict[str, float] = {}
        late = []
        for times, behind in sending.get():
            sent |= times
            late.append(behind)
        senders.terminate()
    return _report(heard, sent, seconds, max(late))


def _report(heard: list[dict[str, float]], sent: dict[str, float], seconds: int, behind: float) -> report.Report:
    from plainview.alerts.models import Alert  # noqa: PLC0415 - models need Django to be set up

    received, from_sending, missed = [], [], 0
    alerts = list(Alert.objects.all())
    for stream in heard:
        for alert in alerts:
            arrived = stream.get(str(alert.pk))
            if arrived is None:
                missed += 1
                continue
            received.append((arrived - alert.raised_at.timestamp()) * 1000)
            from_sending.append((arrived - sent[str(alert.read_id)]) * 1000)
    assert received, "no event reached a stream"
    return report.Report(
        "alerts",
        figures={
            "receipt_to_event_p50_ms": round(report.median(received), 1),
            "receipt_to_event_p99_ms": round(report.percentile(received, 99), 1),
            "sending_to_event_p50_ms": round(report.median(from_sending), 1),
            "sending_to_event_p99_ms": round(report.percentile(from_sending, 99), 1),
            "reads_per_s": round(len(sent) / seconds),
            "alerts": len(alerts),
            "events": len(received),
            "events_missed": missed,
        },
        targets={"receipt_to_event_p99_ms": {"at_most": TARGET_MS}, "events_missed": {"at_most": 0}},
        notes={
            "receipt": "from the moment at which the server looks at a batch to the event at a stream: pictures"
            " encrypted and on the disk, reads stored, matched, alerted, logged and committed, announced, passed on",
            "sending": "the same from the moment at which a camera begins to send: signature, upload and queue too",
            "load": f"{CAMERAS} cameras, batches of {BATCH} reads, each read with a photograph and a crop of"
            f" {_PICTURE_BYTES // 1000} kB; one read in {WANTED_ONE_IN} is wanted. Cameras, browsers, server and"
            f" database share this machine; the slowest camera was {behind:.1f} s behind its plan at the end",
            "browsers": f"{STREAMS} streams of one session, read by one process",
        },
    )


async def _listen(address: str, cookie: str, wait: Callable[[], None]) -> list[dict[str, float]]:
    """When each alert was heard, for each stream, until a moment after the senders are done."""
    heard: list[dict[str, float]] = [{} for _ in range(STREAMS)]
    streams = [asyncio.create_task(_stream(address, cookie, each)) for each in heard]
    await asyncio.to_thread(wait)
    await asyncio.sleep(_LAST_S)
    for each in streams:
        each.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    return heard


async def _stream(address: str, cookie: str, heard: dict[str, float]) -> None:
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = ("GET /alerts/stream?after=0 HTTP/1.1", f"Host: {host}:{port}", f"Cookie: sessionid={cookie}", "", "")
    writer.write("\r\n".join(lines).encode())
    name = ""
    try:
        while raw := await reader.readline():
            line = raw.decode().strip()
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif name == "alert" and line.startswith("data: "):
                heard.setdefault(json.loads(line.removeprefix("data: "))["id"], time.time())
    finally:
        writer.close()


def _send(camera: Camera, wanted: list[str], seconds: int) -> tuple[dict[str, float], float]:
    """Send this camera's share of reads at an even pace. Returns when each read was sent, and how late the last was."""
    chance, key = Random(camera.number), keys.load(camera.key)  # noqa: S311 - a sample, not a secret
    pace = BATCH * CAMERAS / READS_A_SECOND
    begins = time.time() + _WARM_UP_S + camera.number * pace / CAMERAS
    sent: dict[str, float] = {}
    with httpx.Client(timeout=60) as client:
        for number in range(round(seconds / pace)):
            batch = _batch(camera, chance, wanted)
            body = msgspec.msgpack.encode(batch)
            time.sleep(max(0.0, begins + number * pace - time.time()))
            now = time.time()
            headers = signed_headers("POST", READS_PATH, body, MSGPACK, key, datetime.now(UTC))
            answer = client.post(camera.address + READS_PATH, content=body, headers=headers)
            assert answer.status_code == httpx.codes.OK, answer.text
            sent |= {str(read.id): now for read in batch.reads}
    return sent, time.time() - (begins + seconds)


def _batch(camera: Camera, chance: Random, wanted: list[str]) -> ReadBatch:
    captured_at = datetime.now(UTC) - timedelta(seconds=1)
    pictures = (samples.picture(_PICTURE_BYTES), samples.picture(_PICTURE_BYTES))

    def plate() -> str:
        return chance.choice(wanted) if chance.randrange(WANTED_ONE_IN) == 0 else samples.plate(chance)

    reads = tuple(samples.read(chance, plate(), "CT", captured_at=captured_at, pictures=pictures) for _ in range(BATCH))
    return ReadBatch(id=samples.uuid(chance), camera=camera.id, reads=reads)


def _camera(number: int, folder: Path, address: str) -> Camera:
    from plainview.cameras import actions as cameras  # noqa: PLC0415 - models need Django to be set up

    path, now = folder / f"camera-{number}.key", datetime.now(UTC)
    key = keys.make(path)
    camera = cameras.add(f"Benchmark {number}", place="nowhere", actor=instance.CONSOLE, at=now)
    cameras.attest(camera.pk, "Sees made-up plates only.", actor=instance.CONSOLE, at=now)
    cameras.add_device(camera.pk, key.public_pem.encode(), actor=instance.CONSOLE, at=now)
    return Camera(number, camera.pk, path, address)


def _officer() -> str:
    """The cookie of an officer's session, given as the tests give it."""
    sys.path.insert(0, str(_TESTS))
    from factories.people import client_of, person  # type: ignore[import-not-found] # noqa: PLC0415 - the tests' own

    return str(client_of(person()).cookies["sessionid"].value)


@contextmanager
def _serving() -> Iterator[str]:
    """`plainview serve` over this instance's folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "plainview", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        until = time.monotonic() + _START_S
        while not _answers(address):
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server did not come up"
            time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    main()
