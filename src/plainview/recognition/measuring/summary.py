"""An evaluation as rows for a person and as keys for a program. Shares are in percent, times in milliseconds."""

from collections.abc import Sequence
from typing import Any, Final

from plainview.recognition.calibration import BINS, SURE_FROM, Said, Sure, bins, error_by_chance, expected_error
from plainview.recognition.measuring.evaluation import Evaluation
from plainview.recognition.measuring.misses import Miss, iou
from plainview.terms.read import Character

NOTHING: Final = "-"
"""What stands in a row that has nothing to count."""

Row = tuple[str, str]
"""What it is, and its value in words."""


def rows(found: Evaluation) -> tuple[Row, ...]:
    """The table, the same rows in the same order for every evaluation."""
    finding, states = found.finding, found.states
    boxes = bool(finding.labelled)
    return (
        ("photographs / crops", f"{len(found.photographs.looks)} / {len(found.crops.looks)}"),
        ("photographs: text exact", percent(found.photographs.exact)),
        ("photographs: text right but for O/0, I/1", percent(found.photographs.fold)),
        ("photographs: characters right", percent(found.photographs.characters)),
        ("crops: text exact", percent(found.crops.exact)),
        ("crops: text right but for O/0, I/1", percent(found.crops.fold)),
        ("crops: characters right", percent(found.crops.characters)),
        ("plates found (recall at IoU 0.5)", percent(finding.recall if boxes else None)),
        ("boxes that are plates (precision at IoU 0.5)", percent(finding.precision if boxes else None)),
        ("mean overlap of the boxes (IoU)", NOTHING if found.mean_overlap is None else f"{found.mean_overlap:.2f}"),
        ("state stated", percent(states.stated_share)),
        ("state right where stated", percent(states.right_where_stated)),
        (f"misread among reads at {SURE_FROM:.0%} or surer", _sure(found)),
        ("calibration error, plates", error(found.said)),
        ("calibration error, characters", error(found.characters_said)),
        ("a photograph, ms: median / 95 of 100 within", _times(found.photographs)),
        ("a crop, ms: median / 95 of 100 within", _times(found.crops)),
        *((f"  of a photograph: {name}, ms", f"{spent:.1f}") for name, spent in found.photographs.stages.items()),
    )


def as_json(found: Evaluation) -> dict[str, Any]:
    """The figures under keys that stay. What could not be counted is None; `finding` counts boxes at IoU 0.5."""
    finding, states = found.finding, found.states
    boxes = bool(finding.labelled)
    return {
        "photographs": {**_texts(found.photographs), "stages": _rounded_all(found.photographs.stages)},
        "crops": _texts(found.crops),
        "finding": {
            "labelled": finding.labelled,
            "predicted": finding.predicted,
            "met": finding.met,
            "recall": _rounded(finding.recall if boxes else None),
            "precision": _rounded(finding.precision if boxes else None),
            "mean_iou": _rounded(found.mean_overlap, 3),
        },
        "states": {
            "labelled": states.labelled,
            "right": states.right,
            "wrong": states.wrong,
            "not_stated": states.labelled - states.right - states.wrong,
            "stated_share": _rounded(states.stated_share),
            "right_where_stated": _rounded(states.right_where_stated),
        },
        "confidence": {
            "plates": _calibration(found.said),
            "characters": _calibration(found.characters_said),
            "sure": _sure_as_json(found.sure),
            "abstention": [
                {
                    "confidence": row.confidence,
                    "stated_share": _rounded(100 * row.stated),
                    "right_where_stated": _rounded(_hundred(row.right)),
                }
                for row in found.abstention
            ],
        },
    }


def miss_as_json(miss: Miss) -> dict[str, Any]:
    """One miss. It holds the plate, as labelled and as read."""
    label, reading = miss.label, miss.reading
    overlap = iou(miss)
    return {
        "kind": miss.kind.value,
        "image": str(miss.picture.path),
        "crop": miss.crop,
        "label": label and {"text": label.text, "state": label.state, "box": label.box},
        "read": reading
        and {
            "plate": reading.plate,
            "state": reading.state,
            "confidence": round(reading.confidence, 4),
            "box": reading.box,
            "characters": [_character(each) for each in reading.characters],
        },
        "iou": _rounded(overlap, 3),
    }


def percent(share: float | None) -> str:
    """`87.3%`, or what stands for nothing."""
    return NOTHING if share is None else f"{share:.1f}%"


def stated(confidence: float, *, digits: int = 1) -> str:
    """A confidence, 0 to 1, in percent; one below 1 never shows as 100, because a misread may hide there."""
    nearly = 100 - 10**-digits
    return f">{nearly:.{digits}f}%" if nearly / 100 < confidence < 1 else f"{100 * confidence:.{digits}f}%"


def error(said: Sequence[Said]) -> str:
    """The expected calibration error, and how much of it chance alone explains."""
    found = bins(said)
    gap, chance = expected_error(found), error_by_chance(found)
    return NOTHING if gap is None else f"{percent(100 * gap)} ({percent(_hundred(chance))} by chance)"


def _texts(found: Evaluation) -> dict[str, Any]:
    times = found.milliseconds
    return {
        "pictures": len(found.looks),
        "texts": len(found.answers),
        "exact": _rounded(found.exact),
        "fold": _rounded(found.fold),
        "characters": _rounded(found.characters),
        "milliseconds": times and {"median": round(times[0], 1), "p95": round(times[1], 1)},
    }


def _sure_as_json(sure: Sure) -> dict[str, Any]:
    share = _rounded(_hundred(sure.share))
    return {"at_least": SURE_FROM, "reads": sure.reads, "misread": sure.misread, "misread_share": share}


def _calibration(said: Sequence[Said]) -> dict[str, Any]:
    found = bins(said, count=BINS)
    return {
        "reads": len(said),
        "ece": _rounded(_hundred(expected_error(found))),
        "ece_by_chance": _rounded(_hundred(error_by_chance(found))),
        "bins": [
            {"count": each.count, "confidence": round(each.confidence, 4), "right_share": _rounded(100 * each.right)}
            for each in found
        ],
    }


def _character(each: Character) -> dict[str, Any]:
    others = [{"char": other.char, "confidence": round(other.confidence, 4)} for other in each.alternates]
    return {"char": each.char, "confidence": round(each.confidence, 4), "alternates": others}


def _sure(found: Evaluation) -> str:
    sure = found.sure
    return f"{percent(_hundred(sure.share))} ({sure.misread} of {sure.reads})" if sure.reads else NOTHING


def _times(found: Evaluation) -> str:
    times = found.milliseconds
    return f"{times[0]:.1f} / {times[1]:.1f}" if times else NOTHING


def _hundred(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)


def _rounded_all(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in values.items()}
