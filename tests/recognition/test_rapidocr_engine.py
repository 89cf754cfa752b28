"""The first engine on plates that are drawn here, and on the photographs beside the repository where there are any."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from plainview.recognition.engine import Engine, ImageRejected
from plainview.recognition.engines.rapidocr_engine import RapidOcrEngine
from plainview.recognition.measuring.score import detection, labelled_pictures, overlap, spokesman, tally
from plainview.recognition.media.pictures import read_file

PHOTOGRAPHS = Path(__file__).parents[3] / "shared" / "data" / "plates"
with_photographs = pytest.mark.skipif(not PHOTOGRAPHS.is_dir(), reason=f"there are no photographs at {PHOTOGRAPHS}")

PLATE = (420, 300, 200, 100)
"""Where the drawn plate stands in the drawn street: x, y, width, height."""


def plate(text: str, words: str = "") -> np.ndarray:
    """A plate of 400 x 200 pixels with characters as high and narrow as they are pressed, and `words` above them."""
    image = np.full((200, 400, 3), 235, np.uint8)
    cv2.rectangle(image, (3, 3), (396, 196), (90, 60, 30), 3)
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 2, 5)
    pressed = np.full((height + 12, width + 12, 3), 235, np.uint8)
    cv2.putText(pressed, text, (6, height + 6), cv2.FONT_HERSHEY_DUPLEX, 2, (60, 30, 10), 5, cv2.LINE_AA)
    image[58:158, 20:380] = cv2.resize(pressed, (360, 100), interpolation=cv2.INTER_LINEAR)
    cv2.putText(image, words, (105, 42), cv2.FONT_HERSHEY_DUPLEX, 1, (60, 30, 10), 2, cv2.LINE_AA)
    return image


def street(text: str, words: str = "") -> np.ndarray:
    image = np.full((720, 1280, 3), 110, np.uint8)
    cv2.rectangle(image, (320, 120), (720, 480), (60, 50, 45), -1)
    x, y, width, height = PLATE
    image[y : y + height, x : x + width] = cv2.resize(plate(text, words), (width, height), interpolation=cv2.INTER_AREA)
    cv2.putText(image, "2031-05-12 08:15:27", (40, 690), cv2.FONT_HERSHEY_SIMPLEX, 1, (255, 255, 255), 2)
    cv2.putText(image, "HARDWARE STORE", (800, 90), cv2.FONT_HERSHEY_DUPLEX, 1.5, (255, 255, 255), 3)
    return image


@pytest.fixture(scope="module")
def engine() -> RapidOcrEngine:
    return RapidOcrEngine()


def test_the_engine_is_an_engine_with_a_version_that_fits_into_a_read(engine: RapidOcrEngine) -> None:
    assert isinstance(engine, Engine)
    assert len(f"{engine.name} {engine.version}") <= 64


def test_a_plate_in_a_street_is_read_where_it_stands_and_clock_and_shop_are_not(engine: RapidOcrEngine) -> None:
    (read,) = engine.read(street("AB12345"))
    assert read.canonical == "AB12345"
    assert overlap(read.box, PLATE) > 0.5
    assert 0.5 < read.confidence <= 1


def test_each_character_has_its_confidence_and_the_whole_is_no_surer_than_any(engine: RapidOcrEngine) -> None:
    (read,) = engine.read(street("AB12345"))
    assert "".join(character.char for character in read.characters) == read.plate
    assert read.confidence <= min(character.confidence for character in read.characters)


def test_a_blurred_plate_is_read_less_surely_and_with_alternates(engine: RapidOcrEngine) -> None:
    sharp = engine.read_crop(plate("AB12B85"))
    blurred = engine.read_crop(np.asarray(cv2.GaussianBlur(plate("AB12B85"), (0, 0), 11), np.uint8))
    assert sharp is not None
    assert blurred is not None
    assert blurred.confidence < sharp.confidence
    assert any(character.alternates for character in blurred.characters)


def test_the_state_is_read_from_the_words_on_the_plate_and_else_not_guessed(engine: RapidOcrEngine) -> None:
    named, nameless = engine.read_crop(plate("AB12345", "CONNECTICUT")), engine.read_crop(plate("AB12345"))
    assert named is not None
    assert (named.canonical, named.state) == ("AB12345", "CT")
    assert named.state_confidence is not None
    assert named.state_confidence > 0.5
    assert nameless is not None
    assert (nameless.state, nameless.state_confidence) == (None, None)


def test_the_state_is_read_in_a_street_too(engine: RapidOcrEngine) -> None:
    (read,) = engine.read(street("AB12345", "CONNECTICUT"))
    assert read.state == "CT"


def test_a_slanted_plate_is_read(engine: RapidOcrEngine) -> None:
    turn = cv2.getRotationMatrix2D((520, 350), 12, 1)
    image = cv2.warpAffine(street("AB12345"), turn, (1280, 720), borderMode=cv2.BORDER_REPLICATE)
    assert "AB12345" in [read.canonical for read in engine.read(np.asarray(image, np.uint8))]


def test_a_street_without_a_plate_gives_no_read_and_an_empty_crop_none(engine: RapidOcrEngine) -> None:
    assert engine.read(np.full((480, 640, 3), 90, np.uint8)) == ()
    assert engine.read_crop(np.full((80, 160, 3), 90, np.uint8)) is None


def test_the_callers_picture_is_left_as_it_was_even_if_it_is_read_only(engine: RapidOcrEngine) -> None:
    image = street("AB12345")
    image.setflags(write=False)
    before = image.copy()
    assert engine.read(image)
    assert engine.read(image[:, ::-1]) is not None
    assert np.array_equal(image, before)


def test_what_is_no_picture_is_rejected_by_both_doors(engine: RapidOcrEngine) -> None:
    for look in (engine.read, engine.read_crop):
        with pytest.raises(ImageRejected):
            look(np.zeros((10, 10), np.uint8))


@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (2000, 1), (3, 5)])
def test_pictures_of_odd_proportions_do_no_harm(engine: RapidOcrEngine, size: tuple[int, int]) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (*size, 3), dtype=np.uint8)
    assert engine.read(noise) == ()
    engine.read_crop(noise)


@pytest.mark.usefixtures("socket_disabled")
def test_the_engine_starts_and_reads_without_a_network_and_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    assert RapidOcrEngine().read_crop(plate("AB12345")) is not None
    assert capfd.readouterr() == ("", "")


def test_the_command_reads_a_photograph_to_a_json_line(tmp_path: Path) -> None:
    path = tmp_path / "street.png"
    assert cv2.imwrite(str(path), street("AB12345"))
    command = [sys.executable, "-m", "plainview", "read", "--engine", "rapidocr", "--json", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["reads"][0]["canonical"] == "AB12345"


def test_a_reader_that_stops_listening_ends_the_command_quietly(tmp_path: Path) -> None:
    for number in range(3):
        assert cv2.imwrite(str(tmp_path / f"{number}.png"), street("AB12345"))
    command = [sys.executable, "-m", "plainview", "read", "--engine", "rapidocr", "--json", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == ""
        assert running.wait(timeout=60) == 1


@with_photographs
def test_photographs_are_read_at_least_as_well_as_by_the_peer(engine: RapidOcrEngine) -> None:
    pairs = []
    for picture in list(labelled_pictures(PHOTOGRAPHS / "us-photos"))[::4]:
        label = picture.plates[0]
        assert label.box is not None
        assert label.text is not None
        said = spokesman(engine.read(read_file(picture.path)), label.box)
        pairs.append((said.plate if said else None, label.text))
    assert tally(pairs).fold_share >= 80


@with_photographs
def test_crops_are_read_with_their_state_and_no_state_is_wrong(engine: RapidOcrEngine) -> None:
    pairs, states = [], []
    for picture in list(labelled_pictures(PHOTOGRAPHS / "us-crops"))[::6]:
        label = picture.plates[0]
        assert label.text is not None
        said = engine.read_crop(read_file(picture.path))
        pairs.append((said.plate if said else None, label.text))
        if said is not None and said.state is not None:
            states.append((said.state.lower(), label.state))
    assert tally(pairs).fold_share >= 93
    assert len(states) > 0.9 * len(pairs)
    assert [told for told in states if told[0] != told[1]] == []


@with_photographs
def test_what_is_called_a_plate_in_a_street_mostly_is_one(engine: RapidOcrEngine) -> None:
    found = [
        detection(engine.read(read_file(p.path)), p.boxes)
        for p in list(labelled_pictures(PHOTOGRAPHS / "ro-valid"))[::8]
    ]
    assert sum(one.met for one in found) >= 0.9 * sum(one.predicted for one in found)
