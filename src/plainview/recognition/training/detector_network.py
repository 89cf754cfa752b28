"""The detector's network: a picture in, and for each eighth pixel whether a plate stands there, its box and corners."""

import math
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from plainview.recognition.training.backbone import Block, Stage, Trunk

STAGES: Final = (Stage(48, 2), Stage(96, 2), Stage(192, 4))
NARROW: Final = 24
STRIDE: Final = 8
"""Pixels of a cell."""
_WIDTH: Final = 64
_RARE: Final = 0.005  # share of the cells that show a plate, which the scores start from


class LeanStem(nn.Module):
    """A stem without the side branch, a quarter of the detector's time; it learns to answer as the whole."""

    def __init__(self, narrow: int, wide: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, narrow, 3, 2, 1)
        self.joined = nn.Conv2d(narrow, narrow, 3, 2, 1)
        self.last = nn.Conv2d(narrow, wide, 1)

    def forward(self, picture: Tensor) -> Tensor:
        seen = functional.relu(self.joined(functional.relu(self.first(picture))))
        return functional.relu(self.last(seen))


class DetectorNetwork(nn.Module):
    """N x 3 x height x width (-1 to 1; multiples of 16) in, N x 13 x height / 8 x width / 8 out.

    Channel 0 is the score before the sigmoid. Channels 1 to 4 are the logarithms of the distances from the cell's
    centre to the box's left, top, right and bottom, in cells. Channels 5 to 12 say how far the plate's corners (top
    left, top right, bottom right, bottom left; x and y) lie from the box's, in parts of its width and height.
    """

    def __init__(self) -> None:
        super().__init__()
        self.trunk = Trunk(NARROW, STAGES)
        self.fine = nn.Conv2d(STAGES[1].channels, _WIDTH, 1)
        self.coarse = nn.Conv2d(STAGES[2].channels, _WIDTH, 1)
        self.mix = nn.Sequential(Block(_WIDTH, attention=False), Block(_WIDTH, attention=False))
        self.answer = nn.Conv2d(_WIDTH, 13, 1)
        nn.init.normal_(self.answer.weight, std=0.01)
        with torch.no_grad():
            self.answer.bias.zero_()
            self.answer.bias[0] = -math.log((1 - _RARE) / _RARE)

    def forward(self, picture: Tensor) -> Tensor:
        _, fine, coarse = self.trunk(picture)
        seen = self.fine(fine) + functional.interpolate(self.coarse(coarse), scale_factor=2.0, mode="nearest")
        return self.answer(self.mix(seen))


def boxes_of(answer: Tensor) -> Tensor:
    """N x 4 x rows x columns: left, top, right, bottom in pixels of the picture."""
    _, _, rows, columns = answer.shape
    across = (torch.arange(columns, dtype=answer.dtype, device=answer.device) + 0.5) * STRIDE
    down = (torch.arange(rows, dtype=answer.dtype, device=answer.device) + 0.5) * STRIDE
    away = answer[:, 1:5].clamp(-4, 4).exp() * STRIDE
    return torch.stack(
        [
            across[None, None] - away[:, 0],
            down[None, :, None] - away[:, 1],
            across[None, None] + away[:, 2],
            down[None, :, None] + away[:, 3],
        ],
        1,
    )
