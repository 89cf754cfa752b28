"""Checkpoints: from time to time the log is signed, so that nobody can tell another story of what lies before.

A checkpoint is no entry: each would ask for the next. Making one is no action of a person either; what it says is
what the log holds.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from plainview import configuration
from plainview.audit import actions, queries, stamps, witness
from plainview.audit.events import Event
from plainview.audit.models import Checkpoint, Entry
from plainview.audit.signing_key import SigningKey, remember, signed_last, signing_key
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.policy.evidence import Shown, shows
from plainview.terms.actor import Actor

EVERY: Final = timedelta(minutes=10)
_LATE: Final = timedelta(hours=1)
_LOCK: Final = 0x706C6370
_log = logging.getLogger("plainview.audit")


class LogDiverged(Exception):
    """The log is not what was signed before, so it is not signed again."""


@enforces(clauses.D_5)
def tend(*, actor: Actor, at: datetime, starting: bool = False) -> None:
    """What the clock asks for: a checkpoint when one is due, and the witness brought up to date.

    One is due at each start and ten minutes after the last, if the log has grown. Trouble is told in the server's
    log and on the log's page, and stops nothing else.
    """
    newest = queries.newest_checkpoint()
    # A clock that went back must not keep the log unsigned until it has caught up.
    waited = newest is None or starting or abs(at - newest.at) >= EVERY
    if waited and queries.size() > (newest.size if newest else 0):
        try:
            make(actor=actor, at=at)
        except LogDiverged as trouble:
            _log.critical("THE LOG WAS CHANGED: %s", trouble)
    witness.bring_up_to_date()


@enforces(clauses.D_5)
def make(*, actor: Actor, at: datetime) -> Checkpoint:
    """Sign the log as it stands and tell the witness; the newest checkpoint if that covers everything already.

    Raises:
        LogDiverged: what was signed before is not the beginning of this log.
        KeyDamaged: the file of the key is not a key.
    """
    made = _make(_key(actor=actor, at=at), at=at)
    witness.bring_up_to_date()
    return made


def _make(key: SigningKey, *, at: datetime) -> Checkpoint:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        size, newest = queries.size(), queries.newest_checkpoint()
        known = [signed_last(), (newest.size, bytes(newest.root)) if newest else None]
        for each in known:
            if each is not None:
                _check_beginning(*each, size)
        if newest is not None and newest.size == size:
            return newest
        root = _root(size)
        remember(size, root)
        note = key.checkpoint(size, root)
        return Checkpoint.objects.create(size=size, at=at, root=root, note=note, stamp=_stamp(note))


def trouble() -> str | None:
    """What speaks against the log as it stands, found in a few looks: a sign at once, not the whole check."""
    size, newest = queries.size(), queries.newest_checkpoint()
    try:
        if newest is not None:
            _check_beginning(newest.size, bytes(newest.root), size)
        if (last := signed_last()) is not None:
            _check_beginning(*last, size)
    except LogDiverged as found:
        return str(found)
    return None


def _check_beginning(size: int, root: bytes, present: int) -> None:
    if size > present:
        raise LogDiverged(f"{size} entries were signed for, and the log ends after {present}")
    if _root(size) != root:
        raise LogDiverged(f"the first {size} entries are not those that were signed")


def _root(size: int) -> bytes:
    try:
        return queries.root(size)
    except queries.EntryMissing as missing:
        raise LogDiverged(str(missing)) from missing


def _key(*, actor: Actor, at: datetime) -> SigningKey:
    """The key, which the log itself names: who exchanges it leaves a trace."""
    key = signing_key()
    subject = f"log:{key.name}"
    if not Entry.objects.filter(event=Event.AUDIT_KEY_MADE, subject=subject).exists():
        with transaction.atomic():
            facts = {"key": key.verifier}
            actions.append(Event.AUDIT_KEY_MADE, actor=actor, at=at, subject=subject, facts=facts)
    return key


def _stamp(note: str) -> bytes | None:
    address = configuration.time_stamps()
    if address is None:
        return None
    try:
        return stamps.stamp(note.encode(), address)
    except stamps.NotStamped as trouble:
        _log.warning("A checkpoint of the log got no time-stamp: %s", trouble)
        return None


@shows("the signature under the log", clauses.J_1, clauses.D_5, route="log")
def _signed(at: datetime) -> Shown:
    newest, wrong = queries.newest_checkpoint(), trouble()
    if wrong is not None:
        return Shown(wrong, kept=False)
    if newest is None or (queries.size() > newest.size and at - newest.at > _LATE):
        return Shown("no checkpoint was made for an hour; is the clock of the server running?", kept=False)
    return Shown(f"{newest.size} entries are signed for, last at {newest.at:%Y-%m-%d %H:%M} UTC", kept=True)
