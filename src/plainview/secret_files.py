"""Files in the data folder's `secrets`, readable by their owner only and never seen half written."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from plainview.configuration import data_folder


def secret_path(name: str, folder: Path | None = None) -> Path:
    """Where the secret of that name lies, in this data folder or another."""
    path = (folder or data_folder()) / "secrets" / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    return path


def made_once(path: Path, content: Callable[[], bytes]) -> bytes:
    """What the file holds, made on first use. Of two processes that make it one wins, and both read the winner's."""
    if not path.exists():
        draft = _draft(path, content())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        sync_folder(path.parent)
    return path.read_bytes()


def replace(path: Path, content: bytes) -> None:
    """Put new content in the file's place, whole. When this returns, it is on the disk under that name."""
    _draft(path, content).replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk: a file's name is durable only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _draft(path: Path, content: bytes) -> Path:
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft
