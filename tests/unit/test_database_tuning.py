"""How much of a machine a new cluster takes for itself."""

from pathlib import Path

import psutil
import pytest

from plainview.database import tuning

GB = 1024**3


@pytest.mark.parametrize(
    ("memory", "buffers", "cached"),
    [(GB // 4, 128, 192), (8 * GB, 2_048, 6_144), (24 * GB, 6_144, 18_432), (256 * GB, 8_192, 196_608)],
)
def test_the_cache_is_a_quarter_of_the_memory_within_bounds(memory: int, buffers: int, cached: int) -> None:
    lines = tuning.settings_for(memory).splitlines()
    assert f"shared_buffers = {buffers}MB" in lines
    assert f"effective_cache_size = {cached}MB" in lines


def test_a_container_may_not_use_the_whole_machine(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text(f"{GB // 2}\n")
    assert tuning.memory(limit) == GB // 2
    machine = psutil.virtual_memory().total
    limit.write_text("max\n")
    assert tuning.memory(limit) == machine
    assert tuning.memory(tmp_path / "absent") == machine
