"""The trunk that detector and reader share: the convolutions of PP-OCRv6, built so that its weights can be taken over.

The layers, their order and their sizes follow the networks in the wheel `rapidocr` (Apache-2.0, PaddleOCR authors),
whose normalisations are folded into the convolutions. Everything is N x channels x height x width, float32.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Stage:
    """`blocks` blocks of `channels` channels, of which each second one has attention, `attentive` at most.

    All but the first stage begin with a halving by `stride` (down, across).
    """

    channels: int
    blocks: int
    stride: tuple[int, int] = (2, 2)
    attentive: int = 9


class Stem(nn.Module):
    """Three channels to `wide`, at a quarter of the height and width."""

    def __init__(self, narrow: int, wide: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, narrow, 3, 2, 1)
        self.left = nn.Conv2d(narrow, narrow // 2, 2)
        self.right = nn.Conv2d(narrow // 2, narrow, 2)
        self.joined = nn.Conv2d(2 * narrow, narrow, 3, 2, 1)
        self.last = nn.Conv2d(narrow, wide, 1)

    def forward(self, picture: Tensor) -> Tensor:
        seen = functional.relu(self.first(picture))
        padded = functional.pad(seen, (0, 1, 0, 1))
        branch = functional.relu(self.left(padded))
        branch = functional.relu(self.right(functional.pad(branch, (0, 1, 0, 1))))
        both = torch.cat([functional.max_pool2d(padded, 2, 1), branch], 1)
        return functional.relu(self.last(functional.relu(self.joined(both))))


class Attention(nn.Module):
    """Weighs the channels by what the whole picture shows (squeeze and excitation)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(channels, channels // 4, 1)
        self.up = nn.Conv2d(channels // 4, channels, 1)

    def forward(self, seen: Tensor) -> Tensor:
        weights = self.up(functional.relu(self.down(seen.mean((2, 3), keepdim=True))))
        return seen * functional.hardsigmoid(weights)


class Block(nn.Module):
    """A look around each place, then a mixture of its channels that is added to it."""

    def __init__(self, channels: int, *, attention: bool) -> None:
        super().__init__()
        self.around = nn.Conv2d(channels, channels, 3, 1, 1, groups=channels)
        self.attention = Attention(channels) if attention else nn.Identity()
        self.widen = nn.Conv2d(channels, 2 * channels, 1)
        self.narrow = nn.Conv2d(2 * channels, channels, 1)

    def forward(self, seen: Tensor) -> Tensor:
        near = self.attention(self.around(seen))
        return near + self.narrow(functional.gelu(self.widen(near)))


class Halving(nn.Module):
    """From one stage to the next, smaller by `stride`."""

    def __init__(self, channels: int, wider: int, stride: tuple[int, int]) -> None:
        super().__init__()
        self.around = nn.Conv2d(channels, channels, 3, stride, 1, groups=channels)
        self.widen = nn.Conv2d(channels, 2 * channels, 1)
        self.mix = nn.Conv2d(2 * channels, wider, 1)

    def forward(self, seen: Tensor) -> Tensor:
        return self.mix(functional.gelu(self.widen(self.around(seen))))


class Trunk(nn.Module):
    """Stem and stages; answers with what each stage saw, the finest first."""

    def __init__(self, narrow: int, stages: Sequence[Stage]) -> None:
        super().__init__()
        self.stem = Stem(narrow, stages[0].channels)
        self.stages = nn.ModuleList()
        before: Stage | None = None
        for stage in stages:
            parts: list[nn.Module] = []
            if before is not None:
                parts.append(Halving(before.channels, stage.channels, stage.stride))
            parts += [
                Block(stage.channels, attention=place % 2 == 0 and place // 2 < stage.attentive)
                for place in range(stage.blocks)
            ]
            self.stages.append(nn.Sequential(*parts))
            before = stage

    def forward(self, picture: Tensor) -> list[Tensor]:
        seen = self.stem(picture)
        levels = []
        for stage in self.stages:
            seen = stage(seen)
            levels.append(seen)
        return levels
