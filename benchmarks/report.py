"""What every benchmark prints: where it ran, what it measured, what was aimed at; one JSON object on one line."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TypeVar

from plainview.bench.machine import machine

Item = TypeVar("Item")


@dataclass(frozen=True)
class Report:
    """The figures of one run.

    `ratios` compare with a peer or the raw engine in the same run; `targets` say for a figure or ratio
    `{"at_least": number}` or `{"at_most": number}`; `notes` say in words what a reader must know. `skipped` is true
    where the run lacked what it measures with.
    """

    name: str
    figures: dict[str, float] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    targets: dict[str, dict[str, float]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    skipped: bool = False


def show(report: Report) -> None:
    """Print the report, with the machine, as the last line of standard output."""
    entry = asdict(report)
    sys.stdout.write(json.dumps({"name": entry.pop("name"), "machine": machine(), **entry}) + "\n")
    sys.stdout.flush()


def progress(items: Sequence[Item], what: str) -> Iterator[Item]:
    """The items, counted on standard error: one line that is rewritten on a terminal, ten lines elsewhere."""
    on_terminal = sys.stderr.isatty()
    step = 1 if on_terminal else max(1, len(items) // 10)
    before, after = ("\r", "") if on_terminal else ("", "\n")
    for number, item in enumerate(items, start=1):
        yield item
        if number % step == 0 or number == len(items):
            sys.stderr.write(f"{before}{what}: {number} of {len(items)}{after}")
            sys.stderr.flush()
    if on_terminal and items:
        sys.stderr.write("\n")


def say(line: str) -> None:
    """A line on standard error, for the person who waits."""
    sys.stderr.write(line + "\n")


def median(values: Iterable[float]) -> float:
    """The middle value; of an even number, the mean of the two in the middle."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def percentile(values: Iterable[float], percent: int) -> float:
    """The smallest value that so many percent of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
