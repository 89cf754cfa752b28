"""The pure parts of signing in: what can be guessed, what is known, what a provider may say."""

import time
from pathlib import Path

import jwt
import pytest
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from plainview.accounts import guessable, known
from plainview.policy import clauses
from plainview.web import id_token
from plainview.web.identity_provider import IdentityProvider, ProviderMisnamed, configured

OWN = ("j.lind@springfield.gov", "ALPR Administrator J. Lind", "4711")
ISSUER, CLIENT = "https://login.city.test", "plainview"


@pytest.mark.parametrize(
    ("password", "left"),
    [
        ("1234567890", 1),
        ("qwertyuiop12345", 2),
        ("aaaaaaaaaaaa", 1),
        ("abcabcabcabc", 1),
        ("zyxwvuts", 1),
        ("Springfield2026!", 3),
        ("P0l1ce", 1),
        ("4711 Lind", 3),
        ("bicycle", 7),
        ("", 0),
    ],
)
def test_runs_repetitions_years_and_known_words_count_as_one(password: str, left: int) -> None:
    assert guessable.left(password, OWN) == left


@given(st.text(max_size=300))
def test_every_text_is_counted_and_never_as_longer_than_it_is(text: str) -> None:
    assert 0 <= guessable.left(text, OWN) <= len(text.lower())


def test_a_very_long_password_is_counted_soon() -> None:
    assert guessable.left("ab" * 100_000, OWN) >= 1


@pytest.mark.proves(clauses.I)
@pytest.mark.parametrize("password", ["iloveyou123", "ILOVEYOU123", "password1234", "qwertyuiop", "1q2w3e4r5t6y"])
def test_known_passwords_are_known_in_whatever_case(password: str) -> None:
    assert password in known.Known()


def test_few_others_are_taken_for_known() -> None:
    filter_ = known.Known()
    wrong = sum(f"a sentence of nobody, number {number}" in filter_ for number in range(5000))
    assert wrong < 50


def test_a_filter_misses_nothing_that_was_put_into_it(tmp_path: Path) -> None:
    path, passwords = tmp_path / "filter", [f"word{number}" for number in range(500)]
    known.write(passwords, path)
    assert all(each.upper() in known.Known(path) for each in passwords)


def test_a_filter_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "filter"
    known.write(["one", "two"], path)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(known.NotAFilter):
        known.Known(path)


# The provider


def environment(secret: Path, **more: str) -> dict[str, str]:
    names = {"ISSUER": ISSUER + "/", "CLIENT_ID": CLIENT, "SECRET_FILE": str(secret), **more}
    return {f"PLAINVIEW_OIDC_{name}": value for name, value in names.items()}


def test_without_an_issuer_there_is_no_provider() -> None:
    assert configured({}) is None


def test_a_provider_is_read_from_the_environment(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s\n", encoding="utf-8")
    named = environment(secret, NAME="Springfield PD", AMR="mfa, hwk", DOMAINS="City.test")
    assert configured(named) == IdentityProvider(
        "Springfield PD", ISSUER, CLIENT, "s", frozenset({"mfa", "hwk"}), frozenset(), frozenset({"city.test"})
    )


@pytest.mark.parametrize(
    ("more", "why"),
    [({"ISSUER": "http://login.city.test"}, "ISSUER"), ({"CLIENT_ID": ""}, "CLIENT_ID"), ({}, "SECRET_FILE")],
)
def test_a_provider_that_cannot_work_stops_the_start(tmp_path: Path, more: dict[str, str], why: str) -> None:
    with pytest.raises(ProviderMisnamed, match=why):
        configured(environment(tmp_path / "missing", **more))


def test_an_address_is_verified_by_the_providers_word_or_by_its_domain() -> None:
    ours = IdentityProvider("x", ISSUER, CLIENT, "s", domains=frozenset({"city.test"}))
    assert ours.vouches_for("a@City.test", {})
    assert ours.vouches_for("a@other.test", {"email_verified": True})
    assert not ours.vouches_for("a@other.test", {"email_verified": "true"})
    assert not ours.vouches_for("a@city.test.other.test", {})
    assert not ours.gave_both({"amr": ["mfa"], "acr": ""})


KEY, STRANGER = (rsa.generate_private_key(65537, 2048) for _ in range(2))
KEYS = {"keys": [{**jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "one", "use": "sig"}]}


def token(*, key: object = KEY, alg: str = "RS256", kid: str | None = "one", **changed: object) -> str:
    claims = {"iss": ISSUER, "aud": CLIENT, "sub": "1", "iat": time.time(), "exp": time.time() + 60} | changed
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, key, algorithm=alg, headers={"kid": kid} if kid else {})  # type: ignore[arg-type]


def checked(text: str) -> dict[str, object]:
    return id_token.verified(text, keys=KEYS, issuer=ISSUER, client_id=CLIENT)


def test_a_token_of_the_provider_for_us_is_taken() -> None:
    assert checked(token())["sub"] == "1"
    assert checked(token(kid=None, aud=[CLIENT, "other"], azp=CLIENT))["sub"] == "1"


@pytest.mark.proves(clauses.F)
@pytest.mark.parametrize(
    "text",
    [
        token(aud="other"),
        token(aud=[CLIENT, "other"], azp="other"),
        token(iss="https://other.test"),
        token(exp=time.time() - 3600),
        token(sub=None),
        token(exp=None),
        token(key=STRANGER),
        token(kid="two"),
        token(key="a shared secret of enough length for it", alg="HS256"),
        token(key=None, alg="none"),
        "not a token",
        "",
    ],
)
def test_any_other_token_is_refused(text: str) -> None:
    with pytest.raises(OAuth2Error):
        checked(text)
