"""The key that wraps every other, in the data folder and readable by its owner only.

Back it up apart from the database: whoever has both has the pictures.
"""

from functools import cache

from plainview.archive import packs
from plainview.secret_files import made_once, secret_path


@cache
def master_key() -> bytes:
    """The instance's master key (32 bytes), made on first use.

    Raises:
        ValueError: the file is not a key.
    """
    path = secret_path("master.key")
    key = made_once(path, packs.new_key)
    if len(key) != packs.KEY_BYTES:
        raise ValueError(f"{path} is not a master key: it has {len(key)} bytes, not {packs.KEY_BYTES}")
    return key
