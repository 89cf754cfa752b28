"""The loop that every network is trained by: steps, a progress bar, checkpoints, and going on where one stopped.

The weights that are shipped are a moving average over the last steps, which is steadier than the last step itself.
"""

import copy
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn

CHECKPOINT: Final = "checkpoint.pt"
LOG: Final = "log.jsonl"
_CHECKPOINT_EVERY: Final = 200  # steps
_LOG_EVERY: Final = 50
_AVERAGE_OVER: Final = 500  # steps, about
_STEEPEST: Final = 5.0  # longest gradient that is followed


@dataclass(frozen=True)
class Plan:
    """How long and how fast: `rate` is the learning rate after `warm` steps; it falls to nothing along a cosine."""

    steps: int
    rate: float
    warm: int = 200
    decay: float = 0.01


class Task(Protocol):
    """What is trained, on what, and what counts as an error."""

    network: nn.Module

    def batches(self, first_step: int) -> Iterable[Any]:
        """Batches without end; another `first_step` gives other ones."""

    def loss(self, batch: Any) -> Tensor:
        """One number, to be made small."""


def device() -> torch.device:
    """The GPU where there is one, otherwise the processor, which takes some ten times as long."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def in_half_precision(network: nn.Module, pictures: Tensor) -> Tensor:
    """The network's answer in float32, computed in bfloat16, where the network lies."""
    place = next(network.parameters()).device
    pictures = pictures.to(place).contiguous(memory_format=torch.channels_last)
    with torch.autocast(place.type, torch.bfloat16):
        answer: Tensor = network(pictures)
    return answer.float()


def trained(task: Task, plan: Plan, folder: Path) -> nn.Module:
    """Train, or go on where a checkpoint in `folder` stopped; answers with the averaged network."""
    folder.mkdir(parents=True, exist_ok=True)
    state = _State(task.network, plan)
    path = folder / CHECKPOINT
    if path.is_file():
        state.load(torch.load(path, weights_only=True, map_location=device()))
    if state.step >= plan.steps:
        return state.average
    with _progress() as bar:
        shown = bar.add_task(folder.name, total=plan.steps, completed=state.step, loss=float("nan"))
        recent: list[float] = []
        started = time.monotonic()
        for batch in task.batches(state.step):
            recent.append(state.follow(task.loss(batch)))
            bar.update(shown, completed=state.step, loss=sum(recent) / len(recent))
            if state.step % _LOG_EVERY == 0 or state.step == plan.steps:
                line = {"step": state.step, "loss": sum(recent) / len(recent), "s": time.monotonic() - started}
                with (folder / LOG).open("a", encoding="utf-8") as log:
                    log.write(json.dumps(line) + "\n")
                recent.clear()
            if state.step % _CHECKPOINT_EVERY == 0 or state.step == plan.steps:
                _saved(state.saved(), path)
            if state.step == plan.steps:
                return state.average
    raise RuntimeError("the batches ended before the plan did")


def between(start: nn.Module, learned: nn.Module, share: float) -> nn.Module:
    """A network whose weights lie `share` of the way from one to the other.

    Rendered plates teach a network what plates look like, and also what the renderer looks like. On the way between a
    network that was trained on real pictures and one that was then trained on rendered ones lie some that are better
    on real plates than either (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022).
    """
    mixed = copy.deepcopy(learned)
    with torch.no_grad():
        for own, first in zip(mixed.parameters(), start.parameters(), strict=True):
            own.lerp_(first.to(own.device), 1 - share)
    return mixed


class _State:
    """The network, its average, the optimiser and how far they are."""

    def __init__(self, network: nn.Module, plan: Plan) -> None:
        self.step = 0
        self.average = copy.deepcopy(network).eval()
        self._network = network.train()
        self._plan = plan
        learning = [each for each in network.parameters() if each.requires_grad]
        heavy = [each for each in learning if each.ndim > 1]
        light = [each for each in learning if each.ndim <= 1]
        self._optimizer = torch.optim.AdamW(
            [{"params": heavy, "weight_decay": plan.decay}, {"params": light, "weight_decay": 0.0}], lr=plan.rate
        )
        self._rates = torch.optim.lr_scheduler.LambdaLR(self._optimizer, self._share)

    def follow(self, loss: Tensor) -> float:
        """One step down; the loss as a number."""
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self._network.parameters(), _STEEPEST)
        self._optimizer.step()
        self._rates.step()
        self.step += 1
        keep = min(1 - 1 / _AVERAGE_OVER, self.step / (self.step + 10))
        with torch.no_grad():
            for kept, new in zip(self.average.parameters(), self._network.parameters(), strict=True):
                kept.lerp_(new, 1 - keep)
        return float(loss.detach())

    def _share(self, step: int) -> float:
        warm = min(1.0, (step + 1) / self._plan.warm)
        left = torch.cos(torch.tensor(step / self._plan.steps * torch.pi)).item()
        return warm * max(0.01, (1 + left) / 2)

    def saved(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "network": self._network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "rates": self._rates.state_dict(),
        }

    def load(self, saved: dict[str, Any]) -> None:
        self.step = saved["step"]
        self._network.load_state_dict(saved["network"])
        self.average.load_state_dict(saved["average"])
        self._optimizer.load_state_dict(saved["optimizer"])
        self._rates.load_state_dict(saved["rates"])


def _saved(state: dict[str, Any], path: Path) -> None:
    """Write beside and move, so that a crash leaves the last whole checkpoint."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, TextColumn("loss {task.fields[loss]:.4f}"), console=Console(stderr=True))
