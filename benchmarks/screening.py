"""How long the screen of a reason takes, and what it finds: `python -m benchmarks.screening [--quick]`.

No database and no Django. The reasons are the four hundred of `tests/policy/reasons`.
"""

import argparse
import time
from datetime import date
from pathlib import Path
from typing import Final

from benchmarks import report
from plainview.policy import parameters
from plainview.policy.matters import Statement, weigh
from plainview.policy.screen import Screen

REASONS: Final = Path(__file__).parents[1] / "tests" / "policy" / "reasons"
ON: Final = date(2026, 11, 24)
ROUNDS: Final = 20
QUICK_ROUNDS: Final = 2
_LONG: Final = 500
"""Characters of the longest reason that the form takes."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screening", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} rounds")
    chosen = parser.parse_args()
    report.show(measured(QUICK_ROUNDS if chosen.quick else ROUNDS))


def measured(rounds: int) -> report.Report:
    """Weigh every reason so many times."""
    honest = (REASONS / "honest.txt").read_text("utf-8").splitlines()
    bad = [line.split("\t")[1] for line in (REASONS / "bad.tsv").read_text("utf-8").splitlines()]
    screen = parameters.screen(ON)
    report.say(f"{len(honest)} honest reasons, {len(bad)} bad ones, {rounds} rounds")
    short = [_timed(text) for _ in range(rounds) for text in (*honest, *bad)]
    long = [_timed((text * 20)[:_LONG]) for _ in range(rounds) for text in honest]
    return report.Report(
        "screening",
        figures={
            "reason_p50_micros": _micros(short, 50),
            "reason_p99_micros": _micros(short, 99),
            "longest_reason_p99_micros": _micros(long, 99),
            "honest_stopped": sum(_stops(screen, text) for text in honest),
            "bad_let_through": sum(not _stops(screen, text) for text in bad),
        },
        targets={"reason_p99_micros": {"at_most": 1000.0}, "longest_reason_p99_micros": {"at_most": 1000.0}},
        notes={
            "reason": "answer, words and copies weighed as for a search, one thread",
            "longest reason": f"the same words repeated to {_LONG} characters, the most that the form takes",
            "honest stopped": f"of {len(honest)}; the wording was mended while looking at these, docs/policy/screen.md"
            " has the figures before",
            "bad let through": f"of {len(bad)}; the same",
        },
    )


def _timed(text: str) -> float:
    statement = Statement("none", (text,), text, "26-1", earlier=((text, "26-1"),) * 10)
    begun = time.perf_counter()
    weigh(statement, ON)
    return time.perf_counter() - begun


def _stops(screen: Screen, text: str) -> bool:
    return bool(screen.findings(text)) or screen.says_nothing(text)


def _micros(seconds: list[float], percent: int) -> float:
    return round(report.percentile(seconds, percent) * 1e6, 1)


if __name__ == "__main__":
    main()
