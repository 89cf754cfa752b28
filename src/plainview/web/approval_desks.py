"""How each kind of request is drawn on the page of approvals, and which room's action decides it: one line a kind.

A kind without a line here is drawn by what the approval itself says, and decided by `approvals.decide`. That is enough
where the asking room looks at the approval when it needs it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from plainview.access import decisions as access
from plainview.access import queries as asked
from plainview.access.asking import What
from plainview.accounts import queries as people
from plainview.approvals import actions as approvals
from plainview.approvals.kinds import Kind
from plainview.approvals.models import Approval
from plainview.cameras import queries as cameras
from plainview.evidence import asked as asked_to_hold
from plainview.evidence import asking
from plainview.hotlists import actions as hotlists
from plainview.hotlists import extensions, versions
from plainview.hotlists import queries as entries
from plainview.hotlists import source_queries as lists
from plainview.policy.matters import EXCEPTIONS
from plainview.search import queries as searches
from plainview.search.analysis import OnlyHere, Scenes
from plainview.search.request import SearchRequest
from plainview.stops import queries as stops
from plainview.terms.actor import Actor
from plainview.terms.purpose import Purpose
from plainview.web import analysis_forms, drawn_and_described
from plainview.web.entries import EXPIRES_SOON
from plainview.web.tags import with_article, zoned

MOST_NAMES: Final = 12
"""Names of cameras in an area or corridor that are read out."""


@dataclass(frozen=True)
class Drawn:
    """A request in words: what is asked, a link to its subject, facts in pairs.

    Where there is a `template` it is included with `thing`, in the place of facts and reason. `lost_from` is when some
    of it is lost, where that may be before the request itself runs out.
    """

    words: str
    href: str = ""
    link: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    template: str = ""
    thing: dict[str, object] = field(default_factory=dict)
    lost_from: datetime | None = None


class Decide(Protocol):
    """The action that a decision goes through."""

    def __call__(self, approval: Approval, *, approved: bool, reason: str, actor: Actor, at: datetime) -> object: ...


@dataclass(frozen=True)
class Desk:
    """One kind's line. `yes` and `no` are the words on the buttons."""

    draw: Callable[[Approval], Drawn]
    decide: Decide
    yes: str = "Approve"
    no: str = "Refuse"


def desk(approval: Approval) -> Desk:
    """The line of this request's kind."""
    return _DESKS.get(Kind(approval.kind), _PLAIN)


def _plain(approval: Approval) -> Drawn:
    return Drawn(approval.kind.capitalize())


def _draw_entry(approval: Approval) -> Drawn:
    # Whoever is shown a request decides it or made it, and may know of its entry.
    entry = entries.entries([_id(approval, "entry")])[_id(approval, "entry")]
    thing = {"entry": entry, "soon": timezone.now() + EXPIRES_SOON}
    words = f"{entry.record_type} alert, in force until it is approved" if entry.on_trial else "Hot list entry"
    return Drawn(words, reverse("entry", args=[entry.pk]), "The entry", (), "entries/waiting.html", thing)


def _draw_extension(approval: Approval) -> Drawn:
    asked = entries.extension(approval.pk)
    if asked is None:
        return _plain(approval)
    facts = (
        ("Plate", f"{asked.entry.state} {asked.entry.plate}".strip() or "not known"),
        ("Offence", f"{asked.entry.offence}, case {asked.entry.case_number}"),
        ("Expires", zoned(asked.entry.expires_at)),
        ("Then", zoned(asked.until)),
        ("Reason", approval.why),
    )
    return Drawn("A longer time for an entry", reverse("entry", args=[asked.entry_id]), "The entry", facts)


def _draw_list(approval: Approval) -> Drawn:
    version = lists.version_of(approval.subject)
    hot_list = version.source.hot_list
    facts = (
        ("List", f"{hot_list.name}{' (simulator)' if hot_list.simulated else ''}"),
        ("Brought by", f"{version.received_by}, {version.way}"),
        ("As of", zoned(version.as_of)),
        ("Entries", f"{version.entries:,}; in force {version.before:,}"),
        ("Difference", f"{version.added:,} added, {version.changed:,} changed, {version.removed:,} removed"),
        *((("Bad lines", f"{version.bad:,} of {version.lines:,}"),) if version.bad else ()),
    )
    words = f"A hot list takes over: {hot_list.name}"
    return Drawn(words, reverse("hotlist", args=[version.source_id]), "Its page", facts)


