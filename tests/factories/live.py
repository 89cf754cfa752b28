"""A whole server as a department runs it: its own processes, its own data folder, reached by HTTP and commands only."""

import atexit
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pyotp

from factories.training import whole_course
from plainview.database.server import EmbeddedServer

_START_S = 90.0
PASSWORD = "a good long pass phrase"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class LiveServer:
    """`plainview serve` in a data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.environment = {**os.environ, "PLAINVIEW_DATA": str(data), "PLAINVIEW_PORT": str(self.port)}
        self.visitors = ExitStack()
        """Closes the sessions of whoever visited, when the server is gone."""
        self._process: subprocess.Popen[bytes] | None = None
        self.givers: Givers | None = None

    def start(self) -> None:
        with (self.data / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "plainview", "serve"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.address}/health").status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(f"the server did not come up:\n{self.log()}")

    def log(self) -> str:
        return (self.data / "serve.log").read_text("utf-8", "replace")

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(30)

    def kill(self) -> None:
        """Kill -9 of everything: the server's processes and its PostgreSQL."""
        assert self._process is not None
        family = [psutil.Process(self._process.pid), *psutil.Process(self._process.pid).children(recursive=True)]
        database = EmbeddedServer(self.data).status().pid
        assert database is not None
        for each in (*family, psutil.Process(database)):
            each.kill()
        self._process.wait()
        psutil.wait_procs(family, timeout=10)

    def command(self, *arguments: str, expect: int = 0) -> str:
        """Run `plainview` at the server's console and return what it printed."""
        return self._run([sys.executable, "-m", "plainview", *arguments], expect)

    def command_later(self, days: int, *arguments: str) -> str:
        """The same, on a day to come: the program is told that so many days have passed."""
        script = (
            "import sys, datetime as d, time_machine; from plainview.cli import main;"
            "time_machine.travel(d.datetime.now(d.UTC) + d.timedelta(days=int(sys.argv.pop(1)))).start();"
            "sys.argv[0] = 'plainview'; main()"
        )
        return self._run([sys.executable, "-c", script, str(days), *arguments], 0)

    def _run(self, arguments: list[str], expect: int) -> str:
        done = subprocess.run(arguments, env=self.environment, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == expect, f"{arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout


@contextmanager
def new_server(**environment: str) -> Iterator[LiveServer]:
    """A running server in a folder of its own, gone without a trace afterwards. Nobody has joined yet."""
    with _folder() as data, _served(data, environment) as server:
        yield server


@contextmanager
def live_server(**environment: str) -> Iterator[LiveServer]:
    """The same, where the Chief and the administrator have joined: a copy of one that was made before."""
    with _folder() as data:
        cookies = _copied_into(data)
        with _served(data, environment) as server:
            server.givers = Givers(*(Session(server, each) for each in cookies))
            yield server


@contextmanager
def _folder() -> Iterator[Path]:
    data = Path(tempfile.mkdtemp(prefix="plainview-live-", dir="/tmp"))
    try:
        yield data
    finally:
        EmbeddedServer(data).erase()
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def _served(data: Path, environment: dict[str, str]) -> Iterator[LiveServer]:
    server = LiveServer(data)
    server.environment |= environment
    try:
        server.start()
        yield server
    finally:
        server.visitors.close()
        server.stop()


_FRESH_FOR_S = 900.0
"""How long a made folder is copied: the sessions in it end when nobody uses them for half an hour."""
_made: list[tuple[float, ExitStack, Path, tuple[httpx.Cookies, ...]]] = []


def _copied_into(data: Path) -> tuple[httpx.Cookies, ...]:
    """Copy a stopped server's folder, which this process makes once in a while; returns the givers' cookies."""
    if not _made or time.monotonic() - _made[-1][0] > _FRESH_FOR_S:
        folders = ExitStack()
        atexit.register(folders.close)
        made = folders.enter_context(_folder())
        with _served(made, {}) as server:
            givers = _givers(server)
            cookies = (givers.chief.http.cookies, givers.administrator.http.cookies)
        EmbeddedServer(made).stop()
        _made.append((time.monotonic(), folders, made, cookies))
    _, _, made, cookies = _made[-1]
    # Owners and modes too: the cluster belongs to an account of its own.
    subprocess.run(["cp", "-a", f"{made}/.", str(data)], check=True)
    return cookies


class Session:
    """A person's session over HTTP, forms and all, without a screen."""

    def __init__(self, server: LiveServer, cookies: httpx.Cookies | None = None) -> None:
        self.server = server
        self.http = httpx.Client(base_url=server.address, cookies=cookies, follow_redirects=True, timeout=30)
        server.visitors.callback(self.http.close)

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path)

    def post(self, path: str, form: dict[str, object], *, page: str) -> httpx.Response:
        """Open the page that holds the form, and send it as that page would."""
        return self.send(path, form, shown=self.get(page))

    def send(self, path: str, form: dict[str, object], *, shown: httpx.Response) -> httpx.Response:
        """Send a form with the token that the page carries."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown.text)
        assert token, f"no form on {shown.url}"
        return self.http.post(path, data={**form, "csrfmiddlewaretoken": token[1]}, headers={"Referer": str(shown.url)})


def list_in_force(server: LiveServer, file: Path, name: str = "State list") -> None:
    """Bring a list by the console, and let a supervisor who does nothing else agree to it."""
    server.command("hotlist", "import", str(file), "--name", name)
    supervisor = Session(server)
    join(supervisor, "lists.supervisor@city.test", "Lieutenant of Lists", "supervisor")
    shown = supervisor.get("/approvals/")
    for path in dict.fromkeys(re.findall(r'action="(/approvals/[0-9a-f-]{36}/)"', shown.text)):
        answer = supervisor.send(path, {"approved": "yes"}, shown=shown)
        assert answer.status_code == httpx.codes.OK, answer.text


_CHIEF, _ADMINISTRATOR = "first.chief@city.test", "first.administrator@city.test"
_DECIDING = ("supervisor", "chief")


def join(session: Session, email: str, name: str, role: str, *, trained: bool = True) -> str:
    """From the invitation to a session with both factors, as a new person goes through it.

    The console makes the Chief, who appoints the administrator, who invites the others; for a supervisor the Chief is
    asked first. Those two are made on the way where they are not there yet. `trained` puts a class on record by the
    import command, as a department would. Returns the second factor's secret.
    """
    givers = _givers(session.server)
    secret = accept(session, _link(givers, email, name, role), email)
    if trained:
        teach(session.server, email)
    return secret


def invited(server: LiveServer, email: str, name: str, role: str) -> str:
    """The link of somebody's invitation, given as a department gives it."""
    return _link(_givers(server), email, name, role)


