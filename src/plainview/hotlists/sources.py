"""Sources: added, changed, given a token. What they may send unseen stands in their settings."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.hotlists.formats.fields import FIELDS
from plainview.hotlists.formats.kinds import Kind, record_types
from plainview.hotlists.formats.line import Settings
from plainview.hotlists.models import HotList, Source
from plainview.policy import clauses
from plainview.policy.decisions import Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor
from plainview.terms.purpose import Purpose

LONGEST_DAYS: Final = 366
LONGEST_STALE_HOURS: Final = 24 * 30
_FOLDER: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_ENTRY_DAYS: Final = {Kind.NCIC: 366, Kind.COLLECT: 366}
_MEANING: Final = ("purposes", "columns", "fixed", "entry_days")
"""Settings that change what a line means: a second person looks at the next version."""
_LIMITS: Final = ("shrink_percent", "grow_percent", "bad_percent")
"""How much may change unseen; whoever allows more is looked at once as well."""


@dataclass(frozen=True)
class Wanted:
    """A source as a person sets it up. `purposes` may name the record types of the layout, or any of a CSV file."""

    name: str
    kind: Kind
    purposes: Mapping[str, Purpose] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    entry_days: int | None = None
    shrink_percent: int = 10
    grow_percent: int = 25
    bad_percent: int = 1
    stale_hours: int = 24
    folder: str = ""
    simulated: bool = False


def wanted(name: str, kind: Kind, *, simulated: bool = False) -> Wanted:
    """A source of this layout as it is at first."""
    purposes = {code: purpose for code, (_, purpose) in record_types(kind).items() if purpose is not None}
    return Wanted(name, kind, purposes, entry_days=_ENTRY_DAYS.get(kind), simulated=simulated)


def settings_of(source: Source) -> Settings:
    """What its parser must know."""
    purposes = {code: Purpose(purpose) for code, purpose in source.purposes.items()}
    return Settings(purposes, source.columns, source.fixed)


@door(Event.SOURCE_ADDED, needs=Permission.LISTS_IMPORT)
@enforces(clauses.E_B)
def add(wanted: Wanted, *, actor: Actor, at: datetime) -> Source:
    """Make a source with its list, which is empty until a second person agrees to its first version.

    Raises:
        PolicyRefusal: the actor may not, or something of it cannot be.
    """
    require(*_objections(wanted), *_name_taken(wanted.name))
    hot_list = HotList.objects.filter(name=wanted.name).first() or HotList(name=wanted.name)
    hot_list.simulated = hot_list.simulated or wanted.simulated
    hot_list.save()
    source = Source(hot_list=hot_list, kind=wanted.kind)
    _set(source, wanted)
    source.save()
    _log(Event.SOURCE_ADDED, source, actor=actor, at=at)
    return source


@door(Event.SOURCE_CHANGED, needs=Permission.LISTS_IMPORT)
@enforces(clauses.E_B, clauses.F_B_1)
def change(source_id: UUID, wanted: Wanted, *, actor: Actor, at: datetime) -> Source:
    """Set a source's settings anew; its name and layout stay.

    Where lines mean something else, or more of them may change unseen, the next version waits.

    Raises:
        PolicyRefusal: the actor may not, or something of it cannot be.
    """
    require(*_objections(wanted, of=source_id))
    source = Source.objects.select_for_update(of=("self",)).select_related("hot_list").get(pk=source_id)
    meant, allowed = ([getattr(source, name) for name in names] for names in (_MEANING, _LIMITS))
    _set(source, wanted)
    loosened = any(getattr(source, name) > before for name, before in zip(_LIMITS, allowed, strict=True))
    source.second_look = source.second_look or loosened or meant != [getattr(source, name) for name in _MEANING]
    source.save()
    if wanted.simulated and not source.hot_list.simulated:
        # Once made up, always marked so: a later import does not make a sample real.
        HotList.objects.filter(pk=source.hot_list_id).update(simulated=True)
    _log(Event.SOURCE_CHANGED, source, actor=actor, at=at)
    return source


@door(Event.SOURCE_CHANGED, needs=Permission.LISTS_IMPORT)
@enforces(clauses.E_B)
def name_columns(source_id: UUID, columns: Mapping[str, str], *, actor: Actor, at: datetime) -> None:
    """Keep which column of its file means which field; a second person looks at what is read by it first.

    Raises:
        PolicyRefusal: the actor may not, or there is no such field.
    """
    source = Source.objects.select_for_update(of=("self",)).select_related("hot_list").get(pk=source_id)
    require(*_objections(Wanted(source.hot_list.name, Kind.CSV, columns=columns)))
    source.columns, source.second_look = dict(columns), True
    source.save(update_fields=["columns", "second_look"])
    _log(Event.SOURCE_CHANGED, source, actor=actor, at=at)


@door(Event.SOURCE_CHANGED, needs=Permission.LISTS_IMPORT)
def make_token(source_id: UUID, *, actor: Actor, at: datetime) -> str:
    """A new token for the API, in the place of any other. It is shown this once; what is kept is its digest."""
    token = secrets.token_urlsafe(32)
    source = Source.objects.select_for_update(of=("self",)).select_related("hot_list").get(pk=source_id)
    source.token_digest = digest(token)
    source.save(update_fields=["token_digest"])
    _log(Event.SOURCE_CHANGED, source, actor=actor, at=at, token="made")  # noqa: S106 - a word for the log
    return token


@door(Event.SOURCE_CHANGED, needs=Permission.LISTS_IMPORT)
def end_token(source_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Let the source's token open nothing any more."""
    source = Source.objects.select_for_update(of=("self",)).select_related("hot_list").get(pk=source_id)
    source.token_digest = ""
    source.save(update_fields=["token_digest"])
    _log(Event.SOURCE_CHANGED, source, actor=actor, at=at, token="ended")  # noqa: S106 - a word for the log


