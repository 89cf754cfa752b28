"""How well and how fast plates are read: `python -m benchmarks.recognition [--quick] [--engine NAME]`.

Texts are scored on 71 US street photographs and 238 US plate crops; finding plates is scored on those photographs and
107 Romanian ones with 131 plates. None of them may be in the repository, so they are looked for beside it. The figures
are those of `plainview recognition evaluate`.
"""

import argparse
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from benchmarks import report
from plainview.recognition import calibration
from plainview.recognition import engine as engines
from plainview.recognition.measuring.evaluation import Evaluation
from plainview.recognition.measuring.looks import Look, look, looks
from plainview.recognition.measuring.score import LabelledPicture, labelled_pictures
from plainview.recognition.media.pictures import read_file
from plainview.terms.read import Reading

PLATES: Final = Path(__file__).parents[2] / "shared" / "data" / "plates"
SETS: Final = ("us-photos", "ro-valid", "us-crops")
QUICK_STEP: Final = 8
"""A quick run takes each eighth picture."""
RAW_STEP: Final = 5
"""The package rapidocr is timed on each fifth photograph."""
WIDE: Final = 1920
"""Pixels of a camera's frame across, to which each photograph is brought to be timed."""
PEER: Final = "fast-alpr"
PEER_STATED: Final = (
    "fast-alpr (YOLOv9-t 416 and CCT-XS v2) was not in this run. Measured earlier by the same rule on an idle machine"
    " of this kind: photographs 77.5 exact and 80.3 fold, crops 87.8 and 93.3, recall 99.5, precision 93.2, 44 ms"
)

