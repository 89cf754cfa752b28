"""What the forms of search and of its analyses offer to choose from."""

from collections.abc import Mapping
from datetime import datetime

from plainview.cameras import queries as cameras
from plainview.policy import parameters
from plainview.policy.matters import EXCEPTIONS, Concern
from plainview.search.request import LONGEST_SPAN
from plainview.web.choices import PURPOSES


def offered(at: datetime) -> Mapping[str, object]:
    """Purposes and exceptions as the packs have them on that day, and the cameras that may have reads."""
    on = at.date()
    permitted = parameters.permitted_purposes(on)
    return {
        "cameras": [camera for camera in cameras.register() if camera.last_read_at or not camera.retired_at],
        "purposes": [each for each in PURPOSES if permitted.permits(each[0])],
        "concerns": list(Concern),
        "exceptions": [(name, f"{name}: {EXCEPTIONS[name]}") for name in parameters.immigration_exceptions(on)],
        "longest_days": LONGEST_SPAN.days,
    }
