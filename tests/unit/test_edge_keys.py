"""The device's key file."""

import hashlib
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)

from plainview.edge import keys


def test_a_key_comes_back_from_its_file_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "device.pem"
    before = os.umask(0)
    try:
        made = keys.make(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")
    assert keys.load(path).id == made.id


def test_the_key_id_is_the_first_16_hex_digits_of_sha_256_of_the_raw_public_key(tmp_path: Path) -> None:
    made = keys.make(tmp_path / "device.pem")
    public = load_pem_public_key(made.public_pem.encode())
    assert isinstance(public, Ed25519PublicKey)
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert made.id == hashlib.sha256(raw).hexdigest()[:16]


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "device.pem"
    keys.make(path)
    held = path.read_bytes()
    with pytest.raises(keys.KeyFileError, match="exists already"):
        keys.make(path)
    assert path.read_bytes() == held


def test_a_key_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "device.pem").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(keys.KeyFileError):
        keys.make(tmp_path / "device.pem")
    assert not (tmp_path / "elsewhere").exists()


def test_a_key_in_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(keys.KeyFileError, match=r"absent/device\.pem cannot be made: No such file"):
        keys.make(tmp_path / "absent" / "device.pem")


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "device.pem"
    keys.make(path)
    path.chmod(0o640)
    with pytest.raises(keys.KeyFileError, match="chmod 600"):
        keys.load(path)


def test_a_missing_key_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(keys.KeyFileError, match="plainview edge keygen"):
        keys.load(tmp_path / "device.pem")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a key", "no key that can be read"),
        (
            X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            "another kind",
        ),
        (
            X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")),
            "without a password",
        ),
    ],
    ids=["text", "key agreement", "encrypted"],
)
def test_a_file_that_holds_no_ed25519_key_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "device.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(keys.KeyFileError, match=words):
        keys.load(path)
