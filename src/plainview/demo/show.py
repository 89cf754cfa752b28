"""The demo from start to Ctrl-C."""

import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import Progress

from plainview.demo.instance import Ready, prepare
from plainview.demo.processes import Processes
from plainview.recognition import synthesis
from plainview.terms.actor import Actor
from plainview.web import demo_people

_START_S: Final = 120.0
# Slow enough for the frames of two cameras to be read on two cores.
_FRAMES_A_SECOND: Final = "1"
_VEHICLES: Final = 8

console = Console(stderr=True, highlight=False)


class DemoFailed(Exception):
    """A part of the demo did not come up, or ended by itself; the message says which and why."""


def run(processes: Processes, data: Path, *, port: int, samples: str | None, actor: Actor) -> None:
    """Make the instance, start its parts and watch over them until interrupted.

    Raises:
        DemoFailed: a part failed.
        RealPeopleError: the data folder is somebody's real instance.
    """
    ready = prepare(data, actor=actor, at=datetime.now(UTC))
    folders = [_film(each, data) for each in ready]
    processes.start("server", ["serve", "--port", str(port)])
    _wait_for(processes, port)
    sources = [samples or str(folders[0]), *map(str, folders[1:])]
    for each, source in zip(ready, sources, strict=True):
        processes.start(each.sample.name.replace(" ", "-").lower(), _box(each, source, data, port))
    _tell(port, [each.sample.name for each in ready], samples)
    while not (trouble := processes.ended()):
        time.sleep(1)
    raise DemoFailed(trouble)


def _film(ready: Ready, data: Path) -> Path:
    sample = ready.sample
    folder = data / "samples" / sample.name.replace(" ", "-").lower()
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(f"Drawing the street of {sample.name}", total=None)
        synthesis.write_sample(
            folder,
            camera=sample.name,
            seed=sample.seed,
            passages=synthesis.passages_for(sample.seed, _VEHICLES, sample.wanted),
            night=sample.night,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    return folder


def _box(ready: Ready, source: str, data: Path, port: int) -> list[str]:
    spool = data / "boxes" / f"{ready.sample.seed}.spool"
    options = {"--server": f"http://127.0.0.1:{port}", "--camera": str(ready.camera), "--key": str(ready.key)}
    options |= {"--source": source, "--spool": str(spool), "--fps": _FRAMES_A_SECOND}
    looped = ["--loop"] if Path(source).exists() else []
    return ["edge", "run", *(word for pair in options.items() for word in pair), *looped]


def _wait_for(processes: Processes, port: int) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if trouble := processes.ended():
            raise DemoFailed(trouble)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise DemoFailed(f"the server did not answer on port {port} within {_START_S:.0f} seconds")


def _tell(port: int, cameras: list[str], samples: str | None) -> None:
    console.print(f"\n[bold]Plainview is at http://localhost:{port}[/bold]\n")
    console.print("Sign in as one of the demo's people. The sign-in page fills in everything, the code too:")
    for email, name, role in demo_people.CAST:
        console.print(f"  {name:28} {role:14} {email}")
    console.print(f"  password of each: {demo_people.PASSWORD}\n")
    console.print("What is simulated: the people, the hot lists, and the cameras:")
    for number, name in enumerate(cameras):
        source = samples if samples and number == 0 else "rendered street scenes"
        console.print(f"  {name}: {source}")
    console.print("What is real: PostgreSQL, recognition, signatures, matching, alerts, search, the log, the purge.")
    console.print("Watch the first alert arrive as Officer R. Diaz. Ctrl-C stops everything.\n")
