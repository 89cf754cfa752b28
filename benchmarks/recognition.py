"""How well and how fast plates are read: `python -m benchmarks.recognition [--quick] [--engine NAME]`.

Texts are scored on 71 US street photographs and 238 US plate crops; finding plates is scored on those photographs and
107 Romanian ones with 131 plates. None of them may be in the repository, so they are looked for beside it.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import report
from plainview.recognition import engine as engines
from plainview.recognition.pictures import read_file
from plainview.recognition.score import (
    Detection,
    LabelledPicture,
    Tally,
    detection,
    labelled_pictures,
    spokesman,
    tally,
)
from plainview.terms.read import Reading

PLATES: Final = Path(__file__).parents[2] / "shared" / "data" / "plates"
QUICK_STEP: Final = 8
"""A quick run takes each eighth picture."""

RAW_STEP: Final = 5
"""The package that the weights come from is timed on each fifth photograph."""
NOWHERE: Final = (0.0, 0.0, 0.0, 0.0)

Reader = Callable[[engines.Image], tuple[Reading, ...]]

# The peer to beat (fast-alpr: YOLOv9-t 416 and CCT-XS v2), scored the same way on this kind of machine.
TARGETS: Final[dict[str, dict[str, float]]] = {
    "photographs_exact": {"at_least": 77.5},
    "photographs_fold": {"at_least": 80.3},
    "crops_exact": {"at_least": 87.8},
    "crops_fold": {"at_least": 93.3},
    "recall": {"at_least": 99.5},
    "precision": {"at_least": 93.2},
    "photograph_ms": {"at_most": 44.0},
}


@dataclass(frozen=True)
class Look:
    """What an engine made of one picture, and the milliseconds it took."""

    picture: LabelledPicture
    readings: tuple[Reading, ...]
    milliseconds: float


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
    """Read each `step`-th picture of the three sets with the engine, on one thread."""
    sets = {name: list(labelled_pictures(PLATES / name))[::step] for name in ("us-photos", "ro-valid", "us-crops")}
    photographs = _read_all(sets["us-photos"], "us-photos", engine.read)
    street = _read_all(sets["ro-valid"], "ro-valid", engine.read)
    crops = _read_all(sets["us-crops"], "us-crops", lambda image: tuple(filter(None, [engine.read_crop(image)])))
    texts, crop_texts = _texts(photographs, whole=False), _texts(crops, whole=True)
    american = _found(photographs)
    found = american + _found(street)
    figures = {
        "photographs_exact": texts.exact_share,
        "photographs_fold": texts.fold_share,
        "crops_exact": crop_texts.exact_share,
        "crops_fold": crop_texts.fold_share,
        "recall": found.recall,
        "precision": found.precision,
        "recall_us_photos": american.recall,
        "precision_us_photos": american.precision,
        "states_right": _states(crops, right=True),
        "states_wrong": _states(crops, right=False),
        "photograph_ms": report.median(look.milliseconds for look in photographs),
        "crop_ms": report.median(look.milliseconds for look in crops),
    }
    ratio = _time_to_rapidocr(engine, sets["us-photos"][::RAW_STEP])
    return report.Report(
        "recognition",
        figures={key: round(value, 1) for key, value in figures.items()},
        ratios={"photograph_ms_to_rapidocr": round(ratio, 2)},
        targets=TARGETS,
        notes={
            "engine": f"{engine.name} {engine.version}, 1 thread",
            "texts": f"{len(photographs)} us-photos and {len(crops)} us-crops, percent; states on the crops",
            "finding": f"{found.labelled} plates of us-photos and ro-valid at IoU 0.5, percent; in us-photos one plate"
            " a photograph is labelled though more may be in view",
        },
    )


def _read_all(pictures: Sequence[LabelledPicture], what: str, reader: Reader) -> list[Look]:
    return [_look(picture, reader) for picture in report.progress(pictures, what)]


def _look(picture: LabelledPicture, reader: Reader) -> Look:
    """Decode and read a picture. Decoding is not timed: a camera hands over frames."""
    image = read_file(picture.path)
    started = time.perf_counter()
    readings = reader(image)
    return Look(picture, readings, (time.perf_counter() - started) * 1000)


def _found(looks: Sequence[Look]) -> Detection:
    return sum((detection(look.readings, look.picture.boxes) for look in looks), Detection(0, 0, 0))


def _texts(looks: Sequence[Look], *, whole: bool) -> Tally:
    """Compare the texts with the one label of each picture; `whole` where the picture is the plate."""
    pairs = []
    for look in looks:
        label = look.picture.plates[0]
        speaks = next(iter(look.readings), None) if whole else spokesman(look.readings, label.box or NOWHERE)
        pairs.append((speaks.plate if speaks else None, label.text or ""))
    return tally(pairs)


def _states(crops: Sequence[Look], *, right: bool) -> float:
    """Percent of the crops whose state was told and is right, or is wrong."""
    told = [(look.readings[0].state, look.picture.plates[0].state) for look in crops if look.readings]
    return 100 * sum(said is not None and (said.lower() == label) is right for said, label in told) / len(crops)


def _time_to_rapidocr(engine: engines.Engine, pictures: Sequence[LabelledPicture]) -> float:
    """The engine's time to that of the package `rapidocr` itself with the same weights, on whole photographs.

    Both look at each picture in turn, on one thread, so that what else the machine does falls on both.
    """
    from rapidocr import RapidOCR  # noqa: PLC0415 - sets up logging when it is imported; only this figure needs it

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    raw = RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False, **threads})

    def read_raw(image: engines.Image) -> tuple[Reading, ...]:
        raw(image)
        return ()

    ratios = []
    for picture in report.progress(pictures, "rapidocr alone"):
        ours, theirs = _look(picture, engine.read), _look(picture, read_raw)
        ratios.append(ours.milliseconds / theirs.milliseconds)
    return report.median(ratios)


if __name__ == "__main__":
    main()
