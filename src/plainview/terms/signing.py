"""How a device signs a request (RFC 9421 with a RFC 9530 digest): said once for the camera side and the server side."""

from datetime import timedelta
from typing import Final

READS_PATH: Final = "/api/v1/reads"
ENTRIES_PATH: Final = "/api/v1/entries"
COVERED: Final = ("@method", "@path", "date", "content-digest", "content-type")
"""What the signature covers. A request whose signature covers less is refused."""
CLOCK_TOLERANCE: Final = timedelta(minutes=5)
"""How far a device's `Date` and `created` may stand from the server's clock."""
MSGPACK: Final = "application/msgpack"
JSON: Final = "application/json"
