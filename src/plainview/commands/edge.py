"""`plainview edge`: make a device's key, run the box at a camera, look at its spool."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NoReturn
from uuid import UUID

import click

from plainview import configuration
from plainview.edge import keys, status
from plainview.edge.agent import KEEP, REPORT_EVERY, Agent
from plainview.edge.camera import open_source
from plainview.edge.carry import Carrier, entries_address
from plainview.edge.claim import sole_use
from plainview.edge.forward import Forwarder, ServerAddressError, reads_address
from plainview.edge.frame import SourceError
from plainview.edge.hotcache import HotCache, cache_path
from plainview.edge.spool import LIMIT_BYTES, Spool, SpoolError
from plainview.edge.status import Status
from plainview.recognition import engine as engines

CANNOT_START: Final = 2
UNACKNOWLEDGED: Final = 3
_MEGABYTE: Final = 1024**2
_PERMITTED_DAYS: Final = 30  # clause K.1


class Instant(click.ParamType[datetime]):
    """A moment in ISO 8601 with its time zone, not in the future."""

    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse the text.

        Raises:
            BadParameter: not a moment, no time zone, or in the future.
        """
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no moment; it looks like 2026-03-01T07:30:00-05:00", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no time zone; add one, as in 2026-03-01T07:30:00-05:00 or ...Z", param, ctx)
        if moment > _now():
            self.fail(f"{value!r} lies in the future", param, ctx)
        return moment.astimezone(UTC)


@click.group()
def edge() -> None:
    """Run the box at a camera: read plates, keep them safe, send them signed."""


@edge.command()
@click.option("--key", "path", type=click.Path(path_type=Path), required=True, help="The file to make.")
def keygen(path: Path) -> None:
    """Make the device's key and print what the camera's register needs."""
    try:
        made = keys.make(path)
    except keys.KeyFileError as error:
        _refuse(str(error))
    click.echo(f"Key id: {made.id}")
    click.echo(made.public_pem, nl=False)


