"""The key that wraps every other, in the data folder and readable by its owner only.

Back it up apart from the database: whoever has both has the pictures.
"""

import os
from functools import cache
from pathlib import Path

from plainview.archive import packs
from plainview.configuration import data_folder


@cache
def master_key() -> bytes:
    """The instance's master key (32 bytes), made on first use.

    Raises:
        ValueError: the file is not a key.
    """
    path = data_folder() / "secrets" / "master.key"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        _create(path)
    key = path.read_bytes()
    if len(key) != packs.KEY_BYTES:
        raise ValueError(f"{path} is not a master key: it has {len(key)} bytes, not {packs.KEY_BYTES}")
    return key


def _create(path: Path) -> None:
    # Written aside and linked into place, so that of two processes one wins and neither reads half a key.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(packs.new_key())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
