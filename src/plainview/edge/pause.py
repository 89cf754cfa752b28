"""Growing pauses between tries."""

import random
from dataclasses import dataclass


@dataclass
class Pause:
    """A pause that doubles from `first` to `longest` seconds, with jitter so that cameras do not return all at once."""

    first: float
    longest: float
    failures: int = 0

    def next(self) -> float:
        """Seconds to wait now: between half and all of the doubled time."""
        whole: float = min(self.longest, self.first * 2 ** min(self.failures, 30))
        self.failures += 1
        return whole * random.uniform(0.5, 1)  # noqa: S311 - jitter needs no secrecy

    def reset(self) -> None:
        self.failures = 0
