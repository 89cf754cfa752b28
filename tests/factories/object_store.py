"""An S3-compatible object store for tests: moto's server, which speaks the protocol over HTTP, with faults."""

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, cast
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from factories.instance import Instance
from factories.reads import read
from plainview.archive.bucket_settings import BucketSettings, configured
from plainview.terms.read import CapturedRead

if TYPE_CHECKING:
    from factories.devices import Box

BUCKET: Final = "pictures-of-tests"
KEY_ID: Final = "AKIDTESTS"
SECRET: Final = "a secret of the tests"
_DENIED: Final = b"<Error><Code>%s</Code><Message>no</Message></Error>"
App = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


class _Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Nothing on the terminal."""


@dataclass
class ObjectStore:
    """The store. `slow_s` waits before each answer; `failing` answers methods with that status; it can go down.

    What it says then is an error of S3, with `said` for its code; `said` may be empty, as of a proxy before the store.
    """

    port: int = 0
    slow_s: float = 0.0
    failing: dict[str, int] = field(default_factory=dict)
    said: bytes = b"SlowDown"
    asked: list[str] = field(default_factory=list)
    _server: BaseWSGIServer | None = None
    _thread: threading.Thread | None = None

    def environment(self, **changed: str) -> dict[str, str]:
        """What an operator would set."""
        return {
            "PLAINVIEW_PICTURES_BUCKET": BUCKET,
            "PLAINVIEW_PICTURES_ENDPOINT": f"http://127.0.0.1:{self.port}",
            "PLAINVIEW_PICTURES_PREFIX": "police/plainview",
            "PLAINVIEW_PICTURES_KEY_ID": KEY_ID,
            "PLAINVIEW_PICTURES_SECRET": SECRET,
            **changed,
        }

    def settings(self, **changed: str) -> BucketSettings:
        found = configured(self.environment(**changed))
        assert found is not None
        return found

    def names(self) -> list[str]:
        """The keys of all objects, whoever put them."""
        return sorted(self._bucket().keys())

    def content(self, name: str) -> bytes:
        return bytes(self._bucket()[name].value)

    def put(self, name: str, content: bytes = b"x") -> None:
        """An object that is simply there."""
        from moto.s3.models import s3_backends

        s3_backends["123456789012"]["aws"].put_object(BUCKET, name, content)

    def lose(self, name: str) -> None:
        """An object is gone, and nobody said so."""
        del self._bucket()[name]

    def keep_versions(self) -> None:
        """As an administrator might switch it on."""
        from moto.s3.models import s3_backends

        s3_backends["123456789012"]["aws"].put_bucket_versioning(BUCKET, "Enabled")

    def go_down(self) -> None:
        """Nobody listens any more; what is stored stays."""
        assert self._server is not None
        assert self._thread is not None
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def come_up(self) -> None:
        """Listen, on the port of before if there was one."""
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

        app = self._with_faults(cast("App", DomainDispatcherApplication(create_backend_app)))
        self._server = make_server("127.0.0.1", self.port, app, threaded=True, request_handler=_Silent)
        self.port = self._server.port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def _with_faults(self, app: App) -> App:
        def answer(asked: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            method, credential = asked["REQUEST_METHOD"], asked.get("HTTP_AUTHORIZATION", "")
            self.asked.append(f"{method} {asked['PATH_INFO']}?{asked.get('QUERY_STRING', '')}")
            time.sleep(self.slow_s)
            if method in self.failing:
                start(f"{self.failing[method]} FAILING", [("Content-Type", "application/xml")])
                return [_DENIED % self.said if self.said else b"<html>There is nothing here.</html>"]
            # moto believes whoever signs; a store does not.
            if not re.search(rf"Credential={KEY_ID}/", credential):
                start("403 Forbidden", [("Content-Type", "application/xml")])
                return [_DENIED % b"InvalidAccessKeyId"]
            return app(asked, start)

        return answer

    @staticmethod
    def _bucket() -> Any:
        from moto.s3.models import s3_backends

        return s3_backends["123456789012"]["aws"].buckets[BUCKET].keys


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """A running store with an empty bucket."""
    from moto.s3.models import s3_backends

    backend = s3_backends["123456789012"]["aws"]
    backend.reset()
    backend.create_bucket(BUCKET, "us-east-1")
    store = ObjectStore()
    store.come_up()
    try:
        yield store
    finally:
        store.go_down()


@contextmanager
def in_use(store: ObjectStore, monkeypatch: pytest.MonkeyPatch, **changed: str) -> Iterator[BucketSettings]:
    """This process keeps its pictures there."""
    from django.conf import settings as of_django

    chosen = store.settings(**changed)
    with monkeypatch.context() as patched:
        patched.setattr(of_django, "PICTURES", chosen)
        patched.setattr("plainview.archive.keeping._room._folder", None)
        # A store of a test comes back at once.
        patched.setattr("plainview.archive.keeping._AWAY_S", 0.0)
        patched.setattr("plainview.archive.keeping._asking._again", 0.0)
        yield chosen


@pytest.fixture
def s3() -> Iterator[ObjectStore]:
    """A running store with an empty bucket."""
    with object_store() as running:
        yield running


@pytest.fixture
def place(instance: Instance, s3: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[BucketSettings]:
    """A new department that keeps its pictures there."""
    with in_use(s3, monkeypatch) as chosen:
        yield chosen


def spooled(instance: Instance) -> list[str]:
    """The names of the packs that lie on the disk."""
    return sorted(file.name for file in (instance.data / "pictures").rglob("*.pack"))


def delivered(box: "Box", *plates: str, captured_at: datetime | None = None) -> list[CapturedRead]:
    """Reads that the server has acknowledged."""
    from factories.devices import batch

    reads = [read(plate, captured_at=captured_at or datetime.now(UTC)) for plate in plates]
    answer = box.send(batch(box.camera, *reads))
    assert answer.status_code == HTTPStatus.OK, answer.content
    return reads


def opened(sent: CapturedRead) -> tuple[bytes, bytes]:
    """Photograph and crop of a read, as a search shows them."""
    from plainview.archive import queries
    from plainview.archive.models import Read

    kept = Read.objects.get(id=sent.id)
    return queries.picture(kept, "photograph"), queries.picture(kept, "crop")
