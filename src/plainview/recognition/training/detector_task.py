"""The detector's training: street photographs with real and rendered plates, and much that only looks like one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from plainview.recognition.synthesis.lessons.composites import Canvas, Photograph, Scene, composite
from plainview.recognition.synthesis.lessons.nearby import looks_from_near
from plainview.recognition.synthesis.plates.specimens import Specimen, specimen
from plainview.recognition.training.backbone import Stem
from plainview.recognition.training.detector_network import STRIDE, LeanStem, boxes_of
from plainview.recognition.training.loop import in_half_precision

FAR: Final = Canvas.of((576, 320))
"""The scenes, as a look from afar sees them."""
_LOOKS: Final = 4
"""Looks from near that take the place of one scene in a step."""
_HEART: Final = 0.3  # of a plate's width and height around its centre: cells there speak for it
_HEART_LEAST: Final = 5.0  # pixels


@dataclass(frozen=True)
class Lesson:
    """How many scenes a step shows, and each how many-th step shows looks from near instead; 0 for none."""

    scenes: int
    near_each: int = 0


class Lessons(IterableDataset[tuple[Tensor, Tensor]]):
    """Batches without end, others for each seed, step and worker."""

    def __init__(self, photographs: list[Photograph], lesson: Lesson, seed: int, first_step: int) -> None:
        self._photographs = photographs
        self._lesson = lesson
        self._seed = (seed, first_step)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        worker = get_worker_info()
        rng = np.random.default_rng([*self._seed, worker.id if worker else 0])

        def drawn() -> Photograph:
            return self._photographs[int(rng.integers(len(self._photographs)))]

        def plate() -> Specimen:
            return specimen(rng)

        far = (composite(drawn(), plate, rng, FAR, beside=drawn) for _ in count())
        near = (look for _ in count() for look in looks_from_near(drawn(), plate, rng, drawn))
        for step in count(1):
            if self._lesson.near_each and step % self._lesson.near_each == 0:
                yield together(list(islice(near, _LOOKS * self._lesson.scenes)))
            else:
                yield together(list(islice(far, self._lesson.scenes)))


def targets(scene: Scene) -> np.ndarray[Any, np.dtype[np.float32]]:
    """What each cell should say: 14 x rows x columns, float32.

    Channel 0 is 1 where the cell speaks for a plate, 0 where it shows none, -1 where it is not asked. Channels 1 to 4
    are the box (left, top, right, bottom in pixels), 5 to 12 the corners, 13 whether the corners are known.
    """
    height, width = scene.picture.shape[:2]
    rows, columns = height // STRIDE, width // STRIDE
    wanted = np.zeros((14, rows, columns), np.float32)
    across = ((np.arange(columns) + 0.5) * STRIDE)[None]
    down = ((np.arange(rows) + 0.5) * STRIDE)[:, None]
    for plate in sorted(scene.plates, key=lambda plate: plate.ignore, reverse=True):
        (left, top), (right, bottom) = plate.corners.min(axis=0), plate.corners.max(axis=0)
        inside = (across > left) & (across < right) & (down > top) & (down < bottom)
        wanted[0][inside & (wanted[0] == 0)] = -1
        if plate.ignore:
            continue
        x, y = (left + right) / 2, (top + bottom) / 2
        near = (np.abs(across - x) <= max(_HEART * (right - left), _HEART_LEAST)) & (
            np.abs(down - y) <= max(_HEART * (bottom - top), _HEART_LEAST)
        )
        wanted[0][near] = 1
        wanted[1:5, near] = np.array([left, top, right, bottom], np.float32)[:, None]
        wanted[5:13, near] = plate.corners.reshape(8)[:, None]
        wanted[13, near] = plate.exact
    return wanted


def together(scenes: Sequence[Scene]) -> tuple[Tensor, Tensor]:
    """Pictures N x 3 x height x width (-1 to 1) and their targets."""
    pictures = torch.from_numpy(np.stack([each.picture for each in scenes])).permute(0, 3, 1, 2).float() / 127.5 - 1
    return pictures, torch.from_numpy(np.stack([targets(each) for each in scenes]))


class StemTask:
    """The lean stem learns to answer as the stem that it stands in for."""

    def __init__(self, lean: LeanStem, whole: Stem, task: "DetectorTask") -> None:
        self.network = lean
        self._whole = whole
        self._task = task

    def batches(self, first_step: int) -> Iterable[Any]:
        return self._task.batches(first_step)

    def loss(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        pictures = batch[0].to(next(self._whole.parameters()).device)
        with torch.no_grad():
            wanted = self._whole(pictures)
        return functional.mse_loss(self.network(pictures), wanted)


class DetectorTask:
    """Finding plates: scores by their overlap, boxes by theirs, corners by their distance."""

    def __init__(
        self, network: nn.Module, photographs: list[Photograph], lesson: Lesson, *, workers: int, seed: int
    ) -> None:
        self.network = network
        self._photographs = photographs
        self._lesson = lesson
        self._workers = workers
        self._seed = seed

    def batches(self, first_step: int) -> Iterable[Any]:
        lessons = Lessons(self._photographs, self._lesson, self._seed, first_step)
        return DataLoader(
            lessons,
            batch_size=None,  # they come as batches
            num_workers=self._workers,
            prefetch_factor=4 if self._workers else None,
        )

    def loss(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        pictures, wanted = batch
        answer = in_half_precision(self.network, pictures)
        return loss_of(answer, wanted.to(answer.device))


def loss_of(answer: Tensor, wanted: Tensor) -> Tensor:
    """The sum of what scores, boxes and corners lack, for one plate's cell on average."""
    speaks, asked = wanted[:, 0] > 0, wanted[:, 0] >= 0
    count = speaks.sum().clamp(min=1)
    boxes = boxes_of(answer).permute(0, 2, 3, 1)[speaks]
    goal = wanted[:, 1:5].permute(0, 2, 3, 1)[speaks]
    alike, apart = _overlap(boxes, goal)
    quality = torch.zeros_like(answer[:, 0])
    quality[speaks] = alike.detach().clamp(0, 1)
    score = answer[:, 0]
    # Cells that are right already weigh little (focal loss on the overlap as a soft label).
    weight = (quality - score.sigmoid()).abs().pow(2)
    scores = (functional.binary_cross_entropy_with_logits(score, quality, reduction="none") * weight)[asked].sum()
    corners = _corners(answer.permute(0, 2, 3, 1)[speaks][:, 5:13], goal, wanted.permute(0, 2, 3, 1)[speaks])
    return (2 * scores + 2 * apart.sum() + corners) / count


