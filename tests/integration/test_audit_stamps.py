"""A time-stamp under a checkpoint, from an authority that the test runs itself with openssl."""

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.test import Client
from django.urls import reverse

from factories.devices import CONSOLE
from factories.people import client_of, person
from factories.signed import NOW, signed
from plainview.audit import checkpoints, queries, stamps
from plainview.policy import clauses
from plainview.terms.actor import Role

OPENSSL = shutil.which("openssl")
CONFIGURATION = """\
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
"""

pytestmark = [
    pytest.mark.usefixtures("instance"),
    pytest.mark.skipif(OPENSSL is None, reason="openssl is not on this machine"),
]


class Authority:
    """A time-stamp authority at an address of this machine. `bend` changes what it is asked, or answers."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, 0
        self.bend: Callable[[bytes], bytes] = lambda question: question
        self.server = HTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}/"

    def answer(self, question: bytes) -> bytes:
        self.asked += 1
        (self.folder / "question").write_bytes(self.bend(question))
        arguments = ["-config", "tsa.cnf", "-queryfile", "question", "-out", "answer"]
        subprocess.run([OPENSSL, "ts", "-reply", *arguments], cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "answer").read_bytes()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.headers["Content-Type"] == "application/timestamp-query"
                answer = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None: ...

        return Handler


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    folder = tmp_path / "tsa"
    folder.mkdir()
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")
    make_certificate(folder)
    running = Authority(folder)
    thread = threading.Thread(target=running.server.serve_forever)
    thread.start()
    monkeypatch.setenv("PLAINVIEW_TSA", running.address)
    yield running
    running.server.shutdown()
    running.server.server_close()
    thread.join()


def make_certificate(folder: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A made-up authority")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "tsa.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "tsa.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@pytest.mark.proves(clauses.D_5)
def test_an_authority_outside_puts_its_time_under_a_checkpoint(authority: Authority, tmp_path: Path) -> None:
    signed(3)
    newest = queries.newest_checkpoint()
    assert authority.asked == 2, "one for each checkpoint"
    assert abs(stamps.stamped_at(bytes(newest.stamp)) - datetime.now(UTC)) < timedelta(minutes=5)
    answer, note = tmp_path / "stamp.tsr", tmp_path / "note.txt"
    answer.write_bytes(Client(SERVER_NAME="localhost").get(reverse("log-stamp", args=[3])).content)
    note.write_text(newest.note, "utf-8")
    # As an outsider checks it, with a program that is not ours.
    done = subprocess.run(
        [OPENSSL, "ts", "-verify", "-data", note, "-in", answer, "-CAfile", authority.folder / "tsa.pem"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = client_of(person(Role.AUDITOR)).get(reverse("log")).content.decode()
    assert "by an authority outside" in page


def test_a_stamp_of_something_else_is_not_taken(authority: Authority) -> None:
    other = authority.folder / "other"
    other.write_bytes(b"another text")
    question = [OPENSSL, "ts", "-query", "-data", "other", "-sha256", "-cert", "-out", "bent"]
    subprocess.run(question, cwd=authority.folder, check=True, capture_output=True)
    authority.bend = lambda _: (authority.folder / "bent").read_bytes()
    with pytest.raises(stamps.NotStamped, match="something else"):
        stamps.stamp(b"our text", authority.address)


def test_without_an_answer_the_checkpoint_comes_without_a_stamp(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    authority.answer = lambda _: b"good morning"
    assert checkpoints.make(actor=CONSOLE, at=NOW).stamp is None
    assert "got no time-stamp" in caplog.text
    for address in ("http://127.0.0.1:1/", "file:///etc/passwd"):
        monkeypatch.setenv("PLAINVIEW_TSA", address)
        with pytest.raises(stamps.NotStamped):
            stamps.stamp(b"our text", address)
        signed(queries.size() + 1)
    assert [each.stamp for each in queries.checkpoints()] == [None, None, None]


def test_no_authority_is_asked_unless_one_is_named(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLAINVIEW_TSA")
    signed(3)
    assert authority.asked == 0
