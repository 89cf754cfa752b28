"""How sure the finished reader may call itself, from rendered plates that it has not seen."""

from pathlib import Path
from typing import Final

import numpy as np
import onnx
from onnx import helper

from plainview.recognition.calibration import Calibration, Said, fitted
from plainview.recognition.engine import Image
from plainview.recognition.measuring.score import folded
from plainview.recognition.measuring.spelling import right_places
from plainview.recognition.ocr import CHARACTER_NOTE, PLATE_NOTE, PlateReader
from plainview.recognition.synthesis.lessons.crops import crop, detected
from plainview.recognition.synthesis.plates.specimens import specimen
from plainview.recognition.training.reader_task import patch
from plainview.recognition.weights import Network

PLATES: Final = 1500
_SEED: Final = 0xCA11
"""Other plates than those of the training."""


def calibrate(path: Path, backdrops: list[Image]) -> None:
    """Write into the reader's file by which lines its confidences become true ones."""
    rng = np.random.default_rng(_SEED)
    reader = PlateReader(Network(path, threads=1))
    characters: list[Said] = []
    plates: list[Said] = []
    for _ in range(PLATES):
        shown = crop(specimen(rng), rng, patch(rng, backdrops))
        line = reader.characters(shown.picture, detected(shown.corners, rng))
        if line is None or not line.characters:
            continue
        places = right_places(folded(line.text), folded(shown.text))
        characters += [(each.confidence, right) for each, right in zip(line.characters, places, strict=True)]
        plates.append((line.confidence, folded(line.text) == folded(shown.text)))
    _note(path, {CHARACTER_NOTE: fitted(characters), PLATE_NOTE: fitted(plates)})


def _note(path: Path, found: dict[str, Calibration]) -> None:
    model = onnx.load(path)
    notes = {each.key: each.value for each in model.metadata_props}
    notes |= {key: f"{each.slope:.4f} {each.offset:.4f}" for key, each in found.items()}
    helper.set_model_props(model, notes)
    onnx.save(model, path)
