"""A secret's name is on the disk before anyone relies on it."""

import os
import stat
from pathlib import Path

import pytest

from plainview.secret_files import made_once, replace


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """What a folder held each time it was synced."""
    seen: list[set[str]] = []
    fsync = os.fsync

    def look(handle: int) -> None:
        fsync(handle)
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            seen.append(set(os.listdir(handle)))

    monkeypatch.setattr(os, "fsync", look)
    return seen


def test_a_new_content_is_in_place_when_the_folder_is_synced(tmp_path: Path, synced: list[set[str]]) -> None:
    replace(tmp_path / "key", b"new")
    assert synced == [{"key"}]
    assert (tmp_path / "key").read_bytes() == b"new"


def test_a_secret_that_is_made_is_in_place_when_the_folder_is_synced(tmp_path: Path, synced: list[set[str]]) -> None:
    assert made_once(tmp_path / "key", lambda: b"first") == b"first"
    assert synced == [{"key"}]
    assert made_once(tmp_path / "key", lambda: b"second") == b"first"
    assert len(synced) == 1, "what is only read needs no sync"
