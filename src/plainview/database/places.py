"""Where a cluster and its socket lie, seen from the data folder, and the note of it that other processes read."""

import hashlib
import os
import pwd
import secrets
import stat
from pathlib import Path
from typing import Final

import msgspec

from plainview.database.accounts import Account
from plainview.database.trouble import DatabaseError
from plainview.secret_files import sync_folder

SHELTER: Final = Path("/var/lib/plainview")
"""Where root's cluster goes when its account cannot reach the data folder."""
NOTE: Final = "postgres.json"
CLUSTER: Final = "postgres"
LONGEST_SOCKET: Final = 107
"""Bytes of a Unix socket's path on Linux, less the closing zero."""
SOCKET_FOLDER: Final = "postgres-socket"
SHORT: Final = Path("/tmp")  # noqa: S108 - owner and mode of what is found there are checked
"""Where the socket's folder goes when the data folder's path is too long for a socket."""
_LONGEST_NAME: Final = "/.s.PGSQL.65535"
_TRIES: Final = 10


class PlaceError(DatabaseError):
    """The cluster or its socket cannot be put anywhere, or the note about it cannot be read."""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """The file `postgres.json` in the data folder.

    `home` is the folder that holds the cluster, None for the data folder itself, so that a data folder may be moved.
    `socket_folder` and `port` make the address; port 0 means that the server has never been started.
    """

    home: str | None = None
    socket_folder: str = ""
    port: int = 0


def read_note(data: Path) -> Note:
    """The note in a data folder; an empty one where there is none.

    Raises:
        PlaceError: the file is there and is not such a note.
    """
    path = data / NOTE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Note)
    except FileNotFoundError:
        return Note()
    except msgspec.DecodeError as error:
        raise PlaceError(f"{path} is damaged ({error}): put it back from a copy of the data folder.") from error


def write_note(data: Path, note: Note) -> None:
    """Replaces the note at once, so that a reader sees the old one or the new one."""
    write_whole(data / NOTE, msgspec.json.encode(note))


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file of mode 0600 that is on disk, whole, before it has its name."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    unfinished.touch(mode=0o600, exist_ok=False)
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    own_as_parent(unfinished)
    unfinished.replace(path)
    sync_folder(path.parent)


def own_as_parent(path: Path) -> None:
    """As root, gives a file to the owner of its folder, who must be able to work without root later."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def home_of(data: Path) -> Path:
    """The folder that holds the cluster of a data folder, as far as it is settled."""
    return Path(read_note(data).home or data)


def settle(data: Path, account: Account) -> Path:
    """Decides where a new cluster's home is: the data folder wherever the account can reach it, else a shelter.

    A data folder that root made is open to root alone. Where only that one folder is in the way, its group becomes the
    account's and may pass through it (0710, no listing), so that the cluster stays with everything else that is
    Plainview's. Where a parent is closed too, as under /root, no mode of ours helps and the cluster goes to
    /var/lib/plainview. The name there starts with a hash of the data folder's path and ends by chance: a data folder
    that was deleted and made again must not meet the cluster of the old one, whose passwords went with it.
    """
    note = read_note(data)
    if note.home:
        return Path(note.home)
    if account.is_ourselves or account.may("x", data):
        return data
    found = data.stat()
    closed_by_us = found.st_uid == 0 and stat.S_IMODE(found.st_mode) == stat.S_IRWXU
    if closed_by_us and account.may("x", data.parent) and data != Path(pwd.getpwuid(0).pw_dir).resolve():
        os.chown(data, 0, account.gid)
        data.chmod(0o710)
        return data
    if (data / CLUSTER).exists():
        raise PlaceError(
            f"The account {account.name!r} cannot reach the database in {data}: "
            "move the data folder to where that account can go, such as /srv."
        )
    shelter = SHELTER / f"{_digest(data)}-{secrets.token_hex(4)}"
    # Noted first: a shelter that is made and not noted would never be found again.
    write_note(data, msgspec.structs.replace(note, home=str(shelter)))
    return shelter


def make_home(home: Path, data: Path) -> None:
    """Makes a shelter that its account can pass through; the data folder exists already."""
    if home != data:
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        for folder in (home, home.parent):
            folder.chmod(folder.stat().st_mode | 0o111)


def socket_folder(home: Path, account: Account) -> Path:
    """A folder for the socket that only the account can enter, made if need be.

    It lies beside the cluster. A socket's path has at most 107 bytes, so below a deep home it lies in /tmp under a
    name made of the home's hash. XDG_RUNTIME_DIR is not used: it is emptied when its user logs out, and the server
    stays.

    Raises:
        PlaceError: others hold every name that we would use in /tmp.
    """
    candidates = socket_folders(home, account)
    for folder in candidates:
        if _make_private(folder, account):
            return folder
    raise PlaceError(
        f"The folder {candidates[0]} for the database's socket belongs to somebody else: remove it, "
        "or choose a data folder with a shorter path with --data."
    )


def socket_folders(home: Path, account: Account) -> list[Path]:
    """Where the socket may lie, the best place first: beside the cluster, or one of ten short names."""
    beside = home / SOCKET_FOLDER
    if len(os.fsencode(beside)) + len(_LONGEST_NAME) <= LONGEST_SOCKET:
        return [beside]
    stem = f"plainview-{account.uid}-{_digest(home)}"
    return [SHORT / stem, *(SHORT / f"{stem}-{number}" for number in range(1, _TRIES))]


def _make_private(folder: Path, account: Account) -> bool:
    try:
        folder.mkdir(mode=0o700)
        account.take(folder)
    except FileExistsError:
        pass
    found = folder.lstat()
    # In /tmp anybody may have made the name first, as a link or as a folder that they can read.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (account.uid, os.geteuid()):
        return False
    folder.chmod(0o700)
    account.take(folder)
    return True


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
