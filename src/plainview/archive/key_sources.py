"""Where the master key comes from: a file, the environment, or a command of the operator's. Pure but for asking it.

A command is how a key comes from any KMS, vault or hardware module: each has a client that prints a secret, and its
own ways to sign in. It is run without a shell and prints the key in base64. A key is never in a message.
"""

import base64
import binascii
import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from plainview.archive import packs
from plainview.secret_files import made_once, secret_path

KEY: Final = "PLAINVIEW_MASTER_KEY"
FILE: Final = f"{KEY}_FILE"
COMMAND: Final = f"{KEY}_COMMAND"
_PATIENCE_S: Final = 30.0
_LONGEST_COMPLAINT: Final = 200


class KeyMisnamed(Exception):
    """What is said of where the master key comes from cannot work; the message names the variable."""


class NoKey(Exception):
    """The master key does not come from where it should; the message says why, and nothing of the key."""


class OwnFile(NamedTuple):
    """The file in the data folder's `secrets`, made on first use."""

    def __str__(self) -> str:
        return str(secret_path("master.key"))


class File(NamedTuple):
    """A file elsewhere, of 32 bytes or their base64. It is never made."""

    path: str

    def __str__(self) -> str:
        return self.path


class Variable(NamedTuple):
    """A variable of the environment, in base64."""

    name: str

    def __str__(self) -> str:
        return f"the variable {self.name}"


class Command(NamedTuple):
    """A program with its arguments."""

    arguments: tuple[str, ...]

    def __str__(self) -> str:
        # An argument may say more than a page should show.
        return f"the command {self.arguments[0]}"


Source = OwnFile | File | Variable | Command


def configured(environment: Mapping[str, str] = os.environ) -> Source:
    """The source that the environment names; by default the file in the data folder.

    Raises:
        KeyMisnamed: it names two, or one that cannot work.
    """
    said = {name: environment[name].strip() for name in (KEY, FILE, COMMAND) if environment.get(name, "").strip()}
    if len(said) > 1:
        raise KeyMisnamed(f"{' and '.join(said)} both say where the master key comes from; keep one")
    if KEY in said:
        _decoded(said[KEY], KEY)
        return Variable(KEY)
    if FILE in said:
        return File(said[FILE])
    return _command(said[COMMAND], COMMAND) if COMMAND in said else OwnFile()


def named(text: str) -> Source:
    """A source as it is typed: `file`, `file:PATH`, `env:NAME` or `command:PROGRAM ARGUMENTS`.

    Raises:
        KeyMisnamed: it is none of these.
    """
    kind, _, rest = text.partition(":")
    if text == "file":
        return OwnFile()
    if kind == "file" and rest:
        return File(rest)
    if kind == "env" and rest:
        return Variable(rest)
    if kind == "command" and rest.strip():
        return _command(rest, "the command")
    raise KeyMisnamed("say file, file:PATH, env:NAME or command:PROGRAM ARGUMENTS")


def fetched(source: Source) -> bytes:
    """The key (32 bytes).

    Raises:
        NoKey: there is none, or it is none.
    """
    match source:
        case OwnFile():
            path = secret_path("master.key")
            return _whole(made_once(path, packs.new_key), str(path))
        case File(path):
            return _from_file(Path(path))
        case Variable(name):
            return _decoded_or_none(os.environ.get(name, ""), name)
        case Command(arguments):
            return _decoded_or_none(_printed(arguments), str(source))


def _from_file(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as trouble:
        raise NoKey(f"{path}: {trouble.strerror}") from trouble
    if len(content) == packs.KEY_BYTES:
        return content
    return _decoded_or_none(content.decode("ascii", "replace"), str(path))


def _printed(arguments: tuple[str, ...]) -> str:
    """What the command prints. What it complains of is passed on, its output never."""
    # It needs what its own client reads from the environment, and none of our secrets.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PLAINVIEW_")}
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_PATIENCE_S,
        )
    except subprocess.TimeoutExpired as trouble:
        raise NoKey(f"the command {arguments[0]} printed no key within {_PATIENCE_S:g} seconds") from trouble
    except OSError as trouble:
        raise NoKey(f"the command {arguments[0]} cannot be run: {trouble.strerror}") from trouble
    if done.returncode:
        complaint = " ".join(done.stderr.decode("utf-8", "replace").split())[:_LONGEST_COMPLAINT]
        raise NoKey(f"the command {arguments[0]} ended with {done.returncode}: {complaint or 'it said nothing'}")
    return done.stdout.decode("ascii", "replace")


def _command(text: str, name: str) -> Command:
    try:
        arguments = tuple(shlex.split(text))
    except ValueError as trouble:
        raise KeyMisnamed(f"{name} cannot be read: {trouble}") from trouble
    if not arguments:
        raise KeyMisnamed(f"{name} names no program")
    return Command(arguments)


def _decoded_or_none(text: str, name: str) -> bytes:
    try:
        return _decoded(text.strip(), name)
    except KeyMisnamed as trouble:
        raise NoKey(str(trouble)) from trouble


def _decoded(text: str, name: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != packs.KEY_BYTES:
        # The text might be a key that was cut short, so it is not repeated, nor chained.
        raise KeyMisnamed(f"{name} must give {packs.KEY_BYTES} bytes in base64, which are 44 characters") from None
    return key


def _whole(key: bytes, name: str) -> bytes:
    if len(key) != packs.KEY_BYTES:
        raise NoKey(f"{name} is not a master key: it has {len(key)} bytes, not {packs.KEY_BYTES}")
    return key
