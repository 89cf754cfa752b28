"""The register of cameras, and who may sign in."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from factories import devices
from factories.people import PASSWORD, administrator, client_of, person
from plainview.accounts import actions
from plainview.accounts.models import Person
from plainview.audit.models import Entry as LogEntry
from plainview.cameras import actions as cameras
from plainview.cameras import queries as register
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role

pytestmark = pytest.mark.usefixtures("instance")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.proves(clauses.J_4)
def test_the_register_lists_every_camera_with_its_place_and_the_log_keeps_its_history() -> None:
    for name in ("Bridge", "Car 12"):
        devices.box(name)
    assert [(camera.name, camera.place) for camera in register.register()] == [
        ("Bridge", "Bridge at Elm Street"),
        ("Car 12", "Car 12 at Elm Street"),
    ]
    assert LogEntry.objects.filter(event="camera.added").count() == 2


@pytest.mark.proves(clauses.G_1)
def test_an_empty_attestation_is_refused() -> None:
    camera = devices.box(attested=False).camera
    with pytest.raises(PolicyRefusal, match="attestation is empty"):
        cameras.attest(camera.pk, "  ", actor=person(Role.ADMINISTRATOR).actor(), at=now())


def test_only_an_ed25519_public_key_makes_a_device() -> None:
    camera = devices.box().camera
    for pem in (b"", b"nonsense", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"):
        with pytest.raises(cameras.KeyRejected):
            cameras.add_device(camera.pk, pem, actor=devices.CONSOLE, at=now())


@pytest.mark.proves(clauses.D_3)
def test_log_ins_come_by_invitation_of_the_administrator_alone() -> None:
    for role in sorted(set(Role) - {Role.ADMINISTRATOR}):
        with pytest.raises(PolicyRefusal):
            actions.invite("new@example.test", name="New", role=Role.OPERATOR, actor=person(role).actor(), at=now())
    by = administrator().actor()
    assert actions.invite("new@example.test", name="New", role=Role.OPERATOR, actor=by, at=now())


@pytest.mark.proves(clauses.D_3)
def test_an_invitation_works_once_and_for_a_week() -> None:
    by = administrator().actor()
    token = actions.invite("new@example.test", name="New", role=Role.OPERATOR, actor=by, at=now())
    visitor = actions.stranger("new@example.test")
    with pytest.raises(actions.InvitationInvalid):
        actions.join(token, password=PASSWORD, actor=visitor, at=now() + timedelta(days=8))
    actions.join(token, password=PASSWORD, actor=visitor, at=now())
    with pytest.raises(actions.InvitationInvalid):
        actions.join(token, password=PASSWORD, actor=visitor, at=now())


@pytest.mark.parametrize("password", ["short", "password1", "new@example.test", "qwertyuiop"])
def test_a_password_that_breaks_the_cjis_rules_is_refused_and_the_invitation_stays_open(password: str) -> None:
    by = administrator().actor()
    token = actions.invite("new@example.test", name="New", role=Role.OPERATOR, actor=by, at=now())
    with pytest.raises(ValidationError):
        actions.join(token, password=password, actor=actions.stranger("new@example.test"), at=now())
    assert actions.join(token, password=PASSWORD, actor=actions.stranger("new@example.test"), at=now())


def secret_of(someone: Person) -> str:
    authenticator = Authenticator.objects.get(user=someone, type=Authenticator.Type.TOTP)
    return str(get_adapter().decrypt(authenticator.data["secret"]))


def test_the_second_factors_secret_lies_encrypted() -> None:
    someone = person()
    stored = Authenticator.objects.get(user=someone, type=Authenticator.Type.TOTP).data["secret"]
    assert secret_of(someone) not in stored


@pytest.mark.proves(clauses.I)
def test_signing_in_takes_both_factors_and_is_logged() -> None:
    someone, browser = person(), Client(SERVER_NAME="localhost")
    first = browser.post(reverse("account_login"), {"login": someone.email, "password": PASSWORD})
    assert first["Location"] == reverse("mfa_authenticate")
    assert browser.get(reverse("alerts")).status_code == 302
    assert browser.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert browser.get(reverse("alerts")).status_code == 302
    assert LogEntry.objects.filter(event="login.failed", subject=f"email:{someone.email}").count() == 1
    browser.post(reverse("mfa_authenticate"), {"code": pyotp.TOTP(secret_of(someone)).now()})
    assert browser.get(reverse("alerts")).status_code == 200
    assert LogEntry.objects.filter(event="login.succeeded", subject=f"person:{someone.pk}").count() == 1


@pytest.mark.proves(clauses.I)
def test_five_failures_lock_the_log_in_until_an_administrator_releases_it() -> None:
    someone, browser = person(), Client(SERVER_NAME="localhost")
    for _ in range(5):
        browser.post(reverse("account_login"), {"login": someone.email.upper(), "password": "wrong"})
    locked = browser.post(reverse("account_login"), {"login": someone.email, "password": PASSWORD})
    assert locked.status_code == 403
    assert b"locked" in locked.content
    assert LogEntry.objects.filter(event="login.failed").count() >= 4
    actions.release(someone, actor=person(Role.ADMINISTRATOR).actor(), at=now())
    again = browser.post(reverse("account_login"), {"login": someone.email, "password": PASSWORD})
    assert again.status_code == 302


def test_nobody_signs_up() -> None:
    answer = Client(SERVER_NAME="localhost").get(reverse("account_signup"))
    assert b"invitation" in answer.content
    assert not re.search(rb"<form[^>]*signup", answer.content)


def test_every_answer_carries_the_content_security_policy() -> None:
    for name in ("account_login", "health"):
        policy = Client(SERVER_NAME="localhost").get(reverse(name))["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_nobody_deactivates_themselves() -> None:
    me = administrator()
    with pytest.raises(PolicyRefusal, match="your own"):
        actions.deactivate(me, reason="tired", actor=me.actor(), at=now())


def test_an_address_that_only_takes_forms_leads_home_when_it_is_opened() -> None:
    answer = client_of(person()).get(reverse("theme"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))


@pytest.mark.proves(clauses.I)
def test_codes_of_the_second_factor_cannot_be_guessed_for_long() -> None:
    someone, browser = person(), Client(SERVER_NAME="localhost")
    browser.post(reverse("account_login"), {"login": someone.email, "password": PASSWORD})
    for number in range(12):
        browser.post(reverse("mfa_authenticate"), {"code": f"{number:06}"})
    browser.post(reverse("mfa_authenticate"), {"code": pyotp.TOTP(secret_of(someone)).now()})
    assert browser.get(reverse("alerts")).status_code == 302
