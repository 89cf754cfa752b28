"""A test on paper: which questions are drawn, in which order, and how they are marked. Pure."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from plainview.training.course import Question, Topic


@dataclass(frozen=True)
class Drawn:
    """A question on a paper: its id, and the numbers of its answers in the order in which they are offered."""

    question: str
    order: tuple[int, ...]


@dataclass(frozen=True)
class Marked:
    """The result of a paper. `right` holds the ids of the questions that were answered rightly."""

    right: tuple[str, ...]
    of: int
    passed: bool

    @property
    def percent(self) -> int:
        """Of a hundred, rounded down."""
        return len(self.right) * 100 // self.of


def draw(topic: Topic, *, count: int, seed: int) -> tuple[Drawn, ...]:
    """Draw so many questions. The same seed draws the same paper, as long as the topic's questions are the same."""
    chance = random.Random(seed)  # noqa: S311 - a draw that can be repeated is wanted; the seed itself is secret
    return tuple(
        Drawn(each.id, tuple(chance.sample(range(len(each.answers)), len(each.answers))))
        for each in chance.sample(topic.questions, count)
    )


def is_right(question: Question, chosen: Collection[int]) -> bool:
    """Whether exactly the right answers were chosen, by their numbers."""
    return set(chosen) == set(range(len(question.right)))


def mark(topic: Topic, drawn: Sequence[Drawn], chosen: Mapping[str, Collection[int]]) -> Marked:
    """Mark a paper. A question without an answer is wrong.

    Raises:
        KeyError: a drawn question is no longer in the topic.
    """
    right = tuple(
        each.question for each in drawn if is_right(topic.question(each.question), chosen.get(each.question, ()))
    )
    return Marked(right, len(drawn), len(right) * 100 >= topic.pass_percent * len(drawn))
