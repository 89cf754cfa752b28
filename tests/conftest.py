"""Django is set up once, without a database; a test that needs one asks for the fixture `instance`."""

import os
import tempfile
from datetime import timedelta

import pytest
from hypothesis import settings

pytest_plugins = ["factories.instance", "factories.object_store"]

# No test asserts a time: a busy machine is not a failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    folder = tempfile.TemporaryDirectory(prefix="plainview-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["PLAINVIEW_DATA"] = folder.name
    os.environ["DJANGO_SETTINGS_MODULE"] = "plainview.web.settings"
    # Settings ask for an address when they are read; the real one is put in its place by `instance`.
    nowhere = {
        "PLAINVIEW_DATABASE_URL": "postgresql://nobody@/nowhere",
        "PLAINVIEW_DATABASE_APP_URL": "postgresql://nobody@/nowhere",
    }
    for name in nowhere:
        os.environ.pop(name, None)
    os.environ.update(nowhere)
    import django

    django.setup()
    from django.conf import settings as of_django

    # Argon2 is slow on purpose, and what these tests ask is something else; servers that they start use it.
    of_django.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for name in nowhere:
        del os.environ[name]


@pytest.fixture
def each_sighting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sighting raises an alert of its own, as where a department counts no repeats."""
    from django.conf import settings as of_django

    monkeypatch.setattr(of_django, "ALERT_REPEAT", timedelta())
