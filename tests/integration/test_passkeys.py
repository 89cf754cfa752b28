"""Passkeys where no browser is needed: answers that are none, and the last second factor. The rest is in tests/e2e."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from factories.people import PASSWORD, client_of, person
from plainview.accounts import lock
from plainview.accounts.models import Person
from plainview.audit.models import Entry as LogEntry
from plainview.policy import clauses

pytestmark = pytest.mark.usefixtures("instance")
NO_ANSWERS = ["", "null", "[]", "7", '"x"', "{}", '{"id": 1, "rawId": [], "response": null, "type": "public-key"}']
# As long as it need be to be shown; nobody signs with it.
WITHOUT_KEY = {"name": "Old phone", "credential": {}}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def recently(client: Client) -> Client:
    """Somebody who gave a factor just now, so that the pages do not ask again."""
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


@pytest.mark.parametrize("answer", NO_ANSWERS)
def test_an_answer_that_no_browser_gives_signs_nobody_in(answer: str) -> None:
    client = Client(SERVER_NAME="localhost")
    options = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["userVerification"] == "required"
    client.post(reverse("mfa_login_webauthn"), {"credential": answer})
    assert client.get(reverse("alerts")).status_code == 302
    assert LogEntry.objects.filter(event="login.failed").count() == 1
    assert not lock.locked()


def test_an_answer_that_no_browser_gives_counts_as_a_wrong_code() -> None:
    someone, client = person(), Client(SERVER_NAME="localhost")
    client.post(reverse("account_login"), {"login": someone.email, "password": PASSWORD})
    answers = [client.post(reverse("mfa_authenticate"), {"credential": each}).status_code for each in NO_ANSWERS[1:6]]
    assert answers == [200, 200, 200, 200, 403]
    assert lock.is_locked(someone.email)


def test_an_answer_that_no_browser_gives_makes_no_passkey() -> None:
    someone = person()
    client = recently(client_of(someone))
    for answer in NO_ANSWERS:
        assert client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": answer}).status_code == 200
    assert Authenticator.objects.filter(user=someone).count() == 1


def passkey_of(someone: Person) -> Authenticator:
    return Authenticator.objects.create(user=someone, type=Authenticator.Type.WEBAUTHN, data=WITHOUT_KEY)


@pytest.mark.proves(clauses.I)
def test_the_last_second_factor_stays_and_the_attempt_is_logged() -> None:
    someone = person(second_factor=False)
    passkey = passkey_of(someone)
    client = recently(client_of(someone))
    answer = client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert (answer.status_code, b"only second factor" in answer.content) == (403, True)
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
    entry = LogEntry.objects.get(event="second-factor.removed")
    assert (entry.outcome, entry.clause, entry.actor) == ("refused", "I", f"person:{someone.pk}")


def test_one_of_two_second_factors_may_go_and_its_name_is_logged() -> None:
    someone = person()
    passkey = passkey_of(someone)
    client = recently(client_of(someone))
    assert client.post(reverse("mfa_remove_webauthn", args=[passkey.pk])).status_code == 302
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()
    entry = LogEntry.objects.get(event="second-factor.removed")
    assert json.loads(entry.facts) == {"kind": "passkey", "name": "Old phone"}


def test_nobody_reaches_the_passkey_of_another() -> None:
    passkey = passkey_of(person())
    client = recently(client_of(person()))
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.post(reverse(name, args=[passkey.pk]), {"name": "mine"}).status_code == 404
    passkey.refresh_from_db()
    assert passkey.data["name"] == "Old phone"
