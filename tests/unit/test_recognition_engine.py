from importlib.metadata import EntryPoint

import numpy as np
import pytest

from plainview.recognition import engine as engines
from plainview.recognition.engine import (
    Engine,
    EngineUnavailable,
    ImageRejected,
    UnknownEngine,
    check,
    check_size,
    load,
)
from plainview.recognition.fakes import ScriptedEngine
from plainview.recognition.weights import packaged


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        EntryPoint("scripted", "plainview.recognition.fakes:ScriptedEngine", engines.GROUP),
        EntryPoint("absent", "plainview_engine_that_is_not_installed:Engine", engines.GROUP),
    ]
    monkeypatch.setattr(engines, "entry_points", lambda *, group: [entry for entry in found if entry.group == group])


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ("photo.jpg", "not str"),
        (np.zeros((4, 4, 3), np.float32), "uint8"),
        (np.zeros((4, 4), np.uint8), "4 x 4"),
        (np.zeros((4, 4, 4), np.uint8), "4 x 4 x 4"),
        (np.zeros((0, 0, 3), np.uint8), "empty"),
        (np.zeros((0, 7, 3), np.uint8), "empty"),
        (np.broadcast_to(np.zeros(3, np.uint8), (10_000, 10_000, 3)), "100 megapixels"),
        (np.broadcast_to(np.zeros(3, np.uint8), (1, 40_000, 3)), "30000 on a side"),
    ],
)
def test_what_is_no_picture_is_rejected_with_the_reason(image: object, words: str) -> None:
    with pytest.raises(ImageRejected, match=words):
        check(image)


def test_a_picture_is_handed_back_as_it_came_and_a_size_of_just_50_megapixels_passes() -> None:
    image = np.zeros((4, 4, 3), np.uint8)
    assert check(image) is image
    check_size(10_000, 5_000)


@pytest.mark.usefixtures("announced")
def test_engines_are_found_by_entry_point_and_started_with_their_threads() -> None:
    assert engines.engines() == ("absent", "scripted")
    engine = load("scripted", threads=3)
    assert isinstance(engine, ScriptedEngine)
    assert engine.threads == 3
    assert isinstance(engine, Engine)


@pytest.mark.usefixtures("announced")
def test_an_unknown_engine_is_answered_with_the_names_that_there_are() -> None:
    with pytest.raises(UnknownEngine, match="no engine 'tesseract' is installed; there is absent, scripted"):
        load("tesseract")


@pytest.mark.usefixtures("announced")
def test_an_engine_whose_package_is_missing_says_so() -> None:
    with pytest.raises(EngineUnavailable, match="plainview_engine_that_is_not_installed"):
        load("absent")


def test_weights_are_looked_for_only_where_they_were_installed() -> None:
    with pytest.raises(EngineUnavailable, match=r"plainview_no_such_package is not installed"):
        packaged("plainview_no_such_package", "a.onnx")
    with pytest.raises(EngineUnavailable, match=r"holds no models/none\.onnx"):
        packaged("rapidocr", "models/none.onnx")
