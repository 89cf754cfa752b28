"""Chance, always drawn from a generator that the caller seeded."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

Option = TypeVar("Option")


def happens(rng: np.random.Generator, share: float) -> bool:
    """True in that share of the cases."""
    return bool(rng.random() < share)


def picked(rng: np.random.Generator, options: Sequence[Option]) -> Option:
    """One of the options, each as likely as the others."""
    return options[int(rng.integers(len(options)))]


def weighted(rng: np.random.Generator, shares: Mapping[Option, float]) -> Option:
    """One of the options, as likely as its share of the sum."""
    weights = np.asarray(list(shares.values()), np.float64)
    return list(shares)[int(rng.choice(len(shares), p=weights / weights.sum()))]


def numbers(*words: str | int) -> list[int]:
    """Words as four numbers to seed a generator with; other words give other numbers."""
    code = hashlib.sha256("\x1f".join(str(word) for word in words).encode()).digest()
    return [int.from_bytes(code[at : at + 4], "big") for at in range(0, 16, 4)]