def _overlap(boxes: Tensor, goal: Tensor) -> tuple[Tensor, Tensor]:
    """How much of both is common to both (0 to 1), and a loss that also pulls boxes together that do not meet."""
    low, high = torch.maximum(boxes[:, :2], goal[:, :2]), torch.minimum(boxes[:, 2:], goal[:, 2:])
    both = (high - low).clamp(min=0).prod(1)
    either = (boxes[:, 2:] - boxes[:, :2]).prod(1) + (goal[:, 2:] - goal[:, :2]).prod(1) - both
    around = torch.maximum(boxes[:, 2:], goal[:, 2:]) - torch.minimum(boxes[:, :2], goal[:, :2])
    alike = both / either.clamp(min=1e-6)
    return alike, 1 - alike + (around.prod(1) - either) / around.prod(1).clamp(min=1e-6)


def _corners(said: Tensor, goal: Tensor, wanted: Tensor) -> Tensor:
    """Corners against the labelled box: learned by themselves, they do not wait for a good box."""
    known = wanted[:, 13] > 0
    if not bool(known.any()):
        return said.sum() * 0
    size = (goal[:, 2:] - goal[:, :2])[known].clamp(min=1)
    box = goal[known][:, [0, 1, 2, 1, 2, 3, 0, 3]]
    away = (wanted[known][:, 5:13] - box) / size.repeat(1, 4)
    return functional.smooth_l1_loss(said[known], away, beta=0.05, reduction="sum")