@edge.command()
@click.option("--server", required=True, metavar="URL", help="The server, such as https://alpr.example.gov.")
@click.option("--camera", type=click.UUID, required=True, help="The camera's id in the register.")
@click.option("--key", "key_path", type=click.Path(path_type=Path), required=True, help="The device's key file.")
@click.option("--source", required=True, help="A folder, a picture, a video file, or an rtsp:// or http:// address.")
@click.option("--spool", "spool_path", type=click.Path(path_type=Path), help="The spool's file.")
@click.option("--spool-megabytes", default=LIMIT_BYTES // _MEGABYTE, show_default=True, type=click.IntRange(1))
@click.option("--keep-days", default=KEEP.days, show_default=True, type=click.IntRange(1, _PERMITTED_DAYS))
@click.option(
    "--engine", "engine_name", default=engines.DEFAULT, show_default=True, help="The engine that reads plates."
)
@click.option(
    "--fps", type=click.FloatRange(0.01, 120), help="Pictures a second of a folder; otherwise the most looked at."
)
@click.option(
    "--stated-from",
    default=engines.STATED_FROM,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Confidence from which a read is sent.",
)
@click.option("--loop", is_flag=True, help="Play a folder or file again and again.")
@click.option("--once", is_flag=True, help="Play the source to its end, forward everything and stop.")
@click.option("--patience", default=60.0, show_default=True, type=click.FloatRange(0), help="Seconds, with --once.")
@click.option("--captured-at", type=Instant(), help="With --once: when the first picture was taken.")
@click.option(
    "--car", is_flag=True, help="In a car: carry the department's entries, for when the server is out of reach."
)
@click.option("--unencrypted", is_flag=True, help="Allow http:// to another machine, in a network of its own.")
def run(**options: Any) -> None:
    """Read plates and send them until stopped by Ctrl-C or SIGTERM.

    Ends with 0 when all went well, 2 when it cannot start, and with --once 3 when reads stay unacknowledged.
    """
    plan = _Plan(**options)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it would tell of each request
    try:
        plan.check()
        last, before = _work(plan)
    except (
        keys.KeyFileError,
        ServerAddressError,
        SourceError,
        SpoolError,
        engines.UnknownEngine,
        engines.EngineUnavailable,
    ) as error:
        _refuse(str(error))
    click.echo(f"{last.line().rstrip('.')}.")
    if plan.once:
        _judge(last, before)


@edge.command(name="status")
@click.option("--spool", "path", type=click.Path(path_type=Path), required=True, help="The spool's file.")
def show_status(path: Path) -> None:
    """Say what the spool holds, what was rejected and why, and how the box is doing."""
    if not path.is_file():
        _refuse(f"There is no spool at {path}.")
    try:
        with closing(Spool(path)) as spool:
            counts, rejections = spool.counts(), spool.rejections()
    except SpoolError as error:
        _refuse(str(error))
    oldest = f", the oldest captured {counts.oldest_waiting:%Y-%m-%d %H:%M:%S} UTC" if counts.oldest_waiting else ""
    click.echo(f"Waiting:      {counts.waiting} reads{oldest}")
    click.echo(f"Acknowledged: {counts.acknowledged}")
    click.echo(f"Rejected:     {counts.rejected}")
    for one in rejections:
        click.echo(f"  captured {one.captured_at:%Y-%m-%d %H:%M:%S} UTC: {one.reason}")
    click.echo(f"Expired:      {counts.expired}")
    if counts.refused_from and counts.refused_until:
        between = f"between {counts.refused_from:%Y-%m-%d %H:%M:%S} and {counts.refused_until:%Y-%m-%d %H:%M:%S} UTC"
        click.echo(f"Refused:      {counts.refused}, {between}: the spool was full")
    click.echo(f"Size:         {counts.held_bytes / _MEGABYTE:.1f} MB")
    _echo_box(status.read(path))


@edge.command()
@click.option("--spool", "path", type=click.Path(path_type=Path), required=True, help="The spool's file.")
def hits(path: Path) -> None:
    """Say which entries a car met by its own copy of them. Unverified: no reason to stop a vehicle."""
    cache = HotCache(cache_path(path))
    if cache.heard_at is None:
        click.echo("This box carries no entries.")
        return
    click.echo(f"{len(cache.entries)} entries, as of {cache.heard_at:%Y-%m-%d %H:%M:%S} UTC")
    for met, entry in cache.shown(at=_now()):
        sign = "HIT" if met.sure else "possible, look first"
        click.echo(f"{met.at:%H:%M:%S} UTC  {entry.state} {entry.plate}  {sign}: {entry.offence}; {entry.vehicle}")
        click.echo(f"  read as {met.read_state or '?'} {met.read_plate}. {entry.handling.upper()}. {entry.caution}")


@dataclass(frozen=True)
class _Plan:
    """The options of `run`."""

    server: str
    camera: UUID
    key_path: Path
    source: str
    spool_path: Path | None
    spool_megabytes: int
    keep_days: int
    engine_name: str
    fps: float | None
    stated_from: float
    loop: bool
    once: bool
    patience: float
    captured_at: datetime | None
    car: bool
    unencrypted: bool

    def check(self) -> None:
        if self.once and self.loop:
            raise SourceError("--once plays the source to its end, which --loop never reaches. Choose one.")
        if self.captured_at is None:
            return
        if not self.once:
            raise SourceError("--captured-at is for pictures that were taken earlier and needs --once.")
        if self.captured_at < _now() - self.keep:
            raise SourceError(f"--captured-at lies more than {self.keep_days} days back: such reads may not be kept.")

    @property
    def keep(self) -> timedelta:
        return timedelta(days=self.keep_days)

    @property
    def spool(self) -> Path:
        return self.spool_path or configuration.data_folder() / f"spool-{self.camera}.sqlite3"


def _work(plan: _Plan) -> tuple[Status, int]:
    """Run the box; returns its last status and how many rejected reads the spool held before."""
    with ExitStack() as stack:
        key = keys.load(plan.key_path)
        address = reads_address(plan.server, unencrypted=plan.unencrypted)
        source = open_source(
            plan.source, now=_now, fps=plan.fps, loop=plan.loop, once=plan.once, captured_at=plan.captured_at
        )
        stack.enter_context(sole_use(plan.spool))
        spool = stack.enter_context(closing(Spool(plan.spool, limit_bytes=plan.spool_megabytes * _MEGABYTE)))
        forwarder = stack.enter_context(closing(Forwarder(spool, address, key, now=_now)))
        carrier = None
        if plan.car:
            cache = HotCache(cache_path(plan.spool))
            carrier = stack.enter_context(closing(Carrier(cache, entries_address(address), key, now=_now)))
        agent = Agent(
            source=source,
            engine=engines.load(plan.engine_name),
            spool=spool,
            forwarder=forwarder,
            camera=plan.camera,
            now=_now,
            keep=plan.keep,
            report_every=REPORT_EVERY,
            stated_from=plan.stated_from,
            carrier=carrier,
        )
        _check_sole_camera(spool, plan.camera)
        before = spool.counts().rejected
        stack.enter_context(_stopped_by_signals(agent))
        return agent.run(patience=plan.patience if plan.once else 0.0), before


def _check_sole_camera(spool: Spool, camera: UUID) -> None:
    # The server takes a device's reads for its own camera only, so the others would hold up this camera's for ever.
    others = spool.waiting_cameras() - {camera}
    if others:
        names = ", ".join(sorted(str(other) for other in others))
        raise SpoolError(f"The spool {spool.path} holds unsent reads of another camera ({names}). Give each its own.")


@contextmanager
def _stopped_by_signals(agent: Agent) -> Iterator[None]:
    def stop(*_: Any) -> None:
        # In a thread of its own: the handler may have interrupted the main thread while it holds the event's lock.
        threading.Thread(target=agent.stop).start()

    former = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _judge(last: Status, rejected_before: int) -> None:
    left = []
    if last.waiting:
        left.append(f"{last.waiting} reads are not acknowledged and stay in the spool")
    if last.rejected > rejected_before:
        left.append(f"{last.rejected - rejected_before} reads were rejected for good")
    if last.refused:
        left.append(f"{last.refused} reads found the spool full")
    if left:
        _refuse(f"{'; '.join(left)}. {last.last_error or ''}".rstrip(), UNACKNOWLEDGED)
    if last.frames and last.failed_frames == last.frames:
        _refuse(f"Not one of {last.frames} frames could be read. {last.last_error}", CANNOT_START)


def _echo_box(last: Status | None) -> None:
    if last is None:
        click.echo("Box:          it has not written a status here")
        return
    age = (_now() - last.at).total_seconds()
    doing = "running" if last.running and age < 3 * REPORT_EVERY else "not running"
    click.echo(f"Box:          {doing}; device key {last.device}, camera {last.camera}")
    click.echo(f"  at {last.at:%Y-%m-%d %H:%M:%S} UTC: {last.line()}")


def _refuse(message: str, code: int = CANNOT_START) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    raise SystemExit(code)


def _now() -> datetime:
    return datetime.now(UTC)
