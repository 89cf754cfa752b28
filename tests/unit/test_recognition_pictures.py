import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.recognition.engine import ImageRejected
from plainview.recognition.media import headers, pictures
from plainview.recognition.media.pictures import PictureRejected, decode, read_file

FORMATS = (".jpg", ".png", ".webp", ".bmp")


def encoded(suffix: str, width: int = 60, height: int = 40) -> bytes:
    image = np.random.default_rng(7).integers(0, 255, (height, width, 3), dtype=np.uint8)
    done, out = cv2.imencode(suffix, image)
    assert done
    return out.tobytes()


def png_of_size(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def turned(jpeg: bytes, orientation: int) -> bytes:
    """The JPEG with an EXIF block that asks for turning."""
    tiff = b"MM\x00\x2a\x00\x00\x00\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)
    block = b"Exif\x00\x00" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_format_states_its_size_and_decodes_to_it(suffix: str) -> None:
    assert headers.size(encoded(suffix)) == (60, 40)
    image = decode(encoded(suffix))
    assert image.shape == (40, 60, 3)
    assert image.dtype == np.uint8


@pytest.mark.parametrize(
    "options", [[cv2.IMWRITE_WEBP_QUALITY, 80], [cv2.IMWRITE_WEBP_QUALITY, 101]], ids=["lossy", "lossless"]
)
def test_both_kinds_of_webp_state_their_size(options: list[int]) -> None:
    image = np.zeros((30, 50, 3), np.uint8)
    assert headers.size(cv2.imencode(".webp", image, options)[1].tobytes()) == (50, 30)


def test_grey_transparent_and_16_bit_pictures_become_three_channels_of_8_bits() -> None:
    for source in (np.full((9, 9), 30_000, np.uint16), np.zeros((9, 9, 4), np.uint8), np.zeros((9, 9), np.uint8)):
        image = decode(cv2.imencode(".png", source)[1].tobytes())
        assert image.shape == (9, 9, 3)
        assert image.dtype == np.uint8


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("part", [0.5, 0.98])
def test_a_truncated_picture_is_rejected(suffix: str, part: float, capfd: pytest.CaptureFixture[str]) -> None:
    whole = encoded(suffix)
    with pytest.raises(PictureRejected, match="cannot be decoded"):
        decode(whole[: int(len(whole) * part)])
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("size", [(10_000, 10_000), (100_000, 100_000), (2**31 - 1, 1), (40_000, 10)])
def test_a_picture_that_is_too_large_is_refused_before_it_is_decoded(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_decoded", lambda _: pytest.fail("it was decoded"))
    with pytest.raises(ImageRejected, match="are read"):
        decode(png_of_size(*size))


@pytest.mark.parametrize("size", [(0, 0), (0, 10), (10, 0)])
def test_an_empty_picture_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ImageRejected, match="empty"):
        decode(png_of_size(*size))


@pytest.mark.parametrize("content", [b"", b"BM", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0", b"GIF89a" + bytes(40), b"hello"])
def test_what_is_no_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(PictureRejected, match="cannot be decoded: it"):
        decode(content)


@pytest.mark.parametrize(
    ("orientation", "shape"), [(1, (40, 60, 3)), (3, (40, 60, 3)), (6, (60, 40, 3)), (8, (60, 40, 3))]
)
def test_the_turning_that_exif_asks_for_is_done(orientation: int, shape: tuple[int, int, int]) -> None:
    image = decode(turned(encoded(".jpg"), orientation))
    assert image.shape == shape


def test_a_picture_upside_down_is_set_upright() -> None:
    plain = encoded(".jpg")
    assert np.array_equal(decode(turned(plain, 3)), decode(plain)[::-1, ::-1])


def test_a_header_that_lies_about_the_size_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "size", lambda _: (61, 40))
    with pytest.raises(PictureRejected, match="not of the size"):
        decode(encoded(".jpg"))


def test_a_huge_file_is_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded(".jpg"))
    assert read_file(path).shape == (40, 60, 3)
    monkeypatch.setattr(pictures, "MAX_FILE_BYTES", 100)
    with pytest.raises(PictureRejected, match="larger than"):
        read_file(path)


@given(st.sampled_from(FORMATS), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=4))
def test_damage_ends_in_a_picture_or_in_a_rejection_and_in_nothing_else(
    suffix: str, damage: list[tuple[int, int]]
) -> None:
    content = bytearray(encoded(suffix, 12, 8))
    for place, value in damage:
        content[place % len(content)] = value
    try:
        image = decode(bytes(content))
    except ImageRejected:
        return
    assert image.ndim == 3
