from pathlib import Path

import cv2
import numpy as np
import pytest

from plainview.recognition import engine
from plainview.recognition.media.capture import opened
from plainview.recognition.media.video import Frame, VideoRejected, frames

SECONDS, RATE = 3, 10


def film(path: Path, *, codec: str = "mp4v", size: tuple[int, int] = (128, 96)) -> Path:
    """A video of noise (so that its length in bytes follows its length in time), with frames that grow brighter."""
    noise = np.random.default_rng(5)
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*codec), RATE, size)
    assert writer.isOpened()
    for number in range(SECONDS * RATE):
        writer.write(noise.integers(0, 50, (size[1], size[0], 3), dtype=np.uint8) + np.uint8(6 * number))
    writer.release()
    return path


def index_in_front(path: Path) -> Path:
    """The same MP4 with its index before its pictures, as cameras that send while they film write it."""
    content, boxes, start = path.read_bytes(), {}, 0
    while start < len(content):
        length = int.from_bytes(content[start : start + 4], "big")
        boxes[content[start + 4 : start + 8]] = content[start : start + length]
        start += length
    index, pictures = bytearray(boxes[b"moov"]), boxes[b"mdat"]
    table = index.index(b"stco") + 8  # where each run of pictures begins, in bytes from the start of the file
    moved = len(boxes[b"ftyp"]) + len(index) - content.index(pictures)
    for place in range(table + 4, table + 4 + 4 * int.from_bytes(index[table : table + 4], "big"), 4):
        index[place : place + 4] = (int.from_bytes(index[place : place + 4], "big") + moved).to_bytes(4, "big")
    path.write_bytes(boxes[b"ftyp"] + index + pictures)
    return path


def cut(path: Path, part: float) -> Path:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    return path


def test_frames_come_with_their_time_and_are_thinned_to_the_rate_asked_for(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4")
    assert [round(frame.seconds, 1) for frame in frames(path, at_most_a_second=2)] == [0, 0.5, 1, 1.5, 2, 2.5]
    assert len(list(frames(path, at_most_a_second=100))) == SECONDS * RATE
    assert [frame.seconds for frame in frames(path, at_most_a_second=0.1)] == [0]


def test_a_frame_is_the_picture_that_was_filmed_then(tmp_path: Path) -> None:
    first, *_, last = frames(film(tmp_path / "a.mp4"), at_most_a_second=100)
    assert first.image.shape == (96, 128, 3)
    assert first.image.dtype == np.uint8
    assert last.image.mean() - first.image.mean() == pytest.approx(6 * 29, abs=15)


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp4", "mp4v"), ("a.mov", "mp4v"), ("a.mkv", "mp4v"), ("a.webm", "VP80"), ("a.avi", "MJPG"), ("a.ts", "mp4v")],
)
def test_a_whole_video_of_any_usual_kind_is_read_without_complaint(tmp_path: Path, name: str, codec: str) -> None:
    times = [frame.seconds for frame in frames(film(tmp_path / name, codec=codec), at_most_a_second=100)]
    assert times == pytest.approx([number / RATE for number in range(SECONDS * RATE)], abs=0.002)


def test_a_name_that_looks_like_an_address_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    film(tmp_path / "a.mp4").rename("concat:a%03d.mp4")
    assert len(list(frames(Path("concat:a%03d.mp4"), at_most_a_second=100))) == SECONDS * RATE


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "mp4v"), ("a.mkv", "mp4v"), ("a.avi", "MJPG")])
def test_the_frames_of_a_truncated_video_are_handed_out_before_it_is_called_that(
    tmp_path: Path, name: str, codec: str
) -> None:
    path = film(tmp_path / name, codec=codec)
    if path.suffix == ".mp4":
        assert len(list(frames(index_in_front(path), at_most_a_second=100))) == SECONDS * RATE
    seen: list[Frame] = []
    with pytest.raises(VideoRejected, match="cut short"):
        seen.extend(frames(cut(path, 0.6), at_most_a_second=100))
    assert 5 < len(seen) < SECONDS * RATE


def test_a_video_whose_index_was_cut_off_cannot_be_decoded(tmp_path: Path) -> None:
    with pytest.raises(VideoRejected, match="cannot be decoded"):
        list(frames(cut(film(tmp_path / "a.mp4"), 0.5)))


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "mp4v"), ("a.avi", "MJPG")])
def test_damage_in_the_middle_is_skipped_and_then_reported(tmp_path: Path, name: str, codec: str) -> None:
    path = film(tmp_path / name, codec=codec)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + len(content) // 10] = b"\x55" * (len(content) // 10)
    path.write_bytes(content)
    seen: list[Frame] = []
    with pytest.raises(VideoRejected, match="damaged"):
        seen.extend(frames(path, at_most_a_second=100))
    assert len(seen) > SECONDS * RATE // 2


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", b"ffconcat version 1.0\nfile a.mp4\n"]
)
def test_what_is_no_video_is_refused_and_play_lists_are_not_followed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(VideoRejected, match="cannot be decoded"):
        list(frames(path))


def test_a_script_that_reaches_the_decoder_still_opens_no_other_file(tmp_path: Path) -> None:
    film(tmp_path / "a.ts")
    path = tmp_path / "b.mp4"
    path.write_bytes(b"ffconcat version 1.0\nfile a.ts\n")
    with path.open("rb") as file, opened(file) as capture:
        assert capture is None


def test_the_decoder_says_nothing_on_standard_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    broken = [cut(film(tmp_path / name), 0.6) for name in ("a.mp4", "a.mkv", "a.avi")]
    capfd.readouterr()  # what making the films had to say
    for path in broken:
        with pytest.raises(VideoRejected):
            list(frames(path))
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_frames_above_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = film(tmp_path / "a.mp4")
    monkeypatch.setattr(engine, "MAX_PIXELS", 1000)
    with pytest.raises(VideoRejected, match="at most 0 are read"):
        list(frames(path))


def test_a_video_filmed_sideways_is_set_upright(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4")
    content = bytearray(path.read_bytes())
    # The turning matrix of the track: a quarter turn, as a phone that is held upright writes it.
    matrix = content.index(b"tkhd") + 44
    one, minus_one = (1 << 16).to_bytes(4, "big"), ((-1 << 16) % (1 << 32)).to_bytes(4, "big")
    content[matrix : matrix + 20] = bytes(4) + one + bytes(4) + minus_one + bytes(4)
    path.write_bytes(content)
    first = next(iter(frames(path)))
    assert first.image.shape == (128, 96, 3)
