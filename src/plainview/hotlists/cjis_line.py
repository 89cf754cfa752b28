"""The line to CJIS: what one is, the one over a message switch, and which the environment names."""

import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlsplit

from plainview.hotlists.cjis import LineDown
from plainview.hotlists.cjis_simulator import Simulator

_LINE: Final = "PLAINVIEW_CJIS"
_AGENCY: Final = "PLAINVIEW_ORI"
_ORI: Final = re.compile(r"[A-Z0-9]{9}")
_SAMPLE_ORI: Final = "CT0000000"
_TIMEOUT_S: Final = 10.0
_LONGEST_ANSWER: Final = 64 * 1024
_BEGIN, _END = b"\x02", b"\x03"


class LineMisnamed(Exception):
    """What the environment says of the line cannot work; the message names the variable."""


class Exchange(Protocol):
    """Whoever takes a message to CJIS and brings the answer. `simulated` ones ask nobody, and pages say so."""

    @property
    def name(self) -> str: ...

    @property
    def simulated(self) -> bool: ...

    def exchange(self, message: str) -> str:
        """The answer to one message.

        Raises:
            LineDown: none came in time.
        """
        ...


@dataclass(frozen=True)
class Line:
    """A way to CJIS and the department that asks over it."""

    by: Exchange
    ori: str


@dataclass(frozen=True)
class Switch:
    """A message switch in the department's own network: text between STX and ETX, one answer a message, over TCP.

    The switch encrypts towards the state; the network up to it must be the department's own.
    """

    host: str
    port: int
    timeout_s: float = _TIMEOUT_S
    simulated: bool = False

    @property
    def name(self) -> str:
        return f"CJIS switch {self.host}"

    def exchange(self, message: str) -> str:
        """The answer to one message.

        Raises:
            LineDown: no connection, or no whole answer in time.
        """
        try:
            with socket.create_connection((self.host, self.port), self.timeout_s) as line:
                line.settimeout(self.timeout_s)
                line.sendall(_BEGIN + message.encode("ascii", "replace") + _END)
                return _answer(line)
        except TimeoutError as late:
            raise LineDown(f"{self.name} did not answer within {self.timeout_s:g} s") from late
        except OSError as trouble:
            raise LineDown(f"{self.name} cannot be reached: {trouble.strerror or trouble}") from trouble


def _answer(line: socket.socket) -> str:
    got = b""
    while _END not in got:
        piece = line.recv(4096)
        got += piece
        if not piece or len(got) > _LONGEST_ANSWER:
            raise LineDown("the answer of the CJIS switch broke off")
    return got.partition(_END)[0].rpartition(_BEGIN)[2].decode("ascii", "replace")


def configured(environment: Mapping[str, str] = os.environ) -> Line | None:
    """The line that the environment names; None where checks are recorded by hand alone.

    Raises:
        LineMisnamed: it cannot be one.
    """
    named, ori = environment.get(_LINE, "").strip(), environment.get(_AGENCY, "").strip().upper()
    if ori and not _ORI.fullmatch(ori):
        raise LineMisnamed(f"{_AGENCY} must be the nine characters of the department's ORI")
    if not named:
        return None
    if named == "simulator":
        return Line(Simulator(), ori or _SAMPLE_ORI)
    if not ori:
        raise LineMisnamed(f"{_LINE} needs {_AGENCY}, the department's ORI, beside it")
    return Line(_switch(named), ori)


def _switch(address: str) -> Switch:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as trouble:
        raise LineMisnamed(f"{_LINE}: {trouble}") from trouble
    if parts.scheme != "tcp" or not host or not port or parts.path or parts.username is not None:
        raise LineMisnamed(f'{_LINE} must be "simulator" or an address such as tcp://switch.example.gov:9000')
    return Switch(host, port)
