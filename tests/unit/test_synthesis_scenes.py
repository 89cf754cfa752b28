"""Vehicles drive past a camera."""

from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest

from plainview.recognition.synthesis import Frame, Passage, contact_sheet, drive_past, passages_for
from plainview.recognition.synthesis.pixels import filled
from plainview.recognition.synthesis.street import vehicles
from plainview.recognition.synthesis.street.scenes import frame_count, least_gap

SMALL = (640, 360)
CAMERA = "Main Street eastbound"
WANTED = Passage("AB12345", "CT", "black", "SUV", 4.0)


@cache
def film(
    camera: str = "Main Street eastbound", seed: int = 3, *, night: bool = False, fronts: bool = False
) -> list[Frame]:
    return list(
        drive_past([WANTED], camera=camera, seed=seed, night=night, fronts=fronts, frames_per_passage=3, size=SMALL)
    )


def test_the_same_seed_gives_the_same_bytes() -> None:
    again = drive_past([WANTED], camera=CAMERA, seed=3, frames_per_passage=3, size=SMALL)
    for one, other in zip(film(), again, strict=True):
        assert one.image.tobytes() == other.image.tobytes()
        assert (one.truth, one.seconds) == (other.truth, other.seconds)


def test_another_seed_or_camera_is_another_street() -> None:
    for camera, seed in ((CAMERA, 4), ("Elm Street", 3)):
        other = next(drive_past([WANTED], camera=camera, seed=seed, frames_per_passage=3, size=SMALL))
        assert not np.array_equal(other.image, film()[0].image)


def test_a_wanted_plate_is_in_its_frames_at_its_time() -> None:
    frames = film()
    assert [frame.seconds for frame in frames] == [4.0, 4.2, 4.4]
    seen = [plate for frame in frames for plate in frame.truth]
    assert len(seen) >= 2
    assert {(plate.plate, plate.state) for plate in seen} == {("AB12345", "CT")}


def test_frames_are_colour_pictures_of_the_asked_size() -> None:
    for frame in (*film(), *film(night=True)):
        assert frame.image.shape == (360, 640, 3)
        assert frame.image.dtype == np.uint8
        assert frame.image.std() > 20


def test_a_plate_shrinks_as_its_vehicle_drives_away_and_grows_as_one_comes() -> None:
    away = [frame.truth[0].box[2] for frame in film() if frame.truth]
    coming = [frame.truth[0].box[2] for frame in film(night=True, fronts=True) if frame.truth]
    assert away == sorted(away, reverse=True)
    assert coming == sorted(coming)
    assert min(away + coming) == pytest.approx(60, abs=4)


@pytest.mark.parametrize("fronts", [False, True], ids=["rear", "front"])
def test_the_true_box_is_where_the_plate_shines_at_night(fronts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    for frame in film(night=True, fronts=fronts):
        for plate in frame.truth:
            x, y, width, height = plate.box
            grey = cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY)
            surroundings = np.zeros_like(grey)
            surroundings[y - 12 : y + height + 12, x - 12 : x + width + 12] = 255
            bright = cv2.morphologyEx(
                ((grey > 110) & (surroundings > 0)).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9))
            )
            _, _, blobs, _ = cv2.connectedComponentsWithStats(bright)
            left, top, wide, tall, _ = max(blobs[1:], key=lambda blob: blob[4])
            assert abs(left - x) <= 4
            assert abs(top - y) <= 4
            assert abs(wide - width) <= 7
            assert abs(tall - height) <= 7


def test_a_plate_stands_out_more_at_night_than_by_day() -> None:
    def contrast(frame: Frame) -> float:
        x, y, width, height = frame.truth[0].box
        return float(frame.image[y : y + height, x : x + width].mean() / frame.image.mean())

    assert contrast(film(night=True)[-1]) > 1.5 * contrast(film()[-1])


def test_a_vehicle_hides_what_it_stands_before() -> None:
    sprite = vehicles.Sprite(100, 50, filled((40, 60), (0.0, 0.0, 0.0)), filled((40, 60), 1.0), np.zeros((4, 2)))
    assert sprite.hides((150, 80, 30, 15))
    assert not sprite.hides((165, 80, 30, 15))
    assert not sprite.hides((60, 20, 30, 15))


def test_vehicles_that_would_touch_are_refused() -> None:
    near = Passage("CD67890", "CT", "white", "van", WANTED.at_seconds + least_gap(3, SMALL) - 0.1)
    with pytest.raises(ValueError, match="seconds apart"):
        drive_past([near, WANTED], camera="x", seed=1, frames_per_passage=3, size=SMALL)


def test_one_frame_a_passage_is_refused() -> None:
    with pytest.raises(ValueError, match="2 or more"):
        drive_past([WANTED], camera="x", seed=1, frames_per_passage=1)


def test_a_frame_too_small_for_its_plates_is_refused() -> None:
    with pytest.raises(ValueError, match="640 pixels"):
        drive_past([WANTED], camera="x", seed=1, size=(480, 270))


@pytest.mark.parametrize("wrong", [{"colour": "mauve"}, {"body": "tram"}])
def test_a_colour_or_body_that_does_not_exist_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong.values()))):
        Passage(**{"plate": "AB12345", "state": "CT", "colour": "red", "body": "van", "at_seconds": 0.0, **wrong})  # type: ignore[arg-type]


def test_random_traffic_holds_the_wanted_passage_and_keeps_clear_of_it() -> None:
    wanted = Passage("ZZ99999", "CT", "red", "van", 9.0)
    traffic = passages_for(5, 10, wanted=[wanted])
    assert wanted in traffic
    times = [each.at_seconds for each in traffic]
    assert times == sorted(times)
    assert min(later - earlier for earlier, later in pairwise(times)) >= least_gap()
    assert traffic == passages_for(5, 10, wanted=[wanted])
    assert len(passages_for(5, 10)) == 10


def test_the_number_of_frames_is_known_before_they_are_drawn() -> None:
    assert frame_count(passages_for(5, 10), 7) == 70
    assert frame_count([WANTED], 3) == len(film())


def test_a_contact_sheet_shows_every_frame() -> None:
    sheet = contact_sheet(film(), columns=2, width=320)
    assert sheet.shape == (2 * (180 + 26), 640, 3)
    assert sheet[:180, :320].std() > 20
    assert sheet[206 : 206 + 180, 320:].std() == 0


def test_a_contact_sheet_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        contact_sheet([])
