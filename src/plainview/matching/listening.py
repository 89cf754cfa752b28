"""Changed entries are taken in as they are told of, so that the next batch does not have to.

Nothing depends on it: a batch looks for itself.
"""

import threading

from plainview.database import listening
from plainview.hotlists.announcing import CHANNEL
from plainview.matching import index


def begin(stopping: threading.Event | None = None) -> threading.Thread:
    """Start the thread that does it; it ends within a second after `stopping` is set, or with the process."""
    return listening.begin(CHANNEL, index.preload, stopping=stopping)
