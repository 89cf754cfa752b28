"""Single sign-on against a real identity provider, the npm package oidc-provider, on localhost."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from factories.live import free_port
from factories.people import person
from plainview.accounts.models import SignedIn
from plainview.audit.models import Entry as LogEntry
from plainview.policy import clauses
from plainview.web.identity_provider import ID, IdentityProvider

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node")
SECRET = "a secret of the tests"
pytestmark = [
    pytest.mark.usefixtures("instance"),
    pytest.mark.skipif(
        NODE is None or not (ROOT / "node_modules/oidc-provider").exists(), reason="needs node and oidc-provider"
    ),
]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@contextmanager
def provider(settings: object, *, methods: frozenset[str] = frozenset(), **environment: str) -> Iterator[str]:
    """A running provider that our settings name."""
    port = free_port()
    issuer, back = f"http://localhost:{port}", f"http://localhost/sign-in/with/{ID}/back/"
    program = Path(__file__).with_name("identity_provider.mjs")
    process = subprocess.Popen(
        [str(NODE), str(program), str(port), back],
        env={**os.environ, "NODE_PATH": str(ROOT / "node_modules"), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if "listening" in line:
                break
        ours = IdentityProvider("Springfield PD", issuer, "plainview", SECRET, methods)
        settings.SINGLE_SIGN_ON = ours  # type: ignore[attr-defined]
        settings.SOCIALACCOUNT_PROVIDERS = {  # type: ignore[attr-defined]
            "openid_connect": {"APPS": [ours.app()], "OAUTH_PKCE_ENABLED": True}
        }
        yield issuer
    finally:
        process.terminate()
        process.wait(10)
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def changed() -> Iterator[object]:
    """Django's settings, as they were afterwards."""
    from django.test import override_settings

    with override_settings():
        from django.conf import settings

        yield settings


def come_back(address: str, client: Client, *, start: str = "") -> HttpResponse:
    """From our sign-in page through the provider's own pages and back, as a browser goes."""
    there = client.get(reverse("openid_connect_login", args=[ID]) + start)["Location"]
    assert "code_challenge_method=S256" in there
    with httpx.Client(follow_redirects=False, timeout=20) as browser:
        answer = browser.get(there)
        for _ in range(12):
            if answer.is_redirect:
                following = str(answer.next_request.url) if answer.next_request else ""
                if following.startswith("http://localhost/sign-in/with/"):
                    return client.get(following)  # type: ignore[return-value]
                answer = browser.get(following)
                continue
            form = re.search(r'action="([^"]+)"', answer.text)
            assert form, answer.text
            typed = {"prompt": "login", "login": address, "password": "any"}
            answer = browser.post(form[1], data=typed if 'name="login"' in answer.text else {"prompt": "consent"})
    raise AssertionError("the provider did not lead back")


def browser() -> Client:
    return Client(SERVER_NAME="localhost")


def last_failure() -> LogEntry:
    return LogEntry.objects.filter(event="login.failed").latest("seq")


@pytest.mark.proves(clauses.F, clauses.D_3)
def test_somebody_who_was_invited_comes_in_and_gives_our_second_factor(changed: object) -> None:
    someone, client = person(), browser()
    with provider(changed):
        assert b"Sign in with Springfield PD" in client.get(reverse("account_login")).content
        answer = come_back(someone.email, client, start="?next=/search/&process=connect&scope=admin")
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_authenticate"))
    assert client.get(reverse("alerts")).status_code == 302
    assert not SignedIn.objects.exists()
    someone.refresh_from_db()
    assert someone.has_usable_password()


def test_a_provider_that_is_trusted_in_it_gives_the_second_factor(changed: object) -> None:
    someone, client = person(second_factor=False), browser()
    with provider(changed, methods=frozenset({"hwk"}), PLAINVIEW_TEST_FACTORS="pwd,hwk"):
        answer = come_back(someone.email, client, start="?next=/search/")
    assert (answer.status_code, answer["Location"]) == (302, "/search/")
    assert client.get(reverse("alerts")).status_code == 200
    assert SignedIn.objects.get(person=someone).by == "single sign-on"


def test_a_factor_that_the_department_does_not_trust_counts_for_nothing(changed: object) -> None:
    someone, client = person(second_factor=False), browser()
    with provider(changed, methods=frozenset({"hwk"}), PLAINVIEW_TEST_FACTORS="pwd,sms"):
        come_back(someone.email, client)
    assert client.get(reverse("alerts"))["Location"] == reverse("mfa_activate_totp")


@pytest.mark.proves(clauses.D_3, clauses.I)
def test_an_address_of_nobody_is_refused_and_logged(changed: object) -> None:
    client = browser()
    with provider(changed):
        answer = come_back("stranger@example.test", client)
    assert (answer.status_code, b"nobody has a log-in" in answer.content) == (403, True)
    assert (last_failure().subject, last_failure().outcome) == ("email:stranger@example.test", "refused")
    assert client.get(reverse("alerts")).status_code == 302


def test_an_address_that_the_provider_does_not_vouch_for_is_refused(changed: object) -> None:
    with provider(changed, PLAINVIEW_TEST_UNVERIFIED="1"):
        answer = come_back(person().email, browser())
    assert (answer.status_code, b"does not vouch" in answer.content) == (403, True)


@pytest.mark.parametrize("wrong", ["audience", "subject", "key"])
def test_a_token_that_was_not_made_for_us_is_refused_and_logged(changed: object, wrong: str) -> None:
    client = browser()
    with provider(changed, PLAINVIEW_TEST_WRONG=wrong):
        answer = come_back(person().email, client)
    assert answer.status_code == 403
    assert "single sign-on" in last_failure().facts
    assert client.get(reverse("alerts")).status_code == 302
    assert not SignedIn.objects.exists()


def test_a_code_that_comes_to_another_browser_is_refused(changed: object) -> None:
    with provider(changed):
        answer = browser().get(reverse("openid_connect_callback", args=[ID]) + "?code=x&state=y")
    assert answer.status_code == 403


def test_a_provider_that_is_away_is_said_to_be(changed: object) -> None:
    with provider(changed):
        pass
    answer = browser().get(reverse("openid_connect_login", args=[ID]))
    assert (answer.status_code, b"did not answer" in answer.content) == (403, True)


def test_a_deactivated_person_does_not_come_in_from_elsewhere_either(changed: object) -> None:
    someone = person()
    type(someone).objects.filter(pk=someone.pk).update(is_active=False, ended_because="left")
    with provider(changed):
        answer = come_back(someone.email, browser())
    assert (answer.status_code, b"left" in answer.content) == (403, True)


def test_without_a_provider_there_is_no_such_way_in() -> None:
    assert b"openid" not in browser().get(reverse("account_login")).content
    assert browser().get(reverse("openid_connect_login", args=[ID])).status_code == 404
