"""An engine on `fast-alpr` (MIT), where somebody has installed it beside Plainview.

Plainview neither contains nor asks for it: the package fetches its weights from the network itself when it first
starts, which no part of Plainview ever does. It tells no US state, only a country, so the state stays None.
"""

import importlib
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any, Final

import onnxruntime

from plainview.recognition.engine import EngineUnavailable, Image, check
from plainview.terms.plate import canonical
from plainview.terms.read import Box, Character, Reading

_PACKAGE: Final = "fast-alpr"
_FINDER: Final = "yolo-v9-t-416-license-plate-end2end"
_READER: Final = "cct-xs-v2-global-model"
_ON: Final = ["CPUExecutionProvider"]
_ERRORS_ONLY: Final = 3  # of the runtime's own log
_LONGEST: Final = 16  # characters that a reading may have

MISSING: Final = (
    "the package fast-alpr is not installed. It is an alternative that you add yourself: pip install 'fast-alpr[onnx]'."
    " It downloads its weights itself when it first starts, which Plainview never does"
)


class FastAlprEngine:
    """Reads plates with the detector and the reader of fast-alpr on the processor.

    Raises:
        EngineUnavailable: `fast-alpr` is not installed, or it could not get its weights.
    """

    name: Final = _PACKAGE

    def __init__(self, *, threads: int = 1) -> None:
        package = _package()
        self.version: Final = self.installed()
        try:
            self._parts = package.ALPR(
                detector_model=_FINDER,
                detector_providers=_ON,
                detector_sess_options=_options(threads),
                ocr_model=_READER,
                ocr_providers=_ON,
                ocr_sess_options=_options(threads),
            )
        except (OSError, ValueError) as trouble:  # no network, no such release, or no room for the files
            raise EngineUnavailable(
                f"fast-alpr could not get its weights, which it downloads itself: {trouble}"
            ) from trouble

    @staticmethod
    def installed() -> str:
        """The version, without starting the engine and with it a download (see `offered.offers`).

        Raises:
            EngineUnavailable: `fast-alpr` is not installed.
        """
        try:
            return f"{version(_PACKAGE)}/yolo-v9-t-416/cct-xs-v2"
        except PackageNotFoundError as missing:
            raise EngineUnavailable(MISSING) from missing

    def read(self, image: Image) -> tuple[Reading, ...]:
        """See `Engine.read`."""
        return self.read_timed(image)[0]

    def read_timed(self, image: Image) -> tuple[tuple[Reading, ...], Mapping[str, float]]:
        """See `looks.StagedEngine`: "find" and "read"."""
        image = check(image)
        started = time.perf_counter()
        boxes = [_inside(each.bounding_box, image) for each in self._parts.detector.predict(image)]
        found = time.perf_counter()
        readings = [self._reading(image, box) for box in boxes if box is not None]
        ended = time.perf_counter()
        told = sorted(filter(None, readings), key=lambda reading: -reading.confidence)
        return tuple(told), {"find": (found - started) * 1000, "read": (ended - found) * 1000}

    def read_crop(self, image: Image) -> Reading | None:
        """See `Engine.read_crop`."""
        image = check(image)
        return self._reading(image, (0, 0, image.shape[1], image.shape[0]))

    def _reading(self, image: Image, box: Box) -> Reading | None:
        x, y, width, height = box
        said = self._parts.ocr.predict(image[y : y + height, x : x + width])
        if said is None:
            return None
        characters = _characters(said.text, said.confidence)
        if not characters:
            return None
        return Reading(
            plate="".join(each.char for each in characters),
            confidence=_whole(characters, said.confidence),
            box=box,
            characters=characters,
        )


def _package() -> ModuleType:
    try:
        return importlib.import_module("fast_alpr")
    except ImportError as missing:
        if missing.name not in {"fast_alpr", None}:
            raise EngineUnavailable(f"fast-alpr is installed but cannot be imported: {missing}") from missing
        raise EngineUnavailable(MISSING) from missing


def _options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    return options


def _inside(found: Any, image: Image) -> Box | None:
    """The part of a found box that lies in the picture; None where nothing does."""
    height, width = image.shape[:2]
    left, top = max(0, int(found.x1)), max(0, int(found.y1))
    right, bottom = min(width, int(found.x2)), min(height, int(found.y2))
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None


def _characters(text: str, confidence: float | Sequence[float]) -> tuple[Character, ...]:
    """Letters and digits with their confidences; the reader gives one for each place, empty places at the end too."""
    each = [confidence] * len(text) if isinstance(confidence, (int, float)) else confidence
    pairs = zip(text.upper(), each, strict=False)  # the empty places have no character
    return tuple(Character(char, _bounded(sureness)) for char, sureness in pairs if canonical(char))[:_LONGEST]


def _whole(characters: Sequence[Character], confidence: float | Sequence[float]) -> float:
    """That every character is right: their product, unless the reader speaks for the whole alone."""
    if isinstance(confidence, (int, float)):
        return _bounded(confidence)
    product = 1.0
    for each in characters:
        product *= each.confidence
    return product


def _bounded(confidence: float) -> float:
    return min(1.0, max(0.0, float(confidence)))
