import sys
from pathlib import Path

import av
import numpy as np
import pytest

from plainview.recognition import engine
from plainview.recognition.video import Frame, VideoRejected, frames

SECONDS, RATE = 3, 10


def film(path: Path, *, options: dict[str, str] | None = None, size: tuple[int, int] = (128, 96)) -> Path:
    """A video of noise (so that its length in bytes follows its length in time), with frames that grow brighter."""
    noise = np.random.default_rng(5)
    with av.open(str(path), "w", options=options or {}) as container:
        stream = container.add_stream("mpeg4", rate=RATE)
        stream.width, stream.height = size
        stream.pix_fmt, stream.bit_rate = "yuv420p", 20_000_000
        for number in range(SECONDS * RATE):
            picture = noise.integers(0, 50, (size[1], size[0], 3), dtype=np.uint8) + np.uint8(6 * number)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
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


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.avi", "a.ts", "a.mov"])
def test_a_whole_video_of_any_usual_kind_is_read_without_complaint(tmp_path: Path, name: str) -> None:
    assert len(list(frames(film(tmp_path / name), at_most_a_second=100))) == SECONDS * RATE


@pytest.mark.parametrize(
    ("name", "options"), [("a.mp4", {"movflags": "faststart"}), ("a.mkv", {}), ("a.avi", {})], ids=["mp4", "mkv", "avi"]
)
def test_the_frames_of_a_truncated_video_are_handed_out_before_it_is_called_that(
    tmp_path: Path, name: str, options: dict[str, str]
) -> None:
    path = cut(film(tmp_path / name, options=options), 0.6)
    seen: list[Frame] = []
    with pytest.raises(VideoRejected, match="cut short"):
        seen.extend(frames(path, at_most_a_second=100))
    assert 5 < len(seen) < SECONDS * RATE


def test_a_video_whose_index_was_cut_off_cannot_be_decoded(tmp_path: Path) -> None:
    with pytest.raises(VideoRejected, match="cannot be decoded"):
        list(frames(cut(film(tmp_path / "a.mp4"), 0.5)))


def test_damage_in_the_middle_is_skipped_and_then_reported(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", options={"movflags": "faststart"})
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


def test_without_its_decoder_a_video_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = film(tmp_path / "a.mp4")
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(VideoRejected, match="package av, which is not installed"):
        list(frames(path))


def test_frames_above_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = film(tmp_path / "a.mp4")
    monkeypatch.setattr(engine, "MAX_PIXELS", 1000)
    with pytest.raises(VideoRejected, match="too large"):
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
