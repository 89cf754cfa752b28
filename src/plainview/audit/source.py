"""By which door an entry came: a page, the API, a command or a job, with the client's address where there is one.

Whoever opens the door says so once, and each entry written behind it carries the words. Where nobody said anything the
source is "unknown"; an entry never borrows another's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Literal

UNKNOWN: Final = "unknown"
LONGEST: Final = 128
"""Characters of a source that the log keeps."""

Kind = Literal["page", "api", "command", "job"]

_here: ContextVar[str] = ContextVar("plainview_source", default=UNKNOWN)


def current() -> str:
    """The source of what happens now: "page:search 192.0.2.7", "command:plainview audit verify", "unknown"."""
    return _here.get()


def enter(kind: Kind, name: str) -> None:
    """Say for the rest of this thread by which door it came: for a command, which does one thing and ends."""
    _here.set(f"{kind}:{name}"[:LONGEST])


@contextmanager
def of(kind: Kind, name: str, address: str = "") -> Iterator[None]:
    """Everything inside comes by this door, from this address of a client."""
    token = _here.set(f"{kind}:{name} {address}".rstrip()[:LONGEST])
    try:
        yield
    finally:
        _here.reset(token)
