"""How a person's training is drawn: each topic with its state in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plainview.policy.clauses import Clause
from plainview.policy.decisions import Refused
from plainview.training import course, queries
from plainview.training.course import Topic
from plainview.training.queries import Standing
from plainview.training.rules import Cause, State
from plainview.web.acting import person

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """A topic as the overview draws it. `mark` is one of good, caution, quiet; `words` say the state."""

    topic: Topic
    state: State
    mark: str
    words: str
    why: str
    soon: bool

    @property
    def due(self) -> bool:
        """Whether access waits for this topic."""
        return self.state.lapse is not None


@dataclass(frozen=True)
class Gap:
    """Topics that are missing for one reason."""

    why: str
    clause: Clause
    titles: tuple[str, ...]
    topics: tuple[str, ...]


def rows(standing: Standing) -> list[Row]:
    """Every topic of the course, in its order."""
    whole, soon = course.current(), {each.topic for each in standing.soon}
    return [_row(whole.topic(each.topic), each, soon=each.topic in soon) for each in standing.states]


def day_words(on: date) -> str:
    """A day as pages write it: "Nov 24, 2026"."""
    return f"{on:%b} {on.day}, {on.year}"


def why_lapsed(state: State) -> str:
    """Why a topic is not on record, in a sentence with its date."""
    lapse = state.lapse
    if lapse is None:
        return ""
    if lapse.cause is Cause.NEVER or lapse.since is None:
        return "There is no certificate yet."
    since = day_words(lapse.since)
    if lapse.cause is Cause.EDITION:
        return f"The topic has a new version, required since {since}."
    if lapse.cause is Cause.LAW:
        return f"{lapse.law} changed the law on {since}, and the last certificate is older."
    return f"The last certificate stood until {day_words(lapse.since - _ONE_DAY)}."


def gaps(due: Sequence[Row]) -> list[Gap]:
    """What is missing, told once for each reason."""
    told = []
    for why, cause in dict.fromkeys((row.why, row.state.lapse.cause) for row in due if row.state.lapse):
        same = [row.topic for row in due if row.why == why]
        told.append(Gap(why, cause.clause, tuple(each.title for each in same), tuple(each.clause for each in same)))
    return told


def overview(
    request: HttpRequest, standing: Standing, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The page "Your training". With a refusal it stands in the place of a page that was asked for."""
    drawn = rows(standing)
    due = [row for row in drawn if row.due]
    context = {
        "rows": drawn,
        "due": due,
        "gaps": gaps(due),
        "soon": [row for row in drawn if row.soon],
        "next": _next(drawn),
        "done": len(drawn) - len(due),
        "count": len(drawn),
        "until": standing.until,
        "refusal": refusal,
        "whole": queries.newest_course_certificate(person(request).pk) if not due else None,
        "certificates": queries.certificates(person(request).pk),
        "terms": course.current().terms,
    }
    return render(request, "training/overview.html", context, status=status)


def _next(drawn: Sequence[Row]) -> Row | None:
    """Where to go on: what is due first, then what ends soon."""
    return next((row for row in drawn if row.due), None) or next((row for row in drawn if row.soon), None)


def _row(topic: Topic, state: State, *, soon: bool) -> Row:
    if state.lapse is not None:
        words = {Cause.NEVER: "to do", Cause.EXPIRY: "lapsed", Cause.EDITION: "new version", Cause.LAW: "law changed"}
        return Row(topic, state, "caution", words[state.lapse.cause], why_lapsed(state), soon=False)
    if state.ends is None:  # unreachable: a topic without a lapse has an end
        raise AssertionError(topic.clause)
    last = day_words(state.ends.on - _ONE_DAY)
    if not soon:
        return Row(topic, state, "good", "done", f"Stands until {last}.", soon=False)
    because = {
        Cause.EDITION: "a new version follows",
        Cause.LAW: f"{state.ends.law} takes effect then",
    }.get(state.ends.cause, "renew it before")
    return Row(topic, state, "caution", "ends soon", f"Stands until {last}; {because}.", soon=True)
