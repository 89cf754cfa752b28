"""Pictures at rest."""

from pathlib import Path

import pytest

from plainview.archive import packs
from plainview.archive.packs import PictureUnreadable


def test_pictures_come_back_as_they_were_and_lie_encrypted(tmp_path: Path) -> None:
    key, pictures = packs.new_key(), [b"\xff\xd8\xff one" * 50, b"", b"\xff\xd8\xff two"]
    pack = packs.write(tmp_path, key, pictures)
    for picture, span in zip(pictures, pack.spans, strict=True):
        assert packs.read(packs.opened(tmp_path, pack.id), key, pack.id, span, packs.digest(picture)) == picture
    assert b"one" not in (tmp_path / f"{pack.id}.pack").read_bytes()


def test_a_picture_of_another_read_is_never_shown(tmp_path: Path) -> None:
    key, first, second = packs.new_key(), b"first", b"other"
    pack = packs.write(tmp_path, key, [first, second])
    with pytest.raises(PictureUnreadable, match="belongs"):
        packs.read(packs.opened(tmp_path, pack.id), key, pack.id, pack.spans[1], packs.digest(first))


def test_bytes_moved_within_or_between_packs_do_not_open(tmp_path: Path) -> None:
    key = packs.new_key()
    pack, other = packs.write(tmp_path, key, [b"same", b"size"]), packs.write(tmp_path, key, [b"same"])
    path, length = tmp_path / f"{pack.id}.pack", pack.spans[0][1]
    content = path.read_bytes()
    path.write_bytes(content[length:] + content[:length])
    with pytest.raises(PictureUnreadable):
        packs.read(packs.opened(tmp_path, pack.id), key, pack.id, pack.spans[0], packs.digest(b"size"))
    path.write_bytes((tmp_path / f"{other.id}.pack").read_bytes())
    with pytest.raises(PictureUnreadable):
        packs.read(packs.opened(tmp_path, pack.id), key, pack.id, pack.spans[0], packs.digest(b"same"))


def test_without_the_key_or_the_file_there_is_no_picture(tmp_path: Path) -> None:
    pack = packs.write(tmp_path, packs.new_key(), [b"secret"])
    with pytest.raises(PictureUnreadable):
        packs.read(packs.opened(tmp_path, pack.id), packs.new_key(), pack.id, pack.spans[0], packs.digest(b"secret"))
    with pytest.raises(PictureUnreadable):
        packs.read(
            packs.opened(tmp_path / "gone", pack.id), packs.new_key(), pack.id, pack.spans[0], packs.digest(b"secret")
        )
