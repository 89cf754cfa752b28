"""Where a request came from."""

import ipaddress
from typing import Final

from django.conf import settings
from django.http import HttpRequest

UNKNOWN: Final = "unknown"


def client_address(request: HttpRequest) -> str:
    """The client's IP address, or "unknown".

    Behind a proxy that speaks TLS for us it is what that proxy added last to X-Forwarded-For. What stood there before
    is the client's own word, and without a proxy the whole header is.
    """
    said = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_TLS:
        said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2]
    try:
        return str(ipaddress.ip_address(said.strip()))
    except ValueError:
        return UNKNOWN
