"""Packs in a bucket of an S3-compatible object store. The only module that knows the library (obstore).

An object's key is prefix, day and pack: `plainview/2026-11-24/<id>.pack`. A day is deleted by its prefix.
"""

import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from typing import Final
from uuid import UUID

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from plainview.archive.bucket_settings import BucketSettings
from plainview.archive.packs import At, Opened, StoreAway

CONNECT: Final = timedelta(seconds=4)
WHOLE: Final = timedelta(seconds=20)
"""How long a request may take: to be taken up, and with its answer."""
_AHEAD: Final = 128 * 1024
"""Bytes that are fetched at once, so that both pictures of a read come with one request."""
_PAGE: Final = 1_000
_LONGEST: Final = 200
_NO_VERSION: Final = "null"
"""What a bucket says whose versions were switched off: a deletion there is one."""
_CODE: Final = re.compile(r"<Code>([A-Za-z0-9]{1,60})</Code>")
_STATUS: Final = re.compile(r"status code: (\d{3})")


@dataclass(frozen=True)
class Bucket:
    """The bucket that the settings name."""

    settings: BucketSettings

    @cached_property
    def _store(self) -> S3Store:
        wanted = self.settings
        options = {"allow_http": True, "connect_timeout": CONNECT, "timeout": WHOLE}
        if wanted.authority is not None:
            options["root_certificate"] = wanted.authority
        # What the environment of AWS's own tools says does not count here: everything is said.
        config = {
            "access_key_id": wanted.key_id,
            "secret_access_key": wanted.secret,
            "region": wanted.region,
            "checksum_algorithm": "sha256",
            "virtual_hosted_style_request": False,
            "endpoint": wanted.endpoint or f"https://s3.{wanted.region}.amazonaws.com",
        }
        with _in_words(wanted):
            # No retry in here: whoever moves packs knows when to try again, and whoever looks should not wait.
            return S3Store(
                wanted.bucket,
                prefix=wanted.prefix,
                config=config,  # type: ignore[arg-type]  # the library's own type of it is not there at run time
                client_options=options,  # type: ignore[arg-type]  # the same
                retry_config={"max_retries": 0},
            )

    def put(self, day: date, pack: UUID, parts: Sequence[bytes]) -> None:
        """Put a pack, in one request, so that it is there whole or not at all; see `Store`."""
        with _in_words(self.settings):
            obstore.put(self._store, _path(day, pack), b"".join(parts), use_multipart=False)

    def opened(self, day: date, pack: UUID) -> Opened:
        """A pack; see `Store`."""
        return self._reading(_path(day, pack))

    def days(self) -> list[date]:
        """The days under the prefix, oldest first; what is named otherwise is none of ours."""
        with _in_words(self.settings):
            listed = obstore.list_with_delimiter(self._store)["common_prefixes"]
        return sorted(day for name in listed if (day := _day(name)) is not None)

    def count(self) -> dict[date, int]:
        """How many objects each day has."""
        return {day: sum(1 for _ in self._names(day)) for day in self.days()}

    def remove(self, day: date) -> None:
        """Delete every object of a day."""
        names = list(self._names(day))
        with _in_words(self.settings):
            for start in range(0, len(names), _PAGE):
                obstore.delete(self._store, names[start : start + _PAGE])

    def check(self) -> None:
        """Write an object, read it, find it in the list, delete it, and see that it is gone.

        Raises:
            StoreAway: with what is wrong, in words.
        """
        name, content = f"check/{uuid.uuid4()}", datetime.now(UTC).isoformat().encode()
        try:
            with _in_words(self.settings):
                version = obstore.put(self._store, name, content, use_multipart=False)["version"]
                answered = bytes(obstore.get(self._store, name).bytes())
                listed = any(name == each["path"] for page in obstore.list(self._store, "check") for each in page)
                obstore.delete(self._store, name)
                left = any(name == each["path"] for page in obstore.list(self._store, "check") for each in page)
        except FileNotFoundError:
            raise StoreAway("what was written is not there when it is read back") from None
        if version not in (None, _NO_VERSION):
            raise StoreAway("the bucket keeps versions, so what a purge deletes would stay there; switch versions off")
        if answered != content:
            raise StoreAway("what was read back is not what was written")
        if not listed:
            raise StoreAway("what was written is not in the list, so a purge would not find it")
        if left:
            raise StoreAway("what was deleted is still there; the bucket may keep versions or be locked")

    def _names(self, day: date) -> Iterator[str]:
        with _in_words(self.settings):
            for page in obstore.list(self._store, day.isoformat(), chunk_size=_PAGE):
                yield from (each["path"] for each in page)

    @contextmanager
    def _reading(self, path: str) -> Iterator[At]:
        start, window = 0, b""

        def at(offset: int, length: int) -> bytes:
            nonlocal start, window
            if not start <= offset <= offset + length <= start + len(window):
                with _in_words(self.settings):
                    start, window = offset, bytes(self._fetched(path, offset, max(length, _AHEAD)))
            return window[offset - start : offset - start + length]

        yield at

    def _fetched(self, path: str, offset: int, length: int) -> bytes:
        return bytes(obstore.get_range(self._store, path, start=offset, length=length)) if length else b""


@cache
def bucket(settings: BucketSettings) -> Bucket:
    """The bucket, with its connections, once a process."""
    return Bucket(settings)


def _path(day: date, pack: UUID) -> str:
    return f"{day.isoformat()}/{pack}.pack"


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name.rstrip("/").rpartition("/")[2])
    except ValueError:
        return None


@contextmanager
def _in_words(settings: BucketSettings) -> Iterator[None]:
    """A key that the store itself says it has not is FileNotFoundError. All else is StoreAway.

    A proxy before the store answers 404 too, and that must not count as a lost picture.
    """
    try:
        yield
    except FileNotFoundError as trouble:
        if _code(trouble) != "NoSuchKey":
            raise StoreAway(_words(trouble, settings)) from None
        raise
    except (BaseError, ValueError) as trouble:
        if _code(trouble) == "InvalidRange":
            raise FileNotFoundError("the pack is shorter than it was") from None
        # The library's own text has many lines, and the request in them.
        raise StoreAway(_words(trouble, settings)) from None


def _words(trouble: Exception, settings: BucketSettings) -> str:
    text, code = str(trouble), _code(trouble)
    if code == "NoSuchBucket":
        return f"there is no bucket {settings.bucket}"
    status = _STATUS.search(text)
    if isinstance(trouble, PermissionDeniedError | UnauthenticatedError) or (status and status[1] in {"401", "403"}):
        return f"the store refuses the credentials, or what they may do ({code or 'no reason given'})"
    if status:
        return f"the store answers {status[1]} ({code or 'no reason given'})"
    if "TimedOut" in text or "timed out" in text:
        return "the store did not answer in time"
    if "error sending request" in text:
        return "the store cannot be reached"
    return (text.splitlines() or [""])[0][:_LONGEST]


def _code(trouble: Exception) -> str:
    found = _CODE.search(str(trouble))
    return found[1] if found else ""
