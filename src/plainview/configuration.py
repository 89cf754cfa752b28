"""Where things are, from the environment. `docs/how-to/operations.md` lists them all."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Final

import platformdirs

DEFAULT_PORT: Final = 8000
_STORES: Final = ("PLAINVIEW_PICTURES_", "PLAINVIEW_MASTER_KEY")
PUSH_SERVICES: Final = ("fcm.googleapis.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com")


def data_folder() -> Path:
    """`PLAINVIEW_DATA`, or the user's XDG data folder. Created with access for its owner only."""
    chosen = os.environ.get("PLAINVIEW_DATA")
    folder = Path(chosen) if chosen else Path(platformdirs.user_data_dir("plainview", appauthor=False))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder.resolve()


def database_url() -> str | None:
    """`PLAINVIEW_DATABASE_URL`: the owner's address of a PostgreSQL of your own; None means the embedded one."""
    return os.environ.get("PLAINVIEW_DATABASE_URL") or None


def port() -> int:
    """`PLAINVIEW_PORT`: the TCP port of the pages and the API.

    Raises:
        ValueError: the variable is not a port number.
    """
    text = os.environ.get("PLAINVIEW_PORT", str(DEFAULT_PORT))
    if not text.isdigit() or not 0 < int(text) < 65536:  # noqa: PLR2004 - the range of a TCP port
        raise ValueError(f"PLAINVIEW_PORT must be a port number between 1 and 65535, not {text!r}")
    return int(text)


def drop_folder() -> Path:
    """`PLAINVIEW_DROP`: the folder below which each hot list's source has its own; by default `drop` in the data."""
    chosen = os.environ.get("PLAINVIEW_DROP")
    return Path(chosen) if chosen else data_folder() / "drop"


def minutes(name: str, default: int) -> timedelta:
    """A number of minutes from a variable, at most those of a day.

    Raises:
        ValueError: the variable is not such a number.
    """
    text = os.environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= 1440):  # noqa: PLR2004 - a day
        raise ValueError(f"{name} must be a number of minutes between 0 and 1440, not {text!r}")
    return timedelta(minutes=int(text))


def push_contact() -> str:
    """`PLAINVIEW_PUSH_CONTACT`: whom push services may ask, as `mailto:…` or `https://…`; empty: no notifications.

    Raises:
        ValueError: it is neither.
    """
    text = os.environ.get("PLAINVIEW_PUSH_CONTACT", "")
    if text and not text.startswith(("mailto:", "https://")):
        raise ValueError(f"PLAINVIEW_PUSH_CONTACT must begin with mailto: or https://, not {text!r}")
    return text


def push_services() -> tuple[str, ...]:
    """`PLAINVIEW_PUSH_SERVICES`: hosts of push services with commas between, instead of those of common browsers."""
    named = os.environ.get("PLAINVIEW_PUSH_SERVICES", "").split(",")
    return tuple(each.strip() for each in named if each.strip()) or PUSH_SERVICES


def witness() -> Path | None:
    """`PLAINVIEW_WITNESS`: a file on another disk or host, to which each checkpoint of the log is added."""
    chosen = os.environ.get("PLAINVIEW_WITNESS")
    return Path(chosen) if chosen else None


def backups() -> Path | None:
    """`PLAINVIEW_BACKUPS`: a folder whose files count as backups, whoever makes them; their age is watched (K.1)."""
    chosen = os.environ.get("PLAINVIEW_BACKUPS")
    return Path(chosen) if chosen else None


def time_stamps() -> str | None:
    """`PLAINVIEW_TSA`: the address of an authority that puts its time under each checkpoint (RFC 3161)."""
    return os.environ.get("PLAINVIEW_TSA") or None


def log_name() -> str:
    """`PLAINVIEW_LOG_NAME`: how the log is called in its checkpoints, best like an address without its scheme.

    Raises:
        ValueError: the name has a space or a plus in it.
    """
    name = os.environ.get("PLAINVIEW_LOG_NAME") or "plainview.local/log"
    if "+" in name or any(char.isspace() for char in name) or len(name) > 80:  # noqa: PLR2004 - it stands in a subject
        raise ValueError("PLAINVIEW_LOG_NAME must have at most 80 characters, no space and no plus")
    return name


def leave_stores_alone() -> None:
    """Forget what this environment says of the agency's object store and master key.

    What is made up, a demo or a measurement, purges days of its own and must not reach those of an instance in service.
    """
    for name in [each for each in os.environ if each.startswith(_STORES)]:
        del os.environ[name]
