"""The demo's processes: started together, stopped together, and cleared away if an earlier demo was killed."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

_PATIENCE_S = 15.0


class Processes:
    """Children of the demo, each in a session of its own: Ctrl-C reaches only the demo, which ends them."""

    def __init__(self, data: Path) -> None:
        self._note = data / "demo.pids.json"
        self._logs = data / "logs"
        self._logs.mkdir(exist_ok=True)
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, arguments: Sequence[str]) -> None:
        """Run `plainview` with these arguments; what it says goes to a log of its own."""
        with (self._logs / f"{name}.log").open("wb") as log:
            self._children[name] = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "plainview", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started = {each.pid: psutil.Process(each.pid).create_time() for each in self._children.values()}
        self._note.write_text(json.dumps(started), encoding="ascii")

    def ended(self) -> str | None:
        """What to say of a child that ended by itself, or None while all run."""
        for name, child in self._children.items():
            if child.poll() is not None:
                last = (self._logs / f"{name}.log").read_text("utf-8", "replace").strip().splitlines()[-3:]
                return f"{name} ended with {child.returncode}; its log says: {' / '.join(last) or 'nothing'}"
        return None

    def stop(self) -> None:
        """End every child: first ask, then insist."""
        _end([psutil.Process(each.pid) for each in self._children.values() if each.poll() is None])
        for child in self._children.values():
            child.wait()
        self._note.unlink(missing_ok=True)

    def clear_leftovers(self) -> int:
        """End what a killed demo left running, and return how many those were."""
        if not self._note.exists():
            return 0
        left = []
        for pid, created in json.loads(self._note.read_text("ascii")).items():
            # A process number is used again; only with its start time does it name one process.
            if psutil.pid_exists(int(pid)) and psutil.Process(int(pid)).create_time() == created:
                left.append(psutil.Process(int(pid)))
        _end(left)
        self._note.unlink()
        return len(left)


def _end(processes: list[psutil.Process]) -> None:
    family = [each for process in processes for each in (process, *process.children(recursive=True))]
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for stubborn in psutil.wait_procs(family, timeout=_PATIENCE_S)[1]:
        stubborn.kill()
