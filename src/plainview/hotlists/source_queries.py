"""Looks at sources and the versions of their lists."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from plainview.hotlists import settling
from plainview.hotlists.models import HotList, Source, Version
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.policy.evidence import Shown, shows


@dataclass(frozen=True)
class Fresh:
    """A source and how old what it says is. `as_of` is None before its first version."""

    source: Source
    as_of: datetime | None
    stale: bool
    waiting: Version | None


def by_list(*, at: datetime) -> dict[UUID, Fresh]:
    """Each list that has a source, by the list's id."""
    waiting = {each.source_id: each for each in Version.objects.filter(status=Version.Status.WAITING)}
    found = Source.objects.select_related("hot_list").order_by("hot_list__name")
    return {each.hot_list_id: _fresh(each, waiting.get(each.pk), at) for each in found}


def one(source_id: UUID, *, at: datetime) -> Fresh:
    """One source.

    Raises:
        Source.DoesNotExist: there is none of this id.
    """
    source = Source.objects.select_related("hot_list").get(pk=source_id)
    waiting = Version.objects.filter(source=source, status=Version.Status.WAITING).first()
    return _fresh(source, waiting, at)


def by_token(source_id: UUID) -> Source | None:
    """The source that a token may be for; None where there is none, or it has no token."""
    found: Source | None = (
        Source.objects.select_related("hot_list").filter(pk=source_id).exclude(token_digest="").first()
    )
    return found


def history(source_id: UUID, *, count: int = 50) -> list[Version]:
    """Its versions, the newest first."""
    return list(Version.objects.filter(source_id=source_id)[:count])


def version(version_id: UUID) -> Version:
    """One version with its source and list.

    Raises:
        Version.DoesNotExist: there is none of this id.
    """
    return Version.objects.select_related("source__hot_list").get(pk=version_id)


def version_of(subject: str) -> Version:
    """The version that an approval is about."""
    return version(UUID(subject.rpartition(":")[2]))


def previous(source_id: UUID) -> Version | None:
    """The version to which one could go back; None where there is no way."""
    current = settling.in_force(source_id)
    if current is None or not current.can_go_back:
        return None
    return Version.objects.filter(source_id=source_id, status=Version.Status.PAST).order_by("-taken_over_at").first()


@enforces(clauses.I_6)
def is_stale(hot_list: HotList, stale_hours: int, *, at: datetime) -> bool:
    """Whether what a list says is older than its source may leave it."""
    return hot_list.as_of is not None and at - hot_list.as_of > timedelta(hours=stale_hours)


def _fresh(source: Source, waiting: Version | None, at: datetime) -> Fresh:
    as_of = source.hot_list.as_of
    return Fresh(source, as_of, is_stale(source.hot_list, source.stale_hours, at=at), waiting)


@shows("hot lists whose source has fallen silent", clauses.I_6, clauses.F_B_1_II, route="hotlists")
def _silent(at: datetime) -> Shown:
    found = by_list(at=at).values()
    stale = [each.source.hot_list.name for each in found if each.stale]
    if stale:
        return Shown(f"{', '.join(stale)}: older than the source's settings allow", kept=False)
    return Shown(f"none of {sum(each.as_of is not None for each in found)}", kept=True)
