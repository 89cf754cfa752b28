"""`python -m plainview.recognition.training all --photographs DIR --work DIR`: train and write the networks.

`quantised` trains nothing: it writes the files in 8 bits anew from those in floating point that lie in the work folder.
"""

import argparse
import copy
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import cv2
import torch
from torch import nn

from plainview.recognition.detect import PlateFinder
from plainview.recognition.ocr import ALPHABET_NOTE
from plainview.recognition.synthesis.lessons.nearby import ROOM
from plainview.recognition.training import export, pretrained, shown
from plainview.recognition.training.backbone import Stem
from plainview.recognition.training.calibrating import calibrate
from plainview.recognition.training.detector_network import NARROW, STAGES, DetectorNetwork, LeanStem
from plainview.recognition.training.detector_task import DetectorTask, Lesson, StemTask
from plainview.recognition.training.loop import Plan, between, device, trained
from plainview.recognition.training.mending import mended
from plainview.recognition.training.photographs import photographs
from plainview.recognition.training.quantising import write_quantised
from plainview.recognition.training.reader_network import ReaderNetwork
from plainview.recognition.training.reader_task import ALPHABET, ReaderTask
from plainview.recognition.weights import Network

STEM: Final = Plan(steps=300, rate=2e-3)
FIRST: Final = Plan(steps=3600, rate=6e-4)
"""The detector's first round, after which photographs are looked through for plates without a label."""
SECOND: Final = Plan(steps=3000, rate=4e-4)
DOUBTFUL_FROM: Final = 0.4
"""The score from which what the first round finds may be a plate that nobody labelled."""
READER: Final = Plan(steps=2200, rate=3e-4)
LEARNED: Final = 0.3
"""The share of what was learned in the reader's weights; the rest is what training started from."""
FLOATING: Final = "reader-floating.onnx"
"""The reader before it is brought to 8 bits; it is not shipped."""
SCENES: Final = Lesson(scenes=8)
"""What a step of the first round shows,"""
BOTH_LOOKS: Final = Lesson(scenes=8, near_each=3)
"""and of the second."""
READER_BATCH: Final = 32


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m plainview.recognition.training", description=__doc__)
    parser.add_argument("network", choices=("detector", "reader", "quantised", "all"))
    parser.add_argument("--photographs", type=Path, required=True, help="folder with ro-train and oid")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints and the finished networks")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--workers", type=int, default=1, help="processes that draw samples")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    cv2.setNumThreads(1)  # a pool of threads in this process would hang those that draw samples
    torch.manual_seed(chosen.seed)
    if chosen.network in {"detector", "all"}:
        _detector(chosen)
    if chosen.network in {"reader", "all"}:
        _reader(chosen)
    if chosen.network in {"quantised", "all"}:
        _quantised(chosen)


def _detector(chosen: argparse.Namespace) -> None:
    network = DetectorNetwork()
    pretrained.start_trunk(network.trunk)
    network = network.to(device(), memory_format=torch.channels_last)
    labelled = photographs(chosen.photographs)
    first = DetectorTask(network, labelled, SCENES, workers=chosen.workers, seed=chosen.seed)
    network.trunk.stem = _lean_stem(first, network.trunk.stem, chosen.work / "stem")
    found = trained(first, FIRST, chosen.work / "detector-first")
    path = chosen.work / "detector-first.onnx"
    export.write_detector(copy.deepcopy(found).cpu(), path, {})
    finder = PlateFinder(Network(path, threads=chosen.threads), sure_from=DOUBTFUL_FROM, room=ROOM)
    everything = mended(labelled, finder)
    second = DetectorTask(found, everything, BOTH_LOOKS, workers=chosen.workers, seed=chosen.seed + 1)
    best = trained(second, SECOND, chosen.work / "detector")
    export.write_detector(best.cpu(), chosen.work / "detector.onnx", _notes(best))


def _lean_stem(task: DetectorTask, whole: Stem, folder: Path) -> nn.Module:
    """A stem with the whole one's weights where it has them, and taught the rest; it stays as it is then."""
    lean = LeanStem(NARROW, STAGES[0].channels)
    lean.first.load_state_dict(whole.first.state_dict())
    lean.last.load_state_dict(whole.last.state_dict())
    with torch.no_grad():
        lean.joined.weight.copy_(whole.joined.weight[:, :NARROW])
    lean = lean.to(device(), memory_format=torch.channels_last)
    return trained(StemTask(lean, whole, task), STEM, folder).requires_grad_(requires_grad=False)


def _reader(chosen: argparse.Namespace) -> None:
    network = ReaderNetwork(1 + len(ALPHABET))
    pretrained.start_reader(network, ALPHABET)
    network = network.to(device(), memory_format=torch.channels_last)
    backdrops = [each.picture for each in photographs(chosen.photographs)]
    task = ReaderTask(network, backdrops, batch=READER_BATCH, workers=chosen.workers, seed=chosen.seed)
    start = copy.deepcopy(network)
    best = between(start, trained(task, READER, chosen.work / "reader"), LEARNED)
    export.write_reader(best.cpu(), chosen.work / FLOATING, {**_notes(best), ALPHABET_NOTE: "\n".join(ALPHABET)})


def _quantised(chosen: argparse.Namespace) -> None:
    """The detector for the look from afar and the reader; the detector's look from near stays in floating point."""
    labelled = photographs(chosen.photographs)
    afar = chosen.work / "detector-afar.onnx"
    write_quantised(chosen.work / "detector.onnx", afar, shown.from_the_road(labelled), gelu=True)
    reader = chosen.work / "reader.onnx"
    write_quantised(chosen.work / FLOATING, reader, shown.on_plates(labelled), gelu=False)
    calibrate(reader, [each.picture for each in labelled])


def _notes(network: torch.nn.Module) -> dict[str, str]:
    """Version (date and the first letters of the weights' hash) and licence, written into the file."""
    code = hashlib.sha256()
    for weight in network.state_dict().values():
        code.update(weight.contiguous().numpy().tobytes())
    return {"version": f"{datetime.now(UTC):%Y%m%d}-{code.hexdigest()[:8]}", "licence": "Apache-2.0"}


if __name__ == "__main__":
    main()