def digest(token: str) -> str:
    """What is kept of a token. It is random and long, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def layout_is(source: Source, kind: Kind) -> list[Refused]:
    """What stands against reading a file of this layout for the source."""
    if source.kind == kind:
        return []
    return [Refused(clauses.E_B, f"this list comes as {source.kind}", "Bring its file on the source's page.", "name")]


def _set(source: Source, wanted: Wanted) -> None:
    source.purposes = {code: str(purpose) for code, purpose in wanted.purposes.items()}
    source.columns, source.fixed, source.folder = dict(wanted.columns), dict(wanted.fixed), wanted.folder
    source.entry_days, source.stale_hours = wanted.entry_days, wanted.stale_hours
    source.shrink_percent, source.grow_percent = wanted.shrink_percent, wanted.grow_percent
    source.bad_percent = wanted.bad_percent


def _name_taken(name: str) -> list[Refused]:
    taken = HotList.objects.filter(name=name).first()
    if taken is not None and taken.manual:
        remedy = "Choose another name for the import."
        return [Refused(clauses.F_B_1, "this list is of entries that two people made", remedy, "name")]
    if Source.objects.filter(hot_list__name=name).exists():
        return [Refused(clauses.E_B, "a list of this name has a source already", "Open it, or choose another.", "name")]
    return []


def _objections(wanted: Wanted, of: UUID | None = None) -> list[Refused]:
    found = []
    if not wanted.name.strip():
        found.append(("name", "the list's name is missing", "Enter the name under which its alerts appear."))
    if wanted.folder and not _FOLDER.fullmatch(wanted.folder):
        found.append(("folder", "this is no name of a folder", "Use small letters, digits and hyphens, at most 40."))
    elif wanted.folder and set(Source.objects.filter(folder=wanted.folder).values_list("pk", flat=True)) - {of}:
        found.append(("folder", "another source has this folder", "Choose another."))
    if wanted.entry_days is not None and not 1 <= wanted.entry_days <= LONGEST_DAYS:
        found.append(("entry_days", "nothing is wanted for ever", f"Enter 1 to {LONGEST_DAYS} days."))
    if wanted.entry_days is None and wanted.kind in _ENTRY_DAYS:
        found.append(("entry_days", "this layout says no end of an entry", f"Enter 1 to {LONGEST_DAYS} days."))
    if not 1 <= wanted.stale_hours <= LONGEST_STALE_HOURS:
        found.append(("stale_hours", "this is no number of hours", f"Enter 1 to {LONGEST_STALE_HOURS}."))
    beyond = [name for name in _LIMITS if not 0 <= getattr(wanted, name) <= 100]  # noqa: PLR2004 - percent
    found.extend((name, "this is no percentage", "Enter 0 to 100.") for name in beyond)
    if unknown := {*wanted.columns, *wanted.fixed} - set(FIELDS):
        found.append(("columns", f"there is no field {', '.join(sorted(unknown))}", "Choose from those offered."))
    return [Refused(clauses.E_B, reason, remedy, field) for field, reason, remedy in found]


def _log(event: Event, source: Source, *, actor: Actor, at: datetime, token: str = "") -> None:
    names = ("kind", "purposes", "columns", "fixed", "entry_days", "shrink_percent", "grow_percent", "bad_percent")
    facts = {name: getattr(source, name) for name in (*names, "stale_hours", "folder")}
    facts |= {"list": source.hot_list.name} | ({"token": token} if token else {})
    audit.append(event, actor=actor, at=at, subject=f"source:{source.pk}", facts=facts)


def named(name: str) -> Source | None:
    """The source of the list of this name."""
    source: Source | None = Source.objects.select_related("hot_list").filter(hot_list__name=name).first()
    return source
