"""`plainview cad`: a simulator of a dispatch system, for trying the connector out."""

import secrets
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import click

from plainview.cad import messages

_WITHIN: Final = timedelta(minutes=5)
_LARGEST: Final = 1024 * 1024


@click.group()
def cad() -> None:
    """Try the connector to a dispatch system out."""


@cad.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8055, show_default=True)
@click.option("--secret-file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Made if missing.")
@click.option("--fail", type=click.IntRange(0), default=0, help="Answer that many messages with 503 first.")
def simulate(port: int, secret_file: Path, fail: int) -> None:
    """Listen on this machine as a dispatch system would, and print what comes. It says of itself that it is none."""
    if not secret_file.exists():
        secret_file.touch(mode=0o600)
        secret_file.write_text(secrets.token_urlsafe(32), encoding="ascii")
    server = ThreadingHTTPServer(("127.0.0.1", port), handler(secret_file.read_bytes().strip(), fail=fail))
    click.echo(f"A simulated dispatch system listens. Start the server with PLAINVIEW_CAD_URL=http://127.0.0.1:{port}/")
    click.echo(f"and PLAINVIEW_CAD_SECRET_FILE={secret_file.resolve()}. Ctrl-C ends it.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("Ended.")
    finally:
        server.server_close()


def handler(secret: bytes, *, fail: int = 0) -> type[BaseHTTPRequestHandler]:
    """What answers each message: 401 for a signature that is none, 409 for one that came before, else 200."""
    took: set[str] = set()
    failing = iter(range(fail))

    class Simulator(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            text = self.rfile.read(min(int(length), _LARGEST) if length.isdecimal() else 0).decode("utf-8", "replace")
            self._answer(self._weigh(text), text)

        def _weigh(self, text: str) -> HTTPStatus:
            signature = self.headers.get(messages.SIGNATURE, "")
            if not messages.is_genuine(secret, text, signature, at=datetime.now(UTC), within=_WITHIN):
                return HTTPStatus.UNAUTHORIZED
            if next(failing, None) is not None:
                return HTTPStatus.SERVICE_UNAVAILABLE
            external_id = self.headers.get(messages.EXTERNAL_ID, "")
            if external_id in took:
                return HTTPStatus.CONFLICT
            took.add(external_id)
            return HTTPStatus.OK

        def _answer(self, status: HTTPStatus, text: str) -> None:
            click.echo(f"{status.value} {text if status is HTTPStatus.OK else status.phrase}")
            self.send_response(status)
            self.send_header(messages.SIMULATOR, "yes")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """What came is printed already."""

    return Simulator
