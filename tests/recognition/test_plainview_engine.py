"""The engine that comes with Plainview, on plates that are rendered here. On real photographs: test_floors.py."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from plainview.recognition.engine import Engine, EngineUnavailable, ImageRejected
from plainview.recognition.engines.plainview_engine import MADE_FROM, NAMES, NETWORKS, PlainviewEngine
from plainview.recognition.finder import Finder
from plainview.recognition.measuring.looks import StagedEngine
from plainview.recognition.measuring.score import overlap
from plainview.recognition.synthesis import Frame, Passage, drive_past
from plainview.recognition.synthesis.plates.specimens import Specimen, specimen
from plainview.recognition.weights import Network


@pytest.fixture(scope="module")
def engine() -> PlainviewEngine:
    return PlainviewEngine()


@pytest.fixture(scope="module")
def frame() -> Frame:
    """A car of Connecticut that comes nearer, rendered, its plate about 120 pixels wide."""
    passage = Passage(plate="AB12345", state="CT", body="sedan", colour="silver", at_seconds=0.0)
    return next(iter(drive_past([passage], camera="Main Street", seed=5, frames_per_passage=4)))


def clean(seed: int) -> Specimen:
    """A plate drawn flat, of a state, with five characters or more."""
    rng = np.random.default_rng(seed)
    while True:
        drawn = specimen(rng)
        if drawn.state and len(drawn.text) >= 5 and drawn.words[0]:
            return drawn


def test_it_is_an_engine_that_finds_and_reads_apart_with_a_version_that_fits_into_a_read(
    engine: PlainviewEngine,
) -> None:
    assert isinstance(engine, Engine)
    assert isinstance(engine, Finder)
    assert isinstance(engine, StagedEngine)
    assert len(f"{engine.name} {engine.version}") <= 64


def test_its_networks_are_small_enough_to_travel_with_the_package() -> None:
    assert sum(path.stat().st_size for path in NETWORKS.glob("*.onnx")) < 12_000_000


def test_the_detectors_network_for_far_looks_says_which_one_it_was_made_from() -> None:
    detector, afar = (Network(NETWORKS / f"{name}.onnx", threads=1) for name in NAMES[:2])
    assert afar.note(MADE_FROM) == detector.note("version")
    assert afar.note("version") != detector.note("version")


def test_two_networks_of_a_detector_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    for name in NAMES:
        shutil.copy(NETWORKS / f"{name}.onnx", tmp_path)
    shutil.copy(NETWORKS / "detector.onnx", tmp_path / "detector-afar.onnx")
    with pytest.raises(EngineUnavailable, match=r"was not made from the detector\.onnx"):
        PlainviewEngine(networks=tmp_path)


def test_a_plate_in_a_street_is_read_where_it_stands_with_its_state(engine: PlainviewEngine, frame: Frame) -> None:
    (truth,) = frame.truth
    (read,) = engine.read(frame.image)
    assert (read.canonical, read.state) == (truth.plate, truth.state)
    assert overlap(read.box, truth.box) > 0.6
    assert read.confidence > 0.9


def test_finding_and_looking_apart_say_what_reading_says(engine: PlainviewEngine, frame: Frame) -> None:
    (found,) = engine.find(frame.image)
    assert engine.look(frame.image, found) == engine.read(frame.image)[0]


def test_each_stage_says_how_long_it_took(engine: PlainviewEngine, frame: Frame) -> None:
    readings, stages = engine.read_timed(frame.image)
    assert readings == engine.read(frame.image)
    assert list(stages) == ["find", "read", "state"]
    assert all(milliseconds > 0 for milliseconds in stages.values())


def test_most_plates_that_are_drawn_flat_are_read_as_crops(engine: PlainviewEngine) -> None:
    drawn = [clean(seed) for seed in range(30)]
    read = [engine.read_crop(each.picture) for each in drawn]
    right = [one is not None and one.canonical == each.text for one, each in zip(read, drawn, strict=True)]
    assert sum(right) >= 22


def test_each_character_has_its_confidence_and_the_whole_is_no_surer_than_any(engine: PlainviewEngine) -> None:
    for seed in range(8):
        blurred = np.asarray(cv2.GaussianBlur(clean(seed).picture, (0, 0), 5), np.uint8)
        read = engine.read_crop(blurred)
        if read is None:
            continue
        assert "".join(character.char for character in read.characters) == read.plate
        assert read.confidence <= min(character.confidence for character in read.characters)
        for character in read.characters:
            told = [alternate.confidence for alternate in character.alternates]
            assert told == sorted(told, reverse=True)


def test_a_wall_gives_no_read_and_an_empty_crop_none(engine: PlainviewEngine) -> None:
    assert engine.read(np.full((480, 640, 3), 90, np.uint8)) == ()
    assert engine.read_crop(np.full((80, 160, 3), 90, np.uint8)) is None


def test_the_callers_picture_is_left_as_it_was_even_if_it_is_read_only(engine: PlainviewEngine, frame: Frame) -> None:
    image = frame.image.copy()
    image.setflags(write=False)
    assert engine.read(image)
    assert engine.read(image[:, ::-1]) is not None
    assert np.array_equal(image, frame.image)


def test_what_is_no_picture_is_rejected_by_each_door(engine: PlainviewEngine) -> None:
    for door in (engine.read, engine.read_crop, engine.find):
        with pytest.raises(ImageRejected):
            door(np.zeros((10, 10), np.uint8))


@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (2000, 1), (3, 5)])
def test_pictures_of_odd_proportions_do_no_harm(engine: PlainviewEngine, size: tuple[int, int]) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (*size, 3), dtype=np.uint8)
    engine.read(noise)
    engine.read_crop(noise)


def test_a_package_without_its_networks_says_so(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match=r"detector\.onnx is missing"):
        PlainviewEngine(networks=tmp_path)


@pytest.mark.usefixtures("socket_disabled")
def test_it_starts_and_reads_without_a_network_and_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    assert PlainviewEngine().read_crop(clean(1).picture) is not None
    assert capfd.readouterr() == ("", "")


def test_the_command_reads_a_photograph_to_a_json_line(tmp_path: Path, frame: Frame) -> None:
    path = tmp_path / "street.png"
    assert cv2.imwrite(str(path), frame.image)
    command = [sys.executable, "-m", "plainview", "read", "--json", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["reads"][0]["canonical"] == "AB12345"
