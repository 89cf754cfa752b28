import numpy as np
import pytest

from plainview.recognition.detect import PlateFinder, from_afar, reduced

AFAR = (256, 144)
"""Width and height at which the network is shown the whole picture."""


class Answering:
    """A network that answers with plates of its own world, whatever part of the picture it is shown.

    `plates` holds score, box (left, top, right, bottom in pixels of the picture) and corners in parts of the box.
    """

    def __init__(self, *plates: tuple[float, tuple[float, float, float, float], tuple[float, ...]]) -> None:
        self.plates = plates
        self.shown: list[tuple[int, int]] = []

    def __call__(self, pixels: np.ndarray) -> np.ndarray:
        height, width = pixels.shape[2:]
        self.shown.append((width, height))
        answer = np.zeros((1, 13, height // 8, width // 8), np.float32)
        answer[:, 0] = -9
        # The picture's own brightness says which part of it this is: red grows to the right, green downward.
        red, green = pixels[0, 2] * 0.5 + 0.5, pixels[0, 1] * 0.5 + 0.5
        across = np.interp(np.arange(width) + 0.5, [0.5, width - 0.5], [red[:, 0].mean(), red[:, -1].mean()]) * 1024
        down = np.interp(np.arange(height) + 0.5, [0.5, height - 0.5], [green[0].mean(), green[-1].mean()]) * 576
        for score, (left, top, right, bottom), corners in self.plates:
            x, y = (left + right) / 2, (top + bottom) / 2
            if not (across[0] < x < across[-1] and down[0] < y < down[-1]):
                continue
            column, row = int(np.abs(across - x).argmin() // 8), int(np.abs(down - y).argmin() // 8)
            finer, lower = (across[-1] - across[0]) / (width - 1), (down[-1] - down[0]) / (height - 1)
            middle = (across[0] + (column * 8 + 3.5) * finer, down[0] + (row * 8 + 3.5) * lower)
            away = np.array([middle[0] - left, middle[1] - top, right - middle[0], bottom - middle[1]])
            away /= np.array([finer, lower, finer, lower]) * 8
            answer[0, :, row, column] = [np.log(score / (1 - score)), *np.log(away), *corners]
        return answer


def finder(network: Answering) -> PlateFinder:
    return PlateFinder(network, long_side=AFAR[0])  # type: ignore[arg-type]


def picture() -> np.ndarray:
    """1024 x 576 pixels; each says where it stands."""
    across, down = np.meshgrid(np.linspace(0, 255, 1024), np.linspace(0, 255, 576))
    return np.stack([np.zeros_like(across), down, across], axis=2).round().astype(np.uint8)


BOX = (420, 260, 620, 360)
LEVEL = (0.0,) * 8


def test_a_plate_is_seen_from_afar_and_then_measured_from_near() -> None:
    network = Answering((0.9, BOX, LEVEL))
    (found,) = finder(network).find(picture())
    assert network.shown[0] == AFAR
    assert len(network.shown) == 2
    assert network.shown[1][0] <= 192
    assert found.score == pytest.approx(0.9)
    assert found.box == pytest.approx((420, 260, 200, 100), abs=8)


def test_the_look_from_afar_may_be_another_networks() -> None:
    near, afar = Answering((0.9, BOX, LEVEL)), Answering((0.5, BOX, LEVEL))
    (found,) = PlateFinder(near, afar=afar, long_side=AFAR[0]).find(picture())  # type: ignore[arg-type]
    assert afar.shown == [AFAR]
    assert len(near.shown) == 1
    assert found.score == pytest.approx(0.7)


def test_what_the_network_is_shown_first_is_the_whole_picture_at_its_long_side() -> None:
    network = Answering()
    finder(network).find(picture())
    assert from_afar(picture(), AFAR[0]).shape[1::-1] == network.shown[0]


def test_corners_stand_off_the_box_by_parts_of_its_size() -> None:
    (found,) = finder(Answering((0.9, BOX, (0.1, 0.2, 0, 0, 0, 0, 0, 0)))).find(picture())
    assert found.corners[0].tolist() == pytest.approx([440, 280], abs=8)
    assert found.corners[2].tolist() == pytest.approx([620, 360], abs=8)


def test_of_answers_that_overlap_the_surest_is_kept() -> None:
    (found,) = finder(Answering((0.8, BOX, LEVEL), (0.9, (450, 262, 650, 362), LEVEL))).find(picture())
    assert found.score == pytest.approx(0.9)


def test_plates_that_stand_apart_are_all_found_the_surest_first() -> None:
    network = Answering((0.6, (100, 80, 240, 150), LEVEL), (0.8, (700, 400, 860, 480), LEVEL))
    assert [round(found.score, 2) for found in finder(network).find(picture())] == [0.8, 0.6]


def test_what_is_unsure_from_afar_is_not_looked_at_from_near() -> None:
    network = Answering((0.1, BOX, LEVEL))
    assert finder(network).find(picture()) == ()
    assert len(network.shown) == 1


def test_what_is_unsure_from_near_is_no_plate() -> None:
    assert finder(Answering((0.3, BOX, LEVEL))).find(picture()) == ()


def test_a_box_ends_where_the_picture_ends() -> None:
    (found,) = finder(Answering((0.9, (-60, 200, 140, 300), LEVEL))).find(picture())
    assert found.box[0] == 0
    assert found.box[2] == pytest.approx(140, abs=8)


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (37, 51), (1080, 1920)])
def test_any_picture_is_brought_to_whole_strides(shape: tuple[int, int]) -> None:
    network = Answering()
    finder(network).find(np.zeros((*shape, 3), np.uint8))
    (size,) = network.shown
    assert max(size) == AFAR[0]
    assert size[0] % 16 == size[1] % 16 == 0


def test_reducing_keeps_the_brightness() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1080, 1920, 3), np.uint8)
    small = reduced(noise, 256, 144)
    assert small.shape == (144, 256, 3)
    assert small.mean() == pytest.approx(noise.mean(), abs=1)
