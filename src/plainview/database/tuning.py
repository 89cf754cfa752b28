"""How much of the machine a new cluster may use. It is written into `postgresql.conf`, the operator's to change."""

from pathlib import Path
from typing import Final

import psutil

_MB: Final = 1024 * 1024
_BUFFERS: Final = (128, 8_192)
"""MB of the server's own cache, at least and at most."""
_SHARE: Final = 4
"""It gets a quarter of the memory, which PostgreSQL's documentation calls a reasonable beginning."""
_CGROUP: Final = Path("/sys/fs/cgroup/memory.max")
_TEMPLATE: Final = """
# What Plainview chose on a machine with {memory} MB of memory. Change it as you see fit.
shared_buffers = {buffers}MB
effective_cache_size = {cached}MB
work_mem = 16MB
max_wal_size = 4GB
random_page_cost = 1.1
# A search looks for few reads: starting further processes takes longer than finding them.
max_parallel_workers_per_gather = 0
"""


def settings_for(memory: int) -> str:
    """Lines for the end of `postgresql.conf`, for a machine with so many bytes of memory."""
    megabytes = memory // _MB
    least, most = _BUFFERS
    buffers = min(most, max(least, megabytes // _SHARE))
    return _TEMPLATE.format(memory=megabytes, buffers=buffers, cached=max(buffers, megabytes * 3 // _SHARE))


def memory(limit: Path = _CGROUP) -> int:
    """Bytes of memory that there are: the machine's, or less where a container may not use all (cgroup v2)."""
    machine = int(psutil.virtual_memory().total)
    try:
        return min(machine, int(limit.read_text()))
    except (OSError, ValueError):  # none is set ("max"), or there are no groups here
        return machine
