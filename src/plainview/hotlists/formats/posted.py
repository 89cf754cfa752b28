"""A hot list as JSON, as the API takes it. Pure.

`{"as_of": "2026-10-05T06:00:00-04:00", "entries": [{"source_id": "…", "plate": "…", "state": "…", …}]}`: the fields are
those of the CSV file, each a text. An entry's number is its place in the list, from 1.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO, Final

import msgspec

from plainview.hotlists.formats import fields
from plainview.hotlists.formats.line import FileRefused, Parsed, Settings

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a body."""
_SHOWN: Final = 300


class Posted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a request: the whole list, as of a moment with its zone."""

    entries: tuple[dict[str, str], ...]
    as_of: datetime | None = None


def decode(file: BinaryIO) -> Posted:
    """The body, read.

    Raises:
        FileRefused: it is not what the API takes, or too large.
    """
    body = file.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise FileRefused(f"the list has over {LARGEST:,} bytes; send it in one of the other layouts")
    try:
        posted = msgspec.json.decode(body, type=Posted)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as trouble:
        raise FileRefused(f"the body is not a list as the API takes it: {trouble}") from trouble
    if posted.as_of is not None and posted.as_of.tzinfo is None:
        raise FileRefused("as_of lacks its time zone, as in 2026-10-05T06:00:00-04:00")
    return posted


def parse(posted: Posted, settings: Settings) -> Iterator[Parsed]:
    """The entries one by one."""
    for number, sent in enumerate(posted.entries, start=1):
        yield fields.entry(number, sent, msgspec.json.encode(sent)[:_SHOWN].decode("utf-8", "replace"), settings)


def moment(posted: Posted) -> datetime | None:
    """The moment of the list in UTC."""
    return posted.as_of.astimezone(UTC) if posted.as_of else None
