"""Run the benchmarks and write the page: `python -m benchmarks [--quick] [--remark TEXT] [NAME ...]`.

Each runs in a process of its own, one after another. One that cannot measure, or fails, keeps its earlier table.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks import report
from benchmarks.page import Result, page

NAMES: Final = (
    "recognition",
    "video",
    "matching",
    "hotlist_import",
    "ingest",
    "archive",
    "alerts",
    "audit",
    "authorization",
    "screening",
)
ROOT: Final = Path(__file__).parents[1]
KEPT: Final = ROOT / "docs" / "performance.json"
PAGE: Final = ROOT / "docs" / "performance.md"


class BenchmarkFailed(Exception):
    """It ended with an error, or printed no JSON object at its end."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small samples; the page says so")
    parser.add_argument("--remark", default="", metavar="TEXT", help="a sentence on this run for the page")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(NAMES)} (default: all)")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    results = _kept()
    failed = []
    for name in chosen.names or NAMES:
        report.say(f"== {name}")
        today, load = datetime.now(UTC).date().isoformat(), round(os.getloadavg()[0], 1)
        try:
            found = _run(name, quick=chosen.quick)
        except BenchmarkFailed as trouble:
            report.say(f"{name} failed: {trouble}")
            failed.append(name)
            results[name] = replace(results[name], missed=f"The run of {today} failed.")
        else:
            new = Result(found, today, chosen.quick, load, chosen.remark)
            results[name] = after(results[name], new)
        # Written after each, so that a run that is cut short loses nothing.
        _write(results)
    if failed:
        sys.exit(1)


def after(earlier: Result, new: Result) -> Result:
    """What is known after a run: the new figures, or the earlier ones where it lacked what it measures with."""
    if new.report and not new.report["skipped"]:
        return new
    return replace(earlier, missed=f"Not measured on {new.date}: what it measures with is not on that machine.")


def _run(name: str, *, quick: bool) -> dict[str, Any]:
    command = [sys.executable, "-m", f"benchmarks.{name}", *(["--quick"] if quick else [])]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own modules
    if done.returncode:
        raise BenchmarkFailed(f"exit code {done.returncode}")
    try:
        found: dict[str, Any] = json.loads(done.stdout.strip().rpartition("\n")[2])
    except ValueError as trouble:
        raise BenchmarkFailed("its last line is no JSON object") from trouble
    return found


def _kept() -> dict[str, Result]:
    found = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    return {name: Result(**found.get(name, {})) for name in NAMES}


def _write(results: dict[str, Result]) -> None:
    kept = {name: asdict(result) for name, result in results.items()}
    KEPT.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    PAGE.write_text(page(results), encoding="utf-8")


if __name__ == "__main__":
    main()
