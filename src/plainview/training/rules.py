"""When a certificate counts and when it has lapsed. Pure: dates in, lapses out.

A certificate counts from the day on which it was earned until the first of four days: the one after its own last day,
the one on which the policy's longest period is over, the one from which a newer version of the topic is required, and
the one on which a change of law takes effect that it was earned too early for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from plainview.policy import clauses
from plainview.policy.clauses import Clause
from plainview.policy.decisions import ALLOWED, Decision, Refused
from plainview.policy.enforcement import enforces

_ONE_DAY = timedelta(days=1)


class Cause(StrEnum):
    """Why a topic is not on record, or will no longer be."""

    NEVER = "never"
    EXPIRY = "expiry"
    EDITION = "edition"
    LAW = "law"

    @property
    def clause(self) -> Clause:
        """What stands behind it: training before access, complete training, or changes that the course must follow."""
        return {Cause.NEVER: clauses.L, Cause.EXPIRY: clauses.D_4}.get(self, clauses.L_11)


@dataclass(frozen=True)
class Held:
    """A certificate as the rules see it. `until` is its own last day."""

    topic: str
    version: int
    earned_on: date
    until: date


@dataclass(frozen=True)
class Edition:
    """From this day on, at least this version of the topic is required."""

    version: int
    required_from: date


@dataclass(frozen=True)
class ChangeOfLaw:
    """From `effective` on, only a certificate that was earned on or after `counts_from` counts."""

    name: str
    effective: date
    counts_from: date


@dataclass(frozen=True)
class Required:
    """What must be on record of one topic. `longest` is the longest time for which any certificate counts."""

    topic: str
    editions: tuple[Edition, ...]
    laws: tuple[ChangeOfLaw, ...]
    longest: timedelta


@dataclass(frozen=True)
class End:
    """The first day on which a certificate no longer counts, and why. `law` is the name of a change of law."""

    on: date
    cause: Cause
    law: str = ""


@dataclass(frozen=True)
class Lapse:
    """A topic without a certificate that counts. `since` is None where there never was one."""

    topic: str
    cause: Cause
    since: date | None
    law: str = ""


@dataclass(frozen=True)
class State:
    """How one person stands in one topic on a day. One of `lapse` and `ends` is set."""

    topic: str
    lapse: Lapse | None
    held: Held | None
    ends: End | None


def end_of(certificate: Held, required: Required) -> End:
    """When a certificate stops to count."""
    ends = [
        End(certificate.until + _ONE_DAY, Cause.EXPIRY),
        End(certificate.earned_on + required.longest + _ONE_DAY, Cause.EXPIRY),
        *(End(each.required_from, Cause.EDITION) for each in required.editions if each.version > certificate.version),
        *(
            End(each.effective, Cause.LAW, each.name)
            for each in required.laws
            if certificate.earned_on < each.counts_from
        ),
    ]
    first = min(ends, key=lambda each: each.on)
    # One that was outdated when it was earned never counted: it ends as it begins.
    return End(max(first.on, certificate.earned_on), first.cause, first.law)


def states(certificates: Iterable[Held], required: Sequence[Required], on: date) -> tuple[State, ...]:
    """How somebody with these certificates stands in each required topic on a day.

    Certificates of later days and of other topics are passed over.
    """
    by_topic: dict[str, list[Held]] = {}
    for each in certificates:
        if each.earned_on <= on:
            by_topic.setdefault(each.topic, []).append(each)
    return tuple(_state(by_topic.get(each.topic, []), each, on) for each in required)


def _state(certificates: list[Held], required: Required, on: date) -> State:
    if not certificates:
        return State(required.topic, Lapse(required.topic, Cause.NEVER, None), None, None)
    ended = [(end_of(each, required), each) for each in certificates]
    end, held = max(ended, key=lambda pair: (pair[0].on, pair[1].earned_on))
    if end.on > on:
        return State(required.topic, None, held, end)
    return State(required.topic, Lapse(required.topic, end.cause, end.on, end.law), held, None)


@enforces(clauses.L, clauses.D_4)
def lapses(certificates: Iterable[Held], required: Sequence[Required], on: date) -> tuple[Lapse, ...]:
    """The topics in which somebody with these certificates is not trained on a day, in the course's order."""
    return tuple(each.lapse for each in states(certificates, required, on) if each.lapse is not None)


@enforces(clauses.L, clauses.D_2, clauses.D_4)
def access(missing: Sequence[Lapse]) -> Decision:
    """Whether somebody with these lapses may pass the gate."""
    if not missing:
        return ALLOWED
    never = [each for each in missing if each.cause is Cause.NEVER]
    if never:
        topics = ", ".join(each.topic for each in never)
        return Refused(clauses.L, f"training comes before access, and there is no certificate of {topics}", _REMEDY)
    topics = ", ".join(each.topic for each in missing)
    return Refused(clauses.D_4, f"the training has lapsed in {topics}", _REMEDY)


_REMEDY = "Open Training, read the topic and pass its test. Access comes back with the next page."