def teach(server: LiveServer, *addresses: str) -> None:
    """Put a class of the whole course on record for these people."""
    taught = server.data / "taught.csv"
    taught.write_text(whole_course(*addresses), "utf-8")
    server.command("training", "import", str(taught))


def accept(session: Session, link: str, email: str) -> str:
    """Choose a password on the link's page, sign in, and set up the second factor; returns that one's secret."""
    path = httpx.URL(link).path
    assert session.post(path, {"password": PASSWORD}, page=path).status_code == httpx.codes.OK
    session.post("/sign-in/", {"login": email, "password": PASSWORD}, page="/sign-in/")
    page = session.get("/me/second-factor/")
    secret = re.search(r"\b[A-Z2-7]{32}\b", page.text)
    assert secret, "the page shows the second factor's secret for those who cannot scan it"
    answer = session.send("/me/second-factor/", {"code": pyotp.TOTP(secret[0]).now()}, shown=page)
    assert answer.url.path == "/me/recovery-codes/", answer.url
    return secret[0]


@dataclass(frozen=True)
class Givers:
    """The sessions of those who give others access."""

    chief: Session
    administrator: Session


def _givers(server: LiveServer) -> Givers:
    if server.givers is None:
        chief, administrator = Session(server), Session(server)
        link = server.command("people", "invite", _CHIEF, "--name", "Chief Zero", "--role", "chief").strip()
        accept(chief, link, _CHIEF)
        teach(server, _CHIEF)
        form = {"way": "invite", "name": "Administrator Zero", "email": _ADMINISTRATOR}
        accept(administrator, _shown(chief.post("/appointment/", form, page="/appointment/")), _ADMINISTRATOR)
        teach(server, _ADMINISTRATOR)
        server.givers = Givers(chief, administrator)
    return server.givers


def _link(givers: Givers, email: str, name: str, role: str) -> str:
    form = {"name": name, "email": email, "role": role, "why": "Leads the shift."}
    answer = givers.administrator.post("/people/invite", form, page="/people/")
    if role not in _DECIDING:
        return _shown(answer)
    waiting = givers.chief.get("/approvals/")
    path = re.search(r'action="(/approvals/[^"]+)"', waiting.text)
    assert path, "the Chief sees what waits"
    givers.chief.send(path[1], {"approved": "yes"}, shown=waiting)
    page = givers.administrator.get("/people/")
    path = re.search(r'action="(/people/links/[^"]+)"', page.text)
    assert path, "the administrator can make the link of what was approved"
    return _shown(givers.administrator.send(path[1], {}, shown=page))


def _shown(answer: httpx.Response) -> str:
    link = re.search(r"http://[^\s<]+/join/[^\s<]+", answer.text)
    assert link, f"no link on {answer.url}: {answer.text}"
    return link[0]
