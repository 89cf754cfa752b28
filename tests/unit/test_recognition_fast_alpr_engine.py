"""The adapter against a module of the same shape as fast-alpr 0.4; the real one is nobody's dependency."""

import sys
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from plainview.recognition.engine import Engine, EngineUnavailable, ImageRejected
from plainview.recognition.engines import fast_alpr_engine
from plainview.recognition.engines.fast_alpr_engine import FastAlprEngine
from plainview.recognition.measuring.looks import StagedEngine

STREET = np.zeros((480, 640, 3), np.uint8)


@dataclass(frozen=True)
class BoundingBox:
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class DetectionResult:
    label: str
    confidence: float
    bounding_box: BoundingBox


@dataclass(frozen=True)
class OcrResult:
    text: str
    confidence: float | list[float]
    region: str | None = None
    region_confidence: float | None = None


@dataclass
class Finder:
    boxes: list[BoundingBox]

    def predict(self, frame: np.ndarray) -> list[DetectionResult]:
        assert frame is STREET
        return [DetectionResult("License Plate", 0.8, box) for box in self.boxes]


@dataclass
class Reader:
    says: list[OcrResult | None]
    shown: list[tuple[int, ...]] = field(default_factory=list)

    def predict(self, cropped_plate: np.ndarray) -> OcrResult | None:
        self.shown.append(cropped_plate.shape)
        return self.says.pop(0)


@dataclass
class Installed:
    """What stands in for the package, and what it was started with."""

    finder: Finder = field(default_factory=lambda: Finder([]))
    reader: Reader = field(default_factory=lambda: Reader([]))
    asked: dict[str, Any] = field(default_factory=dict)
    trouble: Exception | None = None

    def start(self, **asked: Any) -> "Installed":
        self.asked = asked
        if self.trouble:
            raise self.trouble
        return self

    @property
    def detector(self) -> Finder:
        return self.finder

    @property
    def ocr(self) -> Reader:
        return self.reader


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Installed:
    module, installed = ModuleType("fast_alpr"), Installed()
    module.ALPR = installed.start  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fast_alpr", module)
    monkeypatch.setattr(fast_alpr_engine, "version", lambda _: "0.4.0")
    return installed


def test_the_engine_is_an_engine_that_tells_its_stages_with_a_version_that_fits(package: Installed) -> None:
    engine = FastAlprEngine(threads=2)
    assert isinstance(engine, Engine)
    assert isinstance(engine, StagedEngine)
    assert len(f"{engine.name} {engine.version}") <= 64
    assert package.asked["detector_model"] == "yolo-v9-t-416-license-plate-end2end"
    assert package.asked["ocr_model"] == "cct-xs-v2-global-model"
    assert package.asked["detector_sess_options"].intra_op_num_threads == 2
    assert package.asked["ocr_sess_options"].intra_op_num_threads == 2


def test_a_read_has_its_box_its_characters_and_the_product_of_their_confidences(package: Installed) -> None:
    package.finder.boxes = [BoundingBox(100, 200, 180, 240)]
    package.reader.says = [OcrResult("AB1", [0.9, 0.5, 1.0, 0.99, 0.99], "United States", 0.9)]
    (read,) = FastAlprEngine().read(STREET)
    assert (read.plate, read.box, read.state) == ("AB1", (100, 200, 80, 40), None)
    assert [(each.char, each.confidence) for each in read.characters] == [("A", 0.9), ("B", 0.5), ("1", 1.0)]
    assert read.confidence == pytest.approx(0.45)
    assert package.reader.shown == [(40, 80, 3)]


def test_reads_come_the_surest_first_and_the_stages_are_timed(package: Installed) -> None:
    package.finder.boxes = [BoundingBox(0, 0, 80, 40), BoundingBox(100, 200, 180, 240)]
    package.reader.says = [OcrResult("AB1", 0.4), OcrResult("XY2", 0.9)]
    readings, stages = FastAlprEngine().read_timed(STREET)
    assert [(each.plate, each.confidence) for each in readings] == [("XY2", 0.9), ("AB1", 0.4)]
    assert list(stages) == ["find", "read"]
    assert min(stages.values()) >= 0


def test_boxes_are_cut_at_the_pictures_edge_and_those_outside_are_left_out(package: Installed) -> None:
    package.finder.boxes = [BoundingBox(-20, -5, 60, 30), BoundingBox(700, 10, 800, 40), BoundingBox(50, 50, 50, 90)]
    package.reader.says = [OcrResult("AB1", 0.9)]
    (read,) = FastAlprEngine().read(STREET)
    assert read.box == (0, 0, 60, 30)


@pytest.mark.parametrize("said", [None, OcrResult("", []), OcrResult("__", [0.9, 0.9])])
def test_a_plate_without_a_legible_character_is_no_read(package: Installed, said: OcrResult | None) -> None:
    package.finder.boxes = [BoundingBox(0, 0, 80, 40)]
    package.reader.says = [said, said]
    assert FastAlprEngine().read(STREET) == ()
    assert FastAlprEngine().read_crop(STREET) is None


def test_a_character_that_no_plate_has_is_left_out_with_its_confidence(package: Installed) -> None:
    package.reader.says = [OcrResult("a_1", [0.9, 0.1, 0.8])]
    read = FastAlprEngine().read_crop(STREET)
    assert read is not None
    assert (read.plate, read.box) == ("A1", (0, 0, 640, 480))
    assert [each.confidence for each in read.characters] == [0.9, 0.8]


def test_what_is_no_picture_is_rejected_by_both_doors(package: Installed) -> None:
    engine = FastAlprEngine()
    for look in (engine.read, engine.read_crop):
        with pytest.raises(ImageRejected):
            look(np.zeros((4, 4), np.uint8))


def test_without_the_package_the_engine_says_how_to_get_it_and_that_it_downloads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "fast_alpr", None)
    with pytest.raises(EngineUnavailable, match=r"pip install 'fast-alpr\[onnx\]'.*which Plainview never does"):
        FastAlprEngine()

    def absent(_: str) -> str:
        raise PackageNotFoundError("fast-alpr")

    monkeypatch.setattr(fast_alpr_engine, "version", absent)
    with pytest.raises(EngineUnavailable, match="is not installed"):
        FastAlprEngine.installed()


def test_a_package_that_lacks_another_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> ModuleType:
        raise ModuleNotFoundError("No module named 'tqdm'", name="tqdm")

    monkeypatch.setattr(fast_alpr_engine.importlib, "import_module", broken)
    with pytest.raises(EngineUnavailable, match="cannot be imported: No module named 'tqdm'"):
        FastAlprEngine()


@pytest.mark.parametrize("trouble", [OSError("no network"), ValueError("Failed to download file")])
def test_weights_that_cannot_be_had_are_an_engine_that_cannot_start(package: Installed, trouble: Exception) -> None:
    package.trouble = trouble
    with pytest.raises(EngineUnavailable, match="could not get its weights"):
        FastAlprEngine()
