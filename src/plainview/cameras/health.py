"""How a camera seems to be, by when it last read a plate. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

QUIET_AFTER: Final = timedelta(hours=1)
"""Without a read for this long a camera is worth a look; at night on a side road it is nothing."""
SILENT_AFTER: Final = timedelta(hours=24)
"""A camera that read nothing for a whole day is broken, covered or turned away."""


class Health(StrEnum):
    READING = "reading"
    QUIET = "quiet"
    SILENT = "silent"
    NEW = "no read yet"
    NOT_ATTESTED = "not attested"


def health(*, attested: bool, last_read_at: datetime | None, at: datetime) -> Health:
    """What to think of a camera in service at a moment."""
    if not attested:
        return Health.NOT_ATTESTED
    if last_read_at is None:
        return Health.NEW
    since = at - last_read_at
    if since > SILENT_AFTER:
        return Health.SILENT
    return Health.QUIET if since > QUIET_AFTER else Health.READING
