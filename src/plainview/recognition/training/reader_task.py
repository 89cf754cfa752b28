"""The reader's training: rendered plates, cut out as a detector would, read as characters in their order."""

import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from plainview.recognition.engine import Image
from plainview.recognition.rectify import CHARACTERS, WORDS, straightened
from plainview.recognition.synthesis.lessons.crops import Crop, crop, detected
from plainview.recognition.synthesis.plates.specimens import specimen
from plainview.recognition.training.loop import in_half_precision
from plainview.recognition.training.reader_network import ReaderNetwork

ALPHABET: Final = string.digits + string.ascii_letters
"""Small letters are read in the words of a plate; among its characters they count as capitals."""
_CLASS: Final = {character: place for place, character in enumerate(ALPHABET, start=1)}
_WORDS_SHARE: Final = 0.18
"""Of the samples show the line of the state's name or of the slogan instead of the characters."""
_WORDS_FROM: Final = 100.0  # pixels of a plate's width
_LEANING: Final = 0.04  # how far the band may slip up or down, in parts of the plate's height


@dataclass(frozen=True)
class Sample:
    """A straightened band (height x width x 3, uint8) and what stands in it."""

    picture: Image
    text: str


class Samples(IterableDataset[Sample]):
    """Samples without end, others for each seed, step and worker."""

    def __init__(self, backdrops: list[Image], seed: int, first_step: int) -> None:
        self._backdrops = backdrops
        self._seed = (seed, first_step)

    def __iter__(self) -> Iterator[Sample]:
        worker = get_worker_info()
        rng = np.random.default_rng([*self._seed, worker.id if worker else 0])
        while True:
            yield sample(rng, self._backdrops)


def sample(rng: np.random.Generator, backdrops: list[Image]) -> Sample:
    """One plate as the reader may meet it."""
    backdrop = patch(rng, backdrops) if backdrops and rng.random() < 0.8 else None  # noqa: PLR2004 - a share
    shown = crop(specimen(rng), rng, backdrop)
    corners = detected(shown.corners, rng)
    wide = float(np.linalg.norm(shown.corners[1] - shown.corners[0]))
    if wide >= _WORDS_FROM and rng.random() < _WORDS_SHARE:
        return _word_sample(rng, shown, corners)
    slip = rng.normal(0, _LEANING, 2)
    band = (CHARACTERS[0] + slip[0], CHARACTERS[1] + slip[1])
    return Sample(straightened(shown.picture, corners, band), shown.text)


def _word_sample(rng: np.random.Generator, shown: Crop, corners: Any) -> Sample:
    place = int(rng.integers(2))
    words = shown.words[place] if place < len(shown.words) else ""
    text = "".join(each for each in words if each in ALPHABET)
    return Sample(straightened(shown.picture, corners, WORDS[place]), text)


def patch(rng: np.random.Generator, backdrops: list[Image]) -> Image:
    """A random piece of a photograph."""
    whole = backdrops[int(rng.integers(len(backdrops)))]
    height, width = whole.shape[:2]
    wide = int(rng.integers(60, min(400, width)))
    tall = min(height, wide)
    left, top = int(rng.integers(0, width - wide + 1)), int(rng.integers(0, height - tall + 1))
    return whole[top : top + tall, left : left + wide]


def together(samples: list[Sample]) -> tuple[Tensor, Tensor, Tensor]:
    """Pictures N x 3 x 48 x 160 (-1 to 1), all characters in a row as classes from 1, and how many each has."""
    pictures = torch.from_numpy(np.stack([each.picture for each in samples]))
    classes = [_CLASS[character] for each in samples for character in each.text]
    lengths = [len(each.text) for each in samples]
    scaled = pictures.permute(0, 3, 1, 2).float() / 127.5 - 1
    return scaled, torch.tensor(classes), torch.tensor(lengths)


class ReaderTask:
    """Reading by connectionist temporal classification; the first layers stay as they came.

    They were trained on real pictures, and rendered ones would teach them the renderer.
    """

    def __init__(self, network: ReaderNetwork, backdrops: list[Image], *, batch: int, workers: int, seed: int) -> None:
        self.network = network
        for part in (network.trunk.stem, network.trunk.stages[0]):
            part.requires_grad_(requires_grad=False)
        self._backdrops = backdrops
        self._batch = batch
        self._workers = workers
        self._seed = seed

    def batches(self, first_step: int) -> Iterable[Any]:
        samples = Samples(self._backdrops, self._seed, first_step)
        return DataLoader(
            samples,
            self._batch,
            num_workers=self._workers,
            collate_fn=together,
            prefetch_factor=4 if self._workers else None,
        )

    def loss(self, batch: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        pictures, classes, lengths = batch
        scores = in_half_precision(self.network, pictures)
        chances = scores.log_softmax(-1).transpose(0, 1).cpu()  # the sum over alignments is small work
        steps = torch.full((len(pictures),), chances.shape[0])
        return functional.ctc_loss(chances, classes, steps, lengths, zero_infinity=True)
