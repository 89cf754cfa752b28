"""What a month of stored reads costs and how fast it answers: `python -m benchmarks.archive [--quick] [--reads N]`.

The same as `plainview bench archive`, which says more.
"""

import argparse
from dataclasses import asdict
from typing import Final

from benchmarks import report
from plainview.bench import scratch
from plainview.commands import setup

READS: Final = 1_000_000
QUICK_READS: Final = 100_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_READS} reads")
    parser.add_argument("--reads", type=int, default=READS, help=f"reads of the month (default: {READS})")
    chosen = parser.parse_args()
    with scratch.database(setup.ready) as embedded:
        from plainview.bench.archive import measured  # noqa: PLC0415 - models need Django to be set up

        found = measured(embedded, QUICK_READS if chosen.quick else chosen.reads, told=report.say)
    report.show(report.Report("archive", **asdict(found)))


if __name__ == "__main__":
    main()
