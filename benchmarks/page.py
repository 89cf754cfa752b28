"""The page of measured figures, from the results that are kept beside it. Pure: results in, Markdown out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_INTRO: Final = """\
# Measured figures

Written by `python -m benchmarks` (`make bench`) from `performance.json`; do not edit it by hand. Every figure was
measured on the machine and the day that stand above its table. No test asserts a time: machines differ, and this page
is where a slower program shows. Most tables hold a *ratio*: how many times the time of a peer, or of the raw engine
underneath, the same work took in the same run. A ratio moves less than a figure when the machine is busy. A figure has
a target only where the design states one, and one that is missed says so.
"""
_RECOGNITION: Final = """\
How it is scored: texts are compared in upper case with nothing but A to Z and 0 to 9, the first answer only, *exact* as
they stand and *fold* after O and Q became 0 and I became 1; in a photograph the reading that overlaps the labelled
plate best (IoU of 0.2 or more) speaks for it, failing that the surest one with its centre in the label's box, and a
plate without a reading counts as wrong.

The targets are the product's own. For comparison the peer, **measured earlier, not in the same run**, on an idle
machine of this kind with one thread and the photographs as they are; where it is installed, its figures of the same run
stand in the table as well:

| Peer | Photographs, exact / fold | Crops, exact / fold | Recall / precision | A photograph |
|---|---|---|---|---|
| fast-alpr (YOLOv9-t 416 and CCT-XS v2) | 77.5 / 80.3 | 87.8 / 93.3 | 99.5 / 93.2 | 44 ms |

Its recall and precision were stated for "all photographs". Recalls that the same source states for other engines (91.4,
86.5, 8.6) fit no count out of the 202 plates that are counted here, so the set was probably another one: take those two
as a direction, not as a comparison on the same pictures.
"""
_ARCHIVE: Final = """\
![Small charts of what each question costs from 1 to 50 million reads](images/archive-cost.svg)

The sheet is of 29 November 2026, drawn by `plainview bench chart` from one run each at 1, 5, 20 and 50 million reads.
"""
_PREFACES: Final = {"recognition": _RECOGNITION, "archive": _ARCHIVE}
_UNITS: Final = {"ms": "ms", "micros": "µs", "s": "s", "mb": "MB"}
_BOUNDS: Final = {"at_least": "at least", "at_most": "at most"}


@dataclass(frozen=True)
class Result:
    """What is known of one benchmark.

    `report` is its last full JSON object, or None where it was never measured; `date` (ISO), `quick`, `load` (the
    machine's load average just before it began) and `remark` belong to that object. `missed` says when and why a later
    run brought no new one.
    """

    report: Mapping[str, Any] | None = None
    date: str = ""
    quick: bool = False
    load: float = 0.0
    remark: str = ""
    missed: str = ""


@dataclass(frozen=True)
class _Row:
    label: str
    value: float
    bounds: Mapping[str, float] = field(default_factory=dict)
    times: bool = False

    @property
    def cells(self) -> tuple[str, str, str, str]:
        unit = " times" if self.times else ""
        target = ", ".join(f"{_BOUNDS[kind]} {_number(limit)}" for kind, limit in self.bounds.items())
        return self.label, f"{_number(self.value)}{unit}", target or "none", self._met if self.bounds else ""

    @property
    def _met(self) -> str:
        enough = self.value >= self.bounds.get("at_least", self.value)
        return "met" if enough and self.value <= self.bounds.get("at_most", self.value) else "**not met**"


def page(results: Mapping[str, Result]) -> str:
    """The whole page, a section a benchmark, in the order of the mapping."""
    return "\n".join([_INTRO, *(_section(name, result) for name, result in results.items())])


def _section(name: str, result: Result) -> str:
    parts = [f"## {name.capitalize()}\n"]
    if name in _PREFACES:
        parts.append(_PREFACES[name])
    if result.missed:
        kept = f" The figures below are of {result.date}." if result.report else ""
        parts.append(f"*{result.missed}{kept}*\n")
    if result.report:
        parts += [_circumstances(result), _table(result.report), _notes(result.report)]
    return "\n".join(parts)


def _circumstances(result: Result) -> str:
    machine = (result.report or {})["machine"]
    words = [
        f"Measured on {result.date}",
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB",
        f"{machine['system']}, Python {machine['python']}",
        f"load average before it began {result.load:.1f}",
    ]
    size = " **A quick run: a small sample, for a first impression only.**" if result.quick else ""
    remark = f" {result.remark}" if result.remark else ""
    return f"{'; '.join(words)}.{size}{remark}\n"


def _table(report: Mapping[str, Any]) -> str:
    targets = report["targets"]
    rows = [_Row(_label(key), value, targets.get(key, {})) for key, value in report["figures"].items()]
    ratios = report["ratios"].items()
    rows += [_Row(f"*ratio:* {_label(key)}", value, targets.get(key, {}), times=True) for key, value in ratios]
    lines = ["| Figure | Measured | Target | Met |", "|---|--:|--:|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row.cells)} |" for row in rows), ""])


def _notes(report: Mapping[str, Any]) -> str:
    return "\n".join([*(f"- {what}: {words}" for what, words in report["notes"].items()), ""])


def _label(key: str) -> str:
    """`batch_p99_ms` as `batch p99, ms`; `reads_per_s` as `reads a second`; other keys as words."""
    if key.endswith("_per_s"):
        return f"{_words(key.removesuffix('_per_s'))} a second"
    words, _, last = key.rpartition("_")
    return f"{_words(words)}, {_UNITS[last]}" if words and last in _UNITS else _words(key)


def _words(key: str) -> str:
    """The words of a key, with a unit inside it, as in `photograph_ms_to_rapidocr`, left out."""
    return " ".join({"us": "US"}.get(word, word) for word in key.split("_") if word not in _UNITS)


def _number(value: float) -> str:
    return f"{value:,}"