# What this product aims at: above the peer in every figure that is stated of it, and what the peer does not state.
TARGETS: Final[dict[str, dict[str, float]]] = {
    "photographs_fold": {"at_least": 86.0},
    "crops_fold": {"at_least": 94.0},
    "recall": {"at_least": 99.0},
    "precision": {"at_least": 95.0},
    "states_right_where_stated": {"at_least": 97.0},
    "states_stated": {"at_least": 90.0},
    "misread_at_090": {"at_most": 3.0},
    "photograph_ms": {"at_most": 40.0},
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recognition", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"take each {QUICK_STEP}th picture")
    parser.add_argument("--engine", default=engines.DEFAULT, help="name of the engine (default: %(default)s)")
    chosen = parser.parse_args()
    if not PLATES.is_dir():
        report.say(f"There are no photographs at {PLATES}, so nothing is measured.")
        report.show(report.Report("recognition", targets=TARGETS, skipped=True))
        return
    engine = engines.load(chosen.engine, threads=1)
    report.show(measured(engine, QUICK_STEP if chosen.quick else 1))


def measured(engine: engines.Engine, step: int) -> report.Report:
    """Read each `step`-th picture of the three sets with the engine, on one thread, and with the peer where it is."""
    sets = {name: list(labelled_pictures(PLATES / name))[::step] for name in SETS}
    figures, ratios = _figures(engine, sets), {}
    notes = {
        "engine": f"{engine.name} {engine.version}, 1 thread",
        "texts": f"{len(sets['us-photos'])} us-photos, {len(sets['us-crops'])} us-crops, percent; states on the crops",
        "confidence": "misread at 090 is the share of misreads among reads at a confidence of 0.9 or more, ece the"
        " expected calibration error over bins of equal mass; percent, over the same texts after folding",
        "finding": "plates of us-photos and ro-valid at IoU 0.5, percent; in us-photos one plate a photograph is"
        " labelled though more may be in view",
        "time": f"photograph is each of the us-photos brought to {WIDE} pixels of width, native photograph as it is",
        "peer": PEER_STATED,
    }
    peer = None if engine.name == PEER else _peer()
    if peer is not None:
        theirs = _figures(peer, sets)
        ratios["photograph_ms_to_peer"] = round(figures["photograph_ms"] / theirs["photograph_ms"], 2)
        figures |= {f"peer_{key}": value for key, value in theirs.items()}
        notes["peer"] = f"{peer.name} {peer.version}, 1 thread, after the engine in the same run"
    if find_spec("rapidocr"):
        ratios["photograph_ms_to_rapidocr"] = round(_time_to_rapidocr(engine, sets["us-photos"][::RAW_STEP]), 2)
    return report.Report("recognition", figures=figures, ratios=ratios, targets=TARGETS, notes=notes)


def _peer() -> engines.Engine | None:
    """The peer, where somebody has installed it and its weights are there or can be fetched."""
    try:
        return engines.load(PEER, threads=1)
    except (engines.UnknownEngine, engines.EngineUnavailable) as missing:
        report.say(f"The peer is not measured: {missing}")
        return None


def _figures(engine: engines.Engine, sets: dict[str, list[LabelledPicture]]) -> dict[str, float]:
    by_set = {name: _read(engine, pictures, f"{engine.name}: {name}") for name, pictures in sets.items()}
    american, street, crops = (by_set[name] for name in SETS)
    photographs = Evaluation([*american.looks, *street.looks])
    texts = Evaluation([*american.looks, *crops.looks])
    sure = texts.sure.share
    found = {
        "photographs_exact": american.exact,
        "photographs_fold": american.fold,
        "crops_exact": crops.exact,
        "crops_fold": crops.fold,
        "recall": photographs.finding.recall,
        "precision": photographs.finding.precision,
        "recall_us_photos": american.finding.recall,
        "precision_us_photos": american.finding.precision,
        "recall_ro_valid": street.finding.recall,
        "precision_ro_valid": street.finding.precision,
        "states_right_where_stated": crops.states.right_where_stated,
        "states_stated": crops.states.stated_share,
        "misread_at_090": None if sure is None else 100 * sure,
        "ece_plate": _ece(texts.said),
        "ece_character": _ece(texts.characters_said),
        "photograph_ms": _wide_ms(engine, sets["us-photos"]),
        "native_photograph_ms": american.milliseconds and american.milliseconds[0],
        "crop_ms": crops.milliseconds and crops.milliseconds[0],
        **{f"stage_{name}_ms": spent for name, spent in american.stages.items()},
    }
    # A figure that nothing was read for is left out rather than shown as good or bad.
    return {key: round(value, 1) for key, value in found.items() if value is not None}


def _read(engine: engines.Engine, pictures: Sequence[LabelledPicture], what: str) -> Evaluation:
    found = []
    for picture in report.progress(pictures, what):
        found += [each for each in looks(engine, [picture]) if isinstance(each, Look)]
    assert len(found) == len(pictures), f"{what}: {len(pictures) - len(found)} pictures could not be opened"
    return Evaluation(found)


def _ece(said: Sequence[calibration.Said]) -> float | None:
    error = calibration.expected_error(calibration.bins(said))
    return None if error is None else 100 * error


def _wide_ms(engine: engines.Engine, pictures: Sequence[LabelledPicture]) -> float:
    """The median milliseconds of a photograph that is as wide as a camera's frame."""
    return report.median(
        look(engine, picture, _widened(read_file(picture.path)), crop=False).milliseconds
        for picture in report.progress(pictures, f"{engine.name}: {WIDE} wide")
    )


def _widened(image: engines.Image) -> engines.Image:
    height = max(1, round(image.shape[0] * WIDE / image.shape[1]))
    return np.asarray(cv2.resize(image, (WIDE, height), interpolation=cv2.INTER_LINEAR), np.uint8)


class _Raw:
    """The package `rapidocr` itself with its own weights, on whole photographs; what it reads is not looked at."""

    name = version = "rapidocr alone"

    def __init__(self) -> None:
        from rapidocr import RapidOCR  # noqa: PLC0415 - sets up logging when it is imported; only this figure needs it

        threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
        self._reads = RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False, **threads})

    def read(self, image: engines.Image) -> tuple[Reading, ...]:
        self._reads(image)
        return ()

    def read_crop(self, image: engines.Image) -> Reading | None:
        raise NotImplementedError


def _time_to_rapidocr(engine: engines.Engine, pictures: Sequence[LabelledPicture]) -> float:
    """The engine's time to rapidocr's. Both look at each picture in turn, so that other load falls on both."""
    raw, ratios = _Raw(), []
    for picture in report.progress(pictures, raw.name):
        image = read_file(picture.path)
        ours, theirs = (look(each, picture, image, crop=False).milliseconds for each in (engine, raw))
        ratios.append(ours / theirs)
    return report.median(ratios)


if __name__ == "__main__":
    main()