def _draw_access(approval: Approval) -> Drawn:
    request = asked.by_approval(approval.pk)
    if request is None:
        return _plain(approval)
    name, role = request.name, with_article(request.role)
    words = {
        What.BREAK_GLASS: f"Emergency: {name} has the duties of {role} for {request.hours} h",
        What.INVITATION: f"Invite {name} as {role}",
        What.RESET: f"End both factors of {name}",
        What.RETURN: f"{name} returns as {role}",
        What.ROLE_CHANGE: f"{name} becomes {role}",
    }[What(request.what)]
    facts = [("Person", f"{request.name}, {request.email}")]
    if request.person_id is not None:
        facts.append(("Now", people.person(request.person_id).get_role_display()))
    if request.what == What.RESET:
        facts.append(("Then", "they sign in nowhere until they have used the link that the administrator gives them"))
    return Drawn(words, facts=tuple(facts))


def _draw_search(approval: Approval) -> Drawn:
    search = searches.by_id(_id(approval, "search"))
    if search is None:
        return _plain(approval)
    asked = searches.request_of(search)
    facts = [
        ("Purpose", f"{asked.purpose} {Purpose(asked.purpose).label}"),
        ("Offence", asked.offence),
        ("Case", asked.case_number),
        *((("Analysis", analysis_forms.words(asked.analysis)),) if asked.analysis else ()),
        *_scenes(asked),
        ("Plate", _plate(asked)),
        *((("State", asked.state),) if asked.state else ()),
        ("From", zoned(asked.start)),
        ("Until", zoned(asked.end)),
        *(("And", f"{zoned(each.start)} to {zoned(each.end)}") for each in asked.more),
        *drawn_and_described.words(asked),
        *_inside(asked),
        ("Cameras", ", ".join(_names(asked.cameras)) or ("all of these" if asked.placed else "all")),
        ("Reason", asked.reason),
        *((("Suspicion", asked.suspicion),) if asked.suspicion else ()),
        *((("Exception", f"{asked.exception}: {EXCEPTIONS.get(asked.exception, '')}"),) if asked.exception else ()),
    ]
    exigent = approval.kind == Kind.EXIGENT_JUSTIFICATION
    words = "Was this exigent search justified?" if exigent else "A search that needs a second person"
    if searches.document_of(search.pk) is None:
        return Drawn(words, facts=tuple(facts))
    return Drawn(words, reverse("search-document", args=[search.pk]), "Its document", tuple(facts))


def _scenes(asked: SearchRequest) -> list[tuple[str, str]]:
    """When and where each scene of an analysis was, or the time at its place."""
    if isinstance(asked.analysis, OnlyHere):
        return [("There", f"{zoned(asked.analysis.start)} to {zoned(asked.analysis.end)}")]
    placed = cameras.placed()
    scenes = asked.analysis.scenes if isinstance(asked.analysis, Scenes) else ()
    return [
        (
            f"Scene {number}",
            f"{zoned(each.start)} to {zoned(each.end)}: "
            + (f"an area with {_some(_names(each.at(placed)))}" if each.area else ", ".join(_names(each.cameras))),
        )
        for number, each in enumerate(scenes, 1)
    ]


def _inside(asked: SearchRequest) -> list[tuple[str, str]]:
    """The cameras in what was drawn: whoever agrees must see more than a count of corners."""
    drawn = searches.inside(asked)
    return [] if drawn is None else [("Cameras inside", _some(_names(drawn)))]


