"""The key that wraps every other. It lies apart from the database: whoever has both has the pictures.

`key_sources.py` says where it comes from. Changing it wraps everything anew in one transaction; a key of our own file
then takes the old one's place, and a kill between the two is mended by whoever needs the key next.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from django.db import connection

from plainview.archive import key_sources, packs
from plainview.archive.key_sources import OwnFile
from plainview.archive.models import Day
from plainview.secret_files import replace, secret_path, sync_folder

_OWN: Final = "master.key"
_COMING: Final = "master.key.new"
_TABLES: Final = "LOCK TABLE archive_day, evidence_hold IN EXCLUSIVE MODE"


class WrongKey(Exception):
    """The key is another one than the one under which the days' keys are wrapped."""


class Damaged(Exception):
    """Something that is stored does not open under the key in use. The message names it."""


@contextlib.contextmanager
def named(what: str) -> Iterator[None]:
    """Say what it was, where something does not open.

    Raises:
        Damaged: it did not.
    """
    try:
        yield
    except (InvalidUnwrap, InvalidTag) as trouble:
        raise Damaged(what) from trouble


class Change(NamedTuple):
    """From one master key to another."""

    old: bytes
    new: bytes

    def rewrapped(self, wrapped: bytes) -> bytes:
        """A wrapped key, wrapped anew.

        Raises:
            InvalidUnwrap: it was not wrapped under the old one.
        """
        return packs.wrap(packs.unwrap(wrapped, self.old), self.new)


@cache
def master_key() -> bytes:
    """The instance's master key (32 bytes), asked for once a process.

    Raises:
        KeyMisnamed: the environment names no source that can work.
        NoKey: it does not come from there.
    """
    source = key_sources.configured()
    if source == OwnFile():
        _settle()
    return key_sources.fetched(source)


def check() -> None:
    """See that the master key is the one that opens what is stored.

    Raises:
        KeyMisnamed, NoKey: as `master_key` has it.
        WrongKey: it is another one.
    """
    if opens(master_key()) is False:
        raise WrongKey(
            f"The master key from {key_sources.configured()} is not the one under which the pictures' keys are wrapped."
            " Name the source of the right one, or put it back."
        )


def opens(key: bytes) -> bool | None:
    """Whether this key opens the days' keys; None where no day is made yet."""
    newest = Day.objects.order_by("-day").first()
    if newest is None:
        return None
    try:
        packs.unwrap(bytes(newest.wrapped_key), key)
    except InvalidUnwrap:
        return False
    return True


def mark(key: bytes) -> str:
    """What a key is called in the log and in file names: eight letters of its hash, which give nothing of it away."""
    return hashlib.sha256(b"plainview master key" + key).hexdigest()[:8]


def coming() -> bytes:
    """A new key for our own file, on the disk beside the old one until everything is wrapped under it."""
    key = packs.new_key()
    replace(secret_path(_COMING), key)
    return key


def take_place() -> None:
    """Let the new key take the old one's place. The old one stays beside it, for backups that were made under it."""
    own, new = secret_path(_OWN), secret_path(_COMING)
    with contextlib.suppress(FileExistsError):
        os.link(own, own.with_name(f"{_OWN}.before-{mark(new.read_bytes())}"))
    new.replace(own)
    sync_folder(own.parent)
    master_key.cache_clear()


def rewrap(change: Change) -> int:
    """Wrap the days' keys anew, in the caller's transaction; return how many. Nobody makes a day or a hold meanwhile.

    Raises:
        Damaged: one is not wrapped under the old key.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
    days = list(Day.objects.all())
    for day in days:
        with named(f"the key of the day {day.day}"):
            day.wrapped_key = change.rewrapped(bytes(day.wrapped_key))
    Day.objects.bulk_update(days, ["wrapped_key"])
    return len(days)


def _settle() -> None:
    """After a kill: the new key counts if everything is under it. If not, the next change forgets it."""
    new = secret_path(_COMING)
    if new.exists() and len(key := new.read_bytes()) == packs.KEY_BYTES and opens(key):
        take_place()
