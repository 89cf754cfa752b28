"""The reader's network: a straightened plate in, chances of each character at each step out."""

from typing import Final

from torch import Tensor, nn
from torch.nn import functional

from plainview.recognition.training.backbone import Stage, Trunk

STAGES: Final = (Stage(96, 3, attentive=1), Stage(192, 6, (2, 1)), Stage(384, 2, (2, 1)))
NARROW: Final = 48
WIDTH: Final = 120
"""Channels of a step."""
_HEADS: Final = 8


class Mixer(nn.Module):
    """One step looks at all others (a transformer layer, normalised before each half)."""

    def __init__(self) -> None:
        super().__init__()
        self.before = nn.LayerNorm(WIDTH)
        self.asked = nn.Linear(WIDTH, 3 * WIDTH)
        self.answered = nn.Linear(WIDTH, WIDTH)
        self.between = nn.LayerNorm(WIDTH)
        self.widen = nn.Linear(WIDTH, 2 * WIDTH)
        self.narrow = nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, steps: Tensor) -> Tensor:
        count, length, _ = steps.shape
        asked = self.asked(self.before(steps)).reshape(count, length, 3, _HEADS, WIDTH // _HEADS)
        query, key, value = asked.permute(2, 0, 3, 1, 4).unbind(0)
        weights = ((query * (WIDTH // _HEADS) ** -0.5) @ key.transpose(-2, -1)).softmax(-1)
        seen = (weights @ value).transpose(1, 2).reshape(count, length, WIDTH)
        steps = steps + self.answered(seen)
        return steps + self.narrow(functional.silu(self.widen(self.between(steps))))


class ReaderNetwork(nn.Module):
    """N x 3 x 48 x width in (-1 to 1), N x width / 8 x classes out: scores before the softmax, class 0 is "nothing"."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.trunk = Trunk(NARROW, STAGES)
        self.straight = nn.Conv2d(STAGES[-1].channels, WIDTH, 1)
        self.turned = nn.Conv2d(STAGES[-1].channels, WIDTH, 1)
        self.along = nn.Conv2d(WIDTH, WIDTH, (1, 7), padding=(0, 3), groups=WIDTH)
        self.mixers = nn.Sequential(Mixer(), Mixer())
        self.after = nn.LayerNorm(WIDTH, eps=1e-6)
        self.classes = nn.Linear(WIDTH, classes)

    def forward(self, picture: Tensor) -> Tensor:
        seen = functional.avg_pool2d(self.trunk(picture)[-1], (3, 2))
        straight = functional.silu(self.straight(seen))
        turned = functional.silu(self.turned(seen))
        turned = turned + functional.silu(self.along(turned))
        steps = self.after(self.mixers(turned.squeeze(2).transpose(1, 2)))
        return self.classes(steps + straight.squeeze(2).transpose(1, 2))
