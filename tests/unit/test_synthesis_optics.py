"""What light, weather, lens, sensor and codec do to pictures, on made-up ones."""

from collections.abc import Callable

import numpy as np
import pytest

from plainview.recognition.synthesis.lessons.bodywork import bodywork
from plainview.recognition.synthesis.optics import illumination, sensing, weather
from plainview.recognition.synthesis.optics.taking import taken
from plainview.recognition.synthesis.pixels import Pixels

Change = Callable[[Pixels, np.random.Generator], Pixels]

CHANGES: dict[str, Change] = {
    "tinted": illumination.tinted,
    "shaded": lambda picture, rng: illumination.shaded(picture, rng, 0.5),
    "uneven": lambda picture, rng: illumination.uneven(picture, rng, 0.6),
    "glared": lambda picture, rng: illumination.glared(picture, rng, 0.6),
    "veiled": lambda picture, rng: illumination.veiled(picture, rng, 0.5),
    "headlit": lambda picture, rng: illumination.headlit(picture, rng, 0.8),
    "faded": lambda picture, _: illumination.faded(picture, 1.0),
    "balanced": lambda picture, _: illumination.balanced(picture, 1.0),
    "foggy": lambda picture, rng: weather.foggy(picture, rng, 0.4),
    "raining": lambda picture, rng: weather.raining(picture, rng, 0.5),
    "snowing": lambda picture, rng: weather.snowing(picture, rng, 0.5),
    "dropped": lambda picture, rng: weather.dropped(picture, rng, 0.5),
    "coarsened": lambda picture, rng: sensing.coarsened(picture, rng, 2.0),
    "noisy": lambda picture, rng: sensing.noisy(picture, rng, 4, 6, 0.5),
    "blocky": lambda picture, rng: sensing.blocky(picture, rng, 0.5),
    "defocused": lambda picture, _: sensing.defocused(picture, 1.5, disc=True),
    "smeared": lambda picture, _: sensing.smeared(picture, 5.0, 0.4),
    "oversharpened": lambda picture, _: sensing.oversharpened(picture, 1.0, 1.0),
    "interlaced": lambda picture, _: sensing.interlaced(picture, 2),
    "jpeg": lambda picture, _: sensing.jpeg(picture, 30),
}


@pytest.fixture
def picture() -> Pixels:
    """Coloured squares of 6 pixels, darker on the left."""
    squares = np.random.default_rng(1).integers(30, 220, (10, 16, 3))
    large = np.kron(squares, np.ones((6, 6, 1)))
    return np.asarray(large * np.linspace(0.5, 1, 96)[None, :, None], np.uint8)


@pytest.mark.parametrize("name", CHANGES)
def test_every_step_gives_a_changed_picture_of_the_same_size_and_leaves_the_first_alone(
    name: str, picture: Pixels
) -> None:
    before = picture.copy()
    after = CHANGES[name](picture, np.random.default_rng(7))
    assert after.shape == picture.shape
    assert after.dtype == np.uint8
    assert (after != before).any()
    assert (picture == before).all()


def test_the_same_seed_gives_the_same_picture_and_another_seed_another(picture: Pixels) -> None:
    one, same, other = (taken(picture, np.random.default_rng(seed), 0.7) for seed in (3, 3, 4))
    assert (one == same).all()
    assert (one != other).any()


def test_an_easy_picture_stays_closer_to_the_first_than_a_hard_one(picture: Pixels) -> None:
    def distance(hardness: float) -> float:
        shots = [taken(picture, np.random.default_rng(seed), hardness, blur=2.0) for seed in range(40)]
        return float(np.mean([np.abs(shot.astype(int) - picture).mean() for shot in shots]))

    assert distance(0.0) < 0.7 * distance(1.0)


def test_blur_moves_no_edge() -> None:
    edge = np.zeros((21, 21, 3), np.uint8)
    edge[:, 11:] = 200
    for blurred in (sensing.smeared(edge, 6.0, 0.0), sensing.defocused(edge, 1.6, disc=True)):
        assert blurred[10, 7, 0] < 100 < blurred[10, 14, 0]
        assert abs(int(blurred[10, 10, 0]) + int(blurred[10, 11, 0]) - 200) <= 2


def test_exposure_keeps_black_and_the_mean_when_only_the_contrast_falls(picture: Pixels) -> None:
    flat = illumination.exposed(picture, contrast=0.6)
    assert abs(float(flat.mean()) - float(picture.mean())) < 2
    assert flat.std() < 0.7 * picture.std()


def test_infrared_shows_dark_letters_on_a_bright_ground_whatever_their_colour() -> None:
    plate = np.full((40, 80, 3), (200, 60, 30), np.uint8)
    returns = np.full((40, 80), 235, np.uint8)
    returns[10:30, 20:60] = 10
    contrasts = []
    for seed in range(20):
        seen = illumination.infrared(plate, returns, np.random.default_rng(seed))
        contrasts.append(int(seen[5, 5].max()) - int(seen[20, 40].max()))
    assert min(contrasts) > 30
    assert max(contrasts) > 150


def test_noise_is_stronger_in_the_light_and_fits_any_size() -> None:
    dark = np.full((700, 1300, 3), 30, np.uint8)
    light = np.full((700, 1300, 3), 200, np.uint8)
    deviations = [
        float(sensing.noisy(picture, np.random.default_rng(2), 1.0, 8.0, 0.3).std()) for picture in (dark, light)
    ]
    assert 1.5 * deviations[0] < deviations[1] < 10


def test_bodywork_has_the_asked_size_and_differs_by_seed() -> None:
    one, other = (bodywork(90, 60, np.random.default_rng(seed)) for seed in (1, 2))
    assert one.shape == (60, 90, 3)
    assert (one != other).any()
