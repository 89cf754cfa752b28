"""What the environment may say of the pictures' store, and what stops the start."""

import os
from pathlib import Path

import pytest

from plainview.archive import key_sources
from plainview.archive.bucket_settings import StoreMisnamed, configured
from plainview.archive.key_sources import OwnFile
from plainview.configuration import leave_stores_alone

GOOD = {
    "PLAINVIEW_PICTURES_BUCKET": "pictures",
    "PLAINVIEW_PICTURES_KEY_ID": "AKID",
    "PLAINVIEW_PICTURES_SECRET": "hush hush",
}


def test_without_a_bucket_pictures_lie_on_the_file_system() -> None:
    assert configured({}) is None


def test_the_least_that_is_needed_is_a_bucket_and_a_key() -> None:
    found = configured(GOOD)
    assert found is not None
    assert found.place == "s3.us-east-1.amazonaws.com/pictures/plainview"
    assert (found.endpoint, found.spool_bytes) == (None, 20_000_000_000)


def test_a_store_of_the_agencys_own_has_address_authority_and_a_file_with_the_key(tmp_path: Path) -> None:
    secret, authority = tmp_path / "secret", tmp_path / "ca.pem"
    secret.write_text("AKID\nhush-hush\n")
    authority.write_bytes(b"-----BEGIN CERTIFICATE-----")
    found = configured(
        {
            "PLAINVIEW_PICTURES_BUCKET": "pictures",
            "PLAINVIEW_PICTURES_SECRET_FILE": str(secret),
            "PLAINVIEW_PICTURES_CA_FILE": str(authority),
            "PLAINVIEW_PICTURES_ENDPOINT": "https://store.example.gov:9000/",
            "PLAINVIEW_PICTURES_REGION": "eu-west-1",
            "PLAINVIEW_PICTURES_PREFIX": "police/alpr",
            "PLAINVIEW_PICTURES_SPOOL_GB": "3",
        }
    )
    assert found is not None
    assert found.place == "store.example.gov:9000/pictures/police/alpr"
    assert (found.key_id, found.secret, found.authority) == ("AKID", "hush-hush", b"-----BEGIN CERTIFICATE-----")
    assert (found.endpoint, found.spool_bytes) == ("https://store.example.gov:9000", 3_000_000_000)


def test_neither_key_nor_secret_is_in_what_a_log_would_show() -> None:
    found = configured(GOOD)
    assert "hush" not in repr(found)
    assert "AKID" not in repr(found)
    assert found is not None
    assert "hush" not in found.place


WRONG = {
    "no bucket": ({"PLAINVIEW_PICTURES_BUCKET": ""}, "KEY_ID is set, but PLAINVIEW_PICTURES_BUCKET names no bucket"),
    "a name that none can have": ({"PLAINVIEW_PICTURES_BUCKET": "My Pictures"}, "BUCKET must be 3 to 63"),
    "two dots": ({"PLAINVIEW_PICTURES_BUCKET": "a..b"}, "BUCKET must be"),
    "half a key": ({"PLAINVIEW_PICTURES_SECRET": ""}, "needs PLAINVIEW_PICTURES_SECRET_FILE, or"),
    "two keys": ({"PLAINVIEW_PICTURES_SECRET_FILE": "/x"}, "leave PLAINVIEW_PICTURES_KEY_ID"),
    "a way up": ({"PLAINVIEW_PICTURES_PREFIX": "a/../b"}, "PREFIX must be"),
    "no folder between": ({"PLAINVIEW_PICTURES_PREFIX": "a//b"}, "PREFIX must be"),
    "in the clear": ({"PLAINVIEW_PICTURES_ENDPOINT": "http://store.example.gov"}, "ENDPOINT must begin with https"),
    "a password in the address": (
        {"PLAINVIEW_PICTURES_ENDPOINT": "https://a:b@store.example.gov"},
        "ENDPOINT needs scheme, host and port alone",
    ),
    "no port": ({"PLAINVIEW_PICTURES_ENDPOINT": "https://store:x"}, "ENDPOINT: Port could not be cast"),
    "a region with a space": ({"PLAINVIEW_PICTURES_REGION": "us east"}, "REGION must be"),
    "no room": ({"PLAINVIEW_PICTURES_SPOOL_GB": "0"}, "SPOOL_GB must be a whole number"),
    "an authority that is not there": ({"PLAINVIEW_PICTURES_CA_FILE": "/nowhere/ca"}, "CA_FILE: /nowhere/ca: No such"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_work_is_said_with_the_name_of_the_variable(case: str) -> None:
    changed, words = WRONG[case]
    with pytest.raises(StoreMisnamed, match=words) as stopped:
        configured({**GOOD, **changed})
    assert "hush" not in str(stopped.value)


def test_a_file_of_one_line_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("AKID-alone")
    said = {"PLAINVIEW_PICTURES_BUCKET": "pictures", "PLAINVIEW_PICTURES_SECRET_FILE": str(tmp_path / "secret")}
    with pytest.raises(StoreMisnamed, match="two lines") as stopped:
        configured(said)
    assert "AKID-alone" not in str(stopped.value)


def test_what_is_made_up_does_not_reach_the_agencys_store_or_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**GOOD, "PLAINVIEW_MASTER_KEY_COMMAND": "vault", "PLAINVIEW_PORT": "8010"}.items():
        monkeypatch.setenv(name, value)
    leave_stores_alone()
    assert configured() is None
    assert key_sources.configured() == OwnFile()
    assert os.environ["PLAINVIEW_PORT"] == "8010"
