"""The demo's own instance: people, cameras with keys, a hot list, and one entry that waits for a second person."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

from plainview.accounts import queries as accounts
from plainview.cameras import actions as cameras
from plainview.cameras import queries as register
from plainview.demo import cast
from plainview.demo.cast import SampleCamera
from plainview.edge import keys
from plainview.hotlists import actions as hotlists
from plainview.hotlists import imports, receiving, simulator, sources, versions
from plainview.hotlists import queries as lists
from plainview.hotlists.formats.kinds import Kind
from plainview.hotlists.models import Version
from plainview.hotlists.rules import Proposal
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Actor
from plainview.web import demo_people


class RealPeopleError(Exception):
    """The data folder holds an instance with people who are not the demo's."""


@dataclass(frozen=True)
class Ready:
    """A sample camera that may deliver: its id and the key file of its box."""

    sample: SampleCamera
    camera: UUID
    key: Path


def prepare(data: Path, *, actor: Actor, at: datetime) -> list[Ready]:
    """Make what is missing; what an earlier demo left is used again.

    Raises:
        RealPeopleError: this is somebody's real instance.
    """
    if any(not person.is_demo for person in accounts.people()):
        raise RealPeopleError(f"{data} holds an instance with real people; the demo keeps out of it")
    demo_people.make(actor=actor, at=at)
    _import_list(actor=actor, at=at)
    return [_camera(sample, data, actor=actor, at=at) for sample in cast.CAMERAS]


def _import_list(*, actor: Actor, at: datetime) -> None:
    content = cast.HOT_LIST.format(expires=(at + timedelta(days=7)).isoformat())
    _agree(imports.import_csv(cast.HOT_LIST_NAME, content.encode(), simulated=True, actor=actor, at=at).version, at)
    for name, kind in cast.FEEDS:
        _feed(name, kind, actor=actor, at=at)
    officer = accounts.by_email("officer@demo.invalid")
    if officer is not None and not lists.manual_entries(officer.actor(at)):
        wanted = Proposal(
            plate="CT 55120",
            state="CT",
            offence="Evading responsibility",
            purpose="E.a.9",
            case_number="26-01501",
            expires_at=at + timedelta(days=3),
            colour="red",
            make="Ford",
            model="Focus",
            year="2016",
            unknown=("body",),
        )
        hotlists.propose(wanted, actor=officer.actor(at), at=at)


def _feed(name: str, kind: Kind, *, actor: Actor, at: datetime) -> None:
    """What the source of a list would send today; each day some vehicles are gone and some are new."""
    source = sources.named(name) or sources.add(sources.wanted(name, kind, simulated=True), actor=actor, at=at)
    some = simulator.vehicles(cast.FEED_VEHICLES, seed=len(name), first=at.toordinal())
    content = "".join(simulator.write(kind, some, as_of=at))
    arrival = receiving.Arrival(BytesIO(content.encode()), "simulator", f"{at:%Y-%m-%d}.txt", as_of=at)
    _agree(versions.upload(source.pk, arrival, keep_good=True, actor=actor, at=at), at)


def _agree(version: Version, at: datetime) -> None:
    """The supervisor of the demo agrees where a second person must."""
    supervisor = accounts.by_email("supervisor@demo.invalid")
    if version.status == Version.Status.WAITING and supervisor is not None:
        # Where they changed the source's settings themselves, the version waits for somebody else.
        with suppress(PolicyRefusal):
            versions.decide(version.pk, approved=True, actor=supervisor.actor(at), at=at)


def _camera(sample: SampleCamera, data: Path, *, actor: Actor, at: datetime) -> Ready:
    path = data / "boxes" / f"{sample.seed}.key"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    known = register.named(sample.name)
    if known is None:
        known = cameras.add(
            sample.name,
            place=sample.place,
            latitude=sample.latitude,
            longitude=sample.longitude,
            direction=sample.direction,
            simulated=True,
            actor=actor,
            at=at,
        )
        cameras.attest(known.pk, "A rendered street; no real vehicle is in view.", actor=actor, at=at)
    key = keys.load(path) if path.exists() else keys.make(path)
    cameras.add_device(known.pk, key.public_pem.encode(), actor=actor, at=at)
    return Ready(sample, known.pk, path)