def _some(names: Sequence[str]) -> str:
    """The first names of a list, and how many more it has."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "") or "no camera"


def _plate(asked: SearchRequest) -> str:
    more = [words for words, ticked in (("look-alikes", asked.look_alikes), ("one edit", asked.near)) if ticked]
    return " and ".join([asked.plate, *more]) if asked.plate else "any"


def _draw_stop(approval: Approval) -> Drawn:
    stop = stops.by_id(_id(approval, "stop"))
    if stop is None:
        return _plain(approval)
    facts = [
        ("Officer", stop.officer_name),
        ("Begun", zoned(stop.begun_at)),
        ("Where", stop.place),
        ("For", f"{stop.offence}, {stop.purpose} {Purpose(stop.purpose).label}"),
        ("Case", stop.case_number),
    ]
    if stop.justified_at is not None and stop.justify_by is not None:
        late = " (late)" if stop.justified_at > stop.justify_by else ""
        facts.append(("Justified", f"{zoned(stop.justified_at)}{late}"))
    words, href = "Was this exigent stop justified?", reverse("alert", args=[stop.alert_id])
    return Drawn(words, href, "The alert", tuple(facts))


def _names(chosen: Iterable[UUID]) -> list[str]:
    wanted = set(chosen)
    return [camera.name for camera in cameras.register() if camera.pk in wanted]


def _draw_hold(approval: Approval) -> Drawn:
    found = asked_to_hold.by_id(_id(approval, "hold-request"), timezone.now())
    if found is None:
        return _plain(approval)
    request = found.request
    words = f"Preserve {request.read_count} read{'' if request.read_count == 1 else 's'} for case {request.case_number}"
    if not found.waits:
        words = f"{words}: {found.state}"
    href = reverse("hold-request", args=[request.pk])
    return Drawn(words, href, "The request", (), "holds/waiting.html", {"each": found}, found.first_goes)


def _draw_review(approval: Approval) -> Drawn:
    elevation = people.elevation(_id(approval, "elevation"))
    ended = elevation.ended_at or elevation.until
    words = f"Was it justified? {elevation.person.name} had the duties of {with_article(elevation.role)}"
    facts = (
        ("Opened by", " and ".join(elevation.opened_by_names)),
        ("Lasted", f"{(ended - elevation.opened_at).total_seconds() / 3600:.1f} h"),
    )
    return Drawn(words, f"{reverse('break-glass')}#e-{elevation.pk}", "The emergency", facts)


def _decide_entry(approval: Approval, *, approved: bool, reason: str, actor: Actor, at: datetime) -> object:
    return hotlists.decide(_id(approval, "entry"), approved=approved, reason=reason, actor=actor, at=at)


def _decide_list(approval: Approval, *, approved: bool, reason: str, actor: Actor, at: datetime) -> object:
    version = lists.version_of(approval.subject)
    return versions.decide(version.pk, approved=approved, reason=reason, actor=actor, at=at)


def _decide_extension(approval: Approval, *, approved: bool, reason: str, actor: Actor, at: datetime) -> object:
    return extensions.decide(approval.pk, approved=approved, reason=reason, actor=actor, at=at)


def _decide_access(approval: Approval, *, approved: bool, reason: str, actor: Actor, at: datetime) -> object:
    return access.decide(approval.pk, approved=approved, reason=reason, actor=actor, at=at)


def _decide_review(approval: Approval, *, approved: bool, reason: str, actor: Actor, at: datetime) -> object:
    return access.review(approval.pk, approved=approved, reason=reason, actor=actor, at=at)


def _decide_hold(approval: Approval, *, approved: bool, reason: str, actor: Actor, at: datetime) -> object:
    request_id = _id(approval, "hold-request")
    return asking.decide(request_id, approved=approved, reason=reason, actor=actor, at=at)


def _decide_plain(approval: Approval, *, approved: bool, reason: str, actor: Actor, at: datetime) -> object:
    return approvals.decide(approval.pk, approved=approved, reason=reason, actor=actor, at=at)


def _id(approval: Approval, room: str) -> UUID:
    return UUID(approval.subject.removeprefix(f"{room}:"))


_PLAIN: Final = Desk(_plain, _decide_plain)
_DESKS: Final[dict[Kind, Desk]] = {
    Kind.BREAK_GLASS: Desk(_draw_access, _decide_access, "Open it", "Do not open"),
    Kind.BREAK_GLASS_REVIEW: Desk(_draw_review, _decide_review, "It was justified", "It was not"),
    Kind.EXIGENT_JUSTIFICATION: Desk(_draw_search, _decide_plain, "It was justified", "It was not"),
    Kind.HOLD_REQUEST: Desk(_draw_hold, _decide_hold, "Hold them", "Refuse"),
    Kind.HOT_LIST_VERSION: Desk(_draw_list, _decide_list, "Let it take over", "Refuse it"),
    Kind.EXIGENT_STOP: Desk(_draw_stop, _decide_plain, "It was justified", "It was not"),
    Kind.EXTENSION: Desk(_draw_extension, _decide_extension, "Extend", "Do not extend"),
    Kind.INVITATION: Desk(_draw_access, _decide_access),
    Kind.MANUAL_ENTRY: Desk(_draw_entry, _decide_entry),
    Kind.RESET: Desk(_draw_access, _decide_access),
    Kind.RETURN: Desk(_draw_access, _decide_access),
    Kind.ROLE_CHANGE: Desk(_draw_access, _decide_access),
    Kind.SENSITIVE_SEARCH: Desk(_draw_search, _decide_plain, "Agree", "Refuse"),
}
