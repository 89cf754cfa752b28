"""Packs bound together: which value holds on a day, and what changes on one. The strictest of all in force wins."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from plainview.policy.clauses import H_5, A, Clause
from plainview.policy.enforcement import enforces
from plainview.policy.packing import Pack, Stated
from plainview.policy.rules import Rule
from plainview.policy.values import Value


class Loosening(Exception):
    """An agency's pack permits what another forbids. It is refused whole (H.5)."""

    def __init__(self, pack: str, field: str, clause: Clause, words: str) -> None:
        self.clause = clause
        super().__init__(
            f"{pack}, {field}: {words} ({clause.id}). An agency's pack may tighten a rule, never loosen it."
        )


@dataclass(frozen=True)
class InForce:
    """A rule's value on a day, and every statement that makes it what it is, the deciding one last."""

    rule: Rule
    value: Value
    stated: tuple[Stated, ...]

    @property
    def deciding(self) -> Stated:
        return self.stated[-1]


@dataclass(frozen=True)
class Change:
    """What a day brings: a rule that begins, or that becomes stricter."""

    rule: Rule
    before: InForce | None
    after: InForce


class Book:
    """The packs that an instance runs: those of the state, in order, and over them the agency's own.

    Raises:
        Loosening: one of the agency's own is looser than what binds on the day it takes effect.
    """

    def __init__(self, packs: tuple[Pack, ...], own: tuple[Pack, ...] = ()) -> None:
        self.packs = packs
        self.own = own
        for number, pack in enumerate(own):
            _only_tightens(pack, Book((*packs, *own[:number])))

    @property
    def all(self) -> tuple[Pack, ...]:
        return (*self.packs, *self.own)

    def in_force(self, on: date) -> tuple[Pack, ...]:
        """The packs that bind on a day."""
        return tuple(pack for pack in self.all if pack.effective <= on)

    def version(self, on: date) -> str:
        """The packs that bind on a day in one line, as the log keeps it."""
        return "+".join(map(str, self.in_force(on)))

    @enforces(A)
    def ask(self, rule: Rule, on: date) -> InForce | None:
        """What holds on a day; None where no pack says anything."""
        stated = [pack.rules[rule] for pack in self.in_force(on) if rule in pack.rules]
        if not stated:
            return None
        value, deciding = stated[0].value, [stated[0]]
        for each in stated[1:]:
            together = value.with_(each.value)
            if together != value:  # a later pack that repeats what held already does not decide
                value, deciding = together, [*deciding, each]
        return InForce(rule, value, tuple(deciding))

    def rules(self, on: date) -> tuple[InForce, ...]:
        """Every rule about which something holds on a day, in alphabetical order."""
        return tuple(held for rule in Rule if (held := self.ask(rule, on)) is not None)

    def changes(self, on: date) -> tuple[Change, ...]:
        """What is different on a day from the day before."""
        found = ((rule, self.ask(rule, on - timedelta(days=1)), self.ask(rule, on)) for rule in Rule)
        return tuple(
            Change(rule, before, after)
            for rule, before, after in found
            if after is not None and (before is None or after.value != before.value)
        )

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Every day on which a pack takes effect, in order."""
        return tuple(sorted({pack.effective for pack in self.all}))

    def ahead(self, after: date) -> tuple[date, ...]:
        """The days to come on which a pack takes effect."""
        return tuple(day for day in self.days if day > after)


@enforces(H_5)
def _only_tightens(pack: Pack, base: Book) -> None:
    for stated in pack.rules.values():
        binding = base.ask(stated.rule, pack.effective)
        if binding is not None and stated.value.loosens(binding.value):
            words = f"{stated.value} is looser than {binding.value} of {binding.deciding.pack}"
            raise Loosening(pack.name, f"rules.{stated.rule}", binding.deciding.clause, words)
    if lenient := pack.wording.lenient():
        raise Loosening(pack.name, lenient, H_5, "makes the screen pass over words")
