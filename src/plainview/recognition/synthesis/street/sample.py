"""A film on disk: numbered JPEG frames and what is in them, made once and used again."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from plainview.recognition.synthesis.street.camera import jpeg
from plainview.recognition.synthesis.street.scenes import FRAMES, SIZE, Frame, InView, drive_past, frame_count
from plainview.recognition.synthesis.street.traffic import Passage

EDITION: Final = 1
"""Counts up when the renderer's pictures change, so that stored films are made anew."""
TRUTH: Final = "truth.jsonl"
_LABEL: Final = "sample.json"
_OURS: Final = re.compile(rf"\d{{6}}\.jpg|{re.escape(TRUTH)}|{re.escape(_LABEL)}")


class TrueFrame(msgspec.Struct, frozen=True):
    """One line of the truth: the picture's file name, seconds since the start, the plates that it shows whole."""

    image: str
    seconds: float
    plates: tuple[InView, ...]


@dataclass(frozen=True)
class Sample:
    """A film on disk. `frames` are its pictures in order; `made` is False where an earlier run had left it ready."""

    folder: Path
    frames: tuple[Path, ...]
    truth: Path
    made: bool


class _Label(msgspec.Struct, frozen=True):
    """What a film was made from. It is written last, so a folder that has it is complete."""

    edition: int
    camera: str
    seed: int
    passages: tuple[Passage, ...]
    night: bool
    fronts: bool
    frames_per_passage: int
    size: tuple[int, int]
    frames: int


def write_sample(  # noqa: PLR0913 - each is one plain choice of the caller's
    folder: Path,
    *,
    camera: str,
    seed: int,
    passages: Sequence[Passage],
    night: bool = False,
    fronts: bool = False,
    frames_per_passage: int = FRAMES,
    size: tuple[int, int] = SIZE,
    progress: Callable[[int, int], None] | None = None,
) -> Sample:
    """Writes 000001.jpg, 000002.jpg … and `truth.jsonl`, or leaves a complete film of the same making as it is.

    The film is made in a folder beside its own and moved when it is done, so that nobody sees half of one.

    Args:
        folder: where the film goes; made if need be. What was there of another making is replaced.
        camera: see `scenes.drive_past`, as for the rest.
        seed: the same.
        passages: the same.
        night: the same.
        fronts: the same.
        frames_per_passage: the same.
        size: the same.
        progress: told after each frame how many are done and how many there will be.

    Raises:
        FileExistsError: the folder holds files that are no film's.
        ValueError: as `scenes.drive_past`.
    """
    count = frame_count(passages, frames_per_passage)
    label = _Label(EDITION, camera, seed, tuple(passages), night, fronts, frames_per_passage, size, count)
    if _complete(folder, label):
        return _sample(folder, count, made=False)
    frames = drive_past(
        passages, camera=camera, seed=seed, night=night, fronts=fronts, frames_per_passage=frames_per_passage, size=size
    )
    with _replacing(folder) as partial:
        _write_frames(partial, frames, lambda done: progress(done, count) if progress else None)
        (partial / _LABEL).write_bytes(msgspec.json.encode(label))
    return _sample(folder, count, made=True)


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """An empty folder beside `folder`, which takes its place when all went well."""
    foreign = [each.name for each in folder.iterdir() if not _OURS.fullmatch(each.name)] if folder.is_dir() else []
    if foreign:
        raise FileExistsError(f"{folder} holds files that are no film's, for example {min(foreign)}")
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    yield partial
    if folder.exists():
        shutil.rmtree(folder)
    partial.rename(folder)


def _write_frames(folder: Path, frames: Iterable[Frame], progress: Callable[[int], None]) -> None:
    with (folder / TRUTH).open("wb") as truth:
        for number, frame in enumerate(frames, start=1):
            name = f"{number:06}.jpg"
            (folder / name).write_bytes(jpeg(frame.image, frame.quality))
            truth.write(msgspec.json.encode(TrueFrame(name, frame.seconds, frame.truth)) + b"\n")
            progress(number)


def truth_of(folder: Path) -> Iterator[TrueFrame]:
    """What each frame of a film shows, in order.

    Raises:
        FileNotFoundError: the folder holds no film.
    """
    with (folder / TRUTH).open("rb") as lines:
        for line in lines:
            yield msgspec.json.decode(line, type=TrueFrame)


def _complete(folder: Path, wanted: _Label) -> bool:
    try:
        label = msgspec.json.decode((folder / _LABEL).read_bytes(), type=_Label)
    except (FileNotFoundError, msgspec.DecodeError):
        return False
    return label == wanted and all(each.is_file() for each in (*_names(folder, wanted.frames), folder / TRUTH))


def _sample(folder: Path, count: int, *, made: bool) -> Sample:
    return Sample(folder, _names(folder, count), folder / TRUTH, made)


def _names(folder: Path, count: int) -> tuple[Path, ...]:
    return tuple(folder / f"{number:06}.jpg" for number in range(1, count + 1))
