"""How the networks are trained. PyTorch is not installed with the product: use the environment of `make train`.

.venv-train/bin/python -m pip install pytest
.venv-train/bin/python -m pytest tests/training -c /dev/null --noconftest
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make train` makes an environment with it")

from plainview.recognition.synthesis.lessons.composites import Scene, Target  # noqa: E402 - after the skip
from plainview.recognition.training.detector_network import STRIDE, DetectorNetwork  # noqa: E402 - the same
from plainview.recognition.training.detector_task import loss_of, targets  # noqa: E402 - the same
from plainview.recognition.training.export import write_detector  # noqa: E402 - the same
from plainview.recognition.training.loop import Plan, between, trained  # noqa: E402 - the same
from plainview.recognition.training.pretrained import RECOGNISER, start_reader  # noqa: E402 - the same
from plainview.recognition.training.quantising import write_quantised  # noqa: E402 - the same
from plainview.recognition.training.reader_network import ReaderNetwork  # noqa: E402 - the same
from plainview.recognition.training.reader_task import ALPHABET, Sample, together  # noqa: E402 - the same
from plainview.recognition.weights import Network, packaged  # noqa: E402 - the same


def scene(*plates: Target) -> Scene:
    return Scene(np.zeros((160, 320, 3), np.uint8), plates)


def target(left: float, top: float, width: float, height: float, *, ignore: bool = False) -> Target:
    x, y = left + width, top + height
    return Target(np.array([[left, top], [x, top], [x, y], [left, y]], np.float32), exact=True, ignore=ignore)


def test_a_plate_is_spoken_for_by_the_cells_at_its_heart_and_those_around_are_not_asked() -> None:
    wanted = targets(scene(target(80, 40, 160, 80)))
    assert wanted[0, 80 // STRIDE, 160 // STRIDE] == 1
    assert wanted[0, 44 // STRIDE, 84 // STRIDE] == -1
    assert wanted[0, 0, 0] == 0
    assert wanted[1:5, 80 // STRIDE, 160 // STRIDE].tolist() == [80, 40, 240, 120]


def test_a_plate_that_is_too_small_is_asked_for_by_no_cell() -> None:
    wanted = targets(scene(target(80, 40, 160, 80, ignore=True)))
    assert not (wanted[0] > 0).any()
    assert (wanted[0] < 0).any()


def test_a_detector_learns_the_one_scene_that_it_is_shown() -> None:
    torch.manual_seed(1)
    network = DetectorNetwork()
    picture = torch.rand(1, 3, 160, 320)
    wanted = torch.from_numpy(targets(scene(target(80, 40, 160, 80))))[None]
    optimizer = torch.optim.Adam(network.parameters(), 3e-3)
    losses = []
    for _ in range(30):
        loss = loss_of(network(picture), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] * 0.8


def test_the_reader_starts_as_the_network_that_it_comes_from() -> None:
    reader = ReaderNetwork(1 + len(ALPHABET)).eval()
    start_reader(reader, ALPHABET)
    theirs = Network(packaged("rapidocr", RECOGNISER), threads=1)
    known = theirs.note("character").splitlines()
    rows = [0, *(1 + known.index(character) for character in ALPHABET)]
    picture = np.random.default_rng(1).uniform(-1, 1, (1, 3, 48, 160)).astype(np.float32)
    chances = theirs(picture)[0][:, rows]
    with torch.no_grad():
        ours = reader(torch.from_numpy(picture)).softmax(-1)[0].numpy()
    assert np.allclose(ours, chances / chances.sum(axis=1, keepdims=True), atol=1e-4)


def test_samples_become_pictures_and_classes_in_a_row() -> None:
    pictures, classes, lengths = together([Sample(np.zeros((48, 160, 3), np.uint8), text) for text in ("0A", "", "z")])
    assert pictures.shape == (3, 3, 48, 160)
    assert classes.tolist() == [1, 37, 36]
    assert lengths.tolist() == [2, 0, 1]


class Line:
    """The smallest task: a straight line."""

    def __init__(self) -> None:
        torch.manual_seed(3)
        self.network = torch.nn.Linear(1, 1)
        self.asked: list[int] = []

    def batches(self, first_step: int) -> Iterator[object]:
        self.asked.append(first_step)
        while True:
            yield torch.linspace(-1, 1, 8)[:, None]

    def loss(self, batch: object) -> object:
        return torch.nn.functional.mse_loss(self.network(batch), 3 * batch)  # type: ignore[operator]


def test_training_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    trained(Line(), Plan(steps=20, rate=0.05, warm=1), tmp_path)  # type: ignore[arg-type]
    longer = Line()
    trained(longer, Plan(steps=30, rate=0.05, warm=1), tmp_path)  # type: ignore[arg-type]
    assert longer.asked == [20]
    done = Line()
    trained(done, Plan(steps=30, rate=0.05, warm=1), tmp_path)  # type: ignore[arg-type]
    assert done.asked == []


def test_between_two_networks_lie_both_ends() -> None:
    one, other = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    assert torch.equal(between(one, other, 0).weight, one.weight)
    assert torch.equal(between(one, other, 1).weight, other.weight)
    assert torch.allclose(between(one, other, 0.5).weight, (one.weight + other.weight) / 2)


@pytest.fixture(scope="module")
def floating(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A detector in floating point whose layers answer with numbers of their own, untrained."""
    torch.manual_seed(5)
    network = DetectorNetwork()
    torch.nn.init.normal_(network.answer.weight, std=0.3)
    path = tmp_path_factory.mktemp("networks") / "detector.onnx"
    write_detector(network, path, {"version": "20260101-abcdef01", "licence": "Apache-2.0"})
    return path


def pictures(count: int) -> list[np.ndarray]:
    rng = np.random.default_rng(2)
    return [rng.uniform(-1, 1, (1, 3, 96, 192)).astype(np.float32) for _ in range(count)]


@pytest.mark.parametrize("gelu", [True, False])
def test_in_8_bits_a_network_answers_nearly_the_same(floating: Path, tmp_path: Path, *, gelu: bool) -> None:
    *shown, other = pictures(7)
    write_quantised(floating, tmp_path / "afar.onnx", shown, gelu=gelu)
    exact, near = Network(floating, threads=1)(other), Network(tmp_path / "afar.onnx", threads=1)(other)
    away = np.abs(near - exact).mean(axis=(0, 2, 3))
    assert (away > 0).all()
    assert (away < 0.25 * exact.std(axis=(0, 2, 3))).mean() > 0.8
    assert (tmp_path / "afar.onnx").stat().st_size < 0.7 * floating.stat().st_size


def test_a_network_in_8_bits_says_what_it_was_made_from_and_is_the_same_each_time(
    floating: Path, tmp_path: Path
) -> None:
    for name in ("one", "other"):
        write_quantised(floating, tmp_path / name, pictures(3), gelu=True)
    one, other = (Network(tmp_path / name, threads=1) for name in ("one", "other"))
    assert one.note("made from") == "20260101-abcdef01"
    assert one.note("version").startswith("20260101-")
    assert one.note("version") == other.note("version") != one.note("made from")
    assert one.note("licence") == "Apache-2.0"
