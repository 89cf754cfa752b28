"""How fast a film is watched: `python -m benchmarks.video [--quick] [--engine NAME] [--folder FOLDER]`.

One lane of rendered traffic, a vehicle every two seconds at 27 miles an hour, 1080p at 30 frames a second, decoded from
a file, on one thread. The empty road is the same street when nobody comes, with the noise of a sensor.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from benchmarks import report
from plainview.recognition import engine as engines
from plainview.recognition.engine import Image
from plainview.recognition.finder import Finder, finder
from plainview.recognition.media import video
from plainview.recognition.media.video import Frame
from plainview.recognition.synthesis import Passage, drive_past, passages_for
from plainview.recognition.vehicles.motion import Gate
from plainview.recognition.vehicles.watch import Watch

SIZE: Final = (1920, 1080)
RATE: Final = 30
"""Frames a second."""
HEADWAY: Final = 2.0
"""Seconds from one vehicle to the next in a busy lane."""
SEEN: Final = 32
"""Frames in which a vehicle is seen: 13 metres at 27 miles an hour."""
EMPTY: Final = 10
"""Seconds of empty road."""
CAMERA: Final = "Main Street"
SEED: Final = 7
EDITION: Final = 2
"""Counted up when the film changes."""
VEHICLES: Final = 8
QUICK_VEHICLES: Final = 3
_APART: Final = 1000.0  # seconds of the renderer's clock, which counts five frames to a second
_NOISE: Final = 2.0  # levels

TARGETS: Final[dict[str, dict[str, float]]] = {
    "traffic_fps": {"at_least": 30.0},
    "gate_ms": {"at_most": 1.0},
    "vehicles_right_percent": {"at_least": 95.0},
}


@dataclass(frozen=True)
class Film:
    """Two files, and what is in the first: who passes, in order."""

    traffic: Path
    empty: Path
    plates: tuple[str, ...]


@dataclass(frozen=True)
class Showing:
    """One run through a film: seconds it took, frames, frames looked at, plates read, and what was told."""

    seconds: float
    frames: int
    finds: int
    reads: int
    told: tuple[str, ...]
    agreed: tuple[int, ...]
    waits: tuple[float, ...]

    @property
    def fps(self) -> float:
        return self.frames / self.seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.video", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_VEHICLES} vehicles instead of {VEHICLES}")
    parser.add_argument("--engine", default=engines.DEFAULT, help="name of the engine (default: %(default)s)")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "plainview-benchmarks", help="where films are kept"
    )
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    os.environ["OPENCV_FFMPEG_THREADS"] = "1"
    film = filmed(chosen.folder, QUICK_VEHICLES if chosen.quick else VEHICLES)
    report.show(measured(finder(engines.load(chosen.engine, threads=1)), film))


def measured(eyes: Finder, film: Film) -> report.Report:
    """Watch the traffic and the empty road with the engine, and the gate by itself."""
    report.say("traffic")
    traffic = shown(film.traffic, eyes)
    report.say("empty road")
    empty = shown(film.empty, eyes)
    decoding = report.median(_decoding_ms(film.traffic))
    right = sum(plate in film.plates for plate in set(traffic.told))
    busy = (traffic.seconds / traffic.frames) * 1000
    idle = (empty.seconds / empty.frames) * 1000
    figures = {
        "traffic_fps": traffic.fps,
        "traffic_ms": busy,
        "empty_fps": empty.fps,
        "empty_ms": idle,
        "decoding_ms": decoding,
        "gate_ms": report.median(_gate_ms(film.traffic)),
        "frames_looked_at_percent": 100 * traffic.finds / traffic.frames,
        "empty_looked_at_percent": 100 * empty.finds / empty.frames,
        "readings_a_vehicle": traffic.reads / len(film.plates),
        "vehicles_right_percent": 100 * right / len(film.plates),
        "vehicles_told": float(len(traffic.told)),
        "frames_agreed": report.median(traffic.agreed or (0,)),
        "told_after_s": report.median(traffic.waits or (0.0,)),
    }
    return report.Report(
        "video",
        figures={key: round(value, 2) for key, value in figures.items()},
        ratios={
            "empty_ms_to_traffic_ms": round(idle / busy, 3),
            "empty_ms_to_decoding_ms": round(idle / decoding, 2),
        },
        targets=TARGETS,
        notes={
            "engine": f"{eyes.name} {eyes.version}, 1 thread",
            "film": f"{SIZE[0]} x {SIZE[1]}, {RATE} frames a second, MPEG-4 part 2, {len(film.plates)} rendered"
            f" vehicles, one every {HEADWAY:.0f} s; decoding is measured in",
            "told": "told_after_s: from the first reading to the read, in seconds of film",
        },
    )


def shown(path: Path, eyes: Finder) -> Showing:
    """Run through a film as the box at the camera does."""
    watch = Watch(eyes)
    told: list[tuple[str, int, float]] = []
    started = time.perf_counter()
    for frame in video.frames(path, at_most_a_second=RATE):
        told += [
            (one.reading.canonical, one.frames_agreed, frame.seconds - one.first_seen)
            for one in watch.see(frame.image, frame.seconds)
        ]
    told += [(one.reading.canonical, one.frames_agreed, 0.0) for one in watch.finish()]
    seconds = time.perf_counter() - started
    plates, agreed, waits = zip(*told, strict=True) if told else ((), (), ())
    return Showing(seconds, watch.frames, watch.finds, watch.reads, plates, agreed, waits)


def filmed(folder: Path, count: int) -> Film:
    """The films, drawn unless they are there."""
    passages = [
        replace(passage, at_seconds=number * _APART) for number, passage in enumerate(passages_for(SEED, count))
    ]
    name = f"video-{EDITION}-{count}"
    film = Film(folder / f"{name}.mp4", folder / f"{name}-empty.mp4", tuple(each.plate for each in passages))
    if not (film.traffic.is_file() and film.empty.is_file()):
        folder.mkdir(parents=True, exist_ok=True)
        _draw(film, passages)
    return film


def _draw(film: Film, passages: Sequence[Passage]) -> None:
    """Draw frame by frame: at this size a film does not fit into memory."""
    nobody = _nobody(passages[0])
    pause = round(HEADWAY * RATE) - SEEN
    drawn = drive_past(passages, camera=CAMERA, seed=SEED, frames_per_passage=SEEN, size=SIZE)

    def traffic() -> Iterator[Image]:
        for _ in report.progress(passages, "vehicles drawn"):
            yield from islice(nobody, pause)
            yield from (frame.image for frame in islice(drawn, SEEN))

    _write(film.traffic, traffic())
    _write(film.empty, islice(nobody, EMPTY * RATE))


def _nobody(passage: Passage) -> Iterator[Image]:
    """The street with nobody in it, without end: the same picture with other noise."""
    street = _street(passage).astype(np.float32)
    chance = np.random.default_rng(SEED)
    noisy = [np.clip(street + chance.normal(0, _NOISE, street.shape), 0, 255).astype(np.uint8) for _ in range(4)]
    return cycle(noisy)


def _street(passage: Passage) -> Image:
    """The street when the vehicle is far away, painted over where it is then."""
    *_, far = drive_past([passage], camera=CAMERA, seed=SEED, frames_per_passage=2, size=SIZE)
    x, y, width, _ = far.truth[0].box
    vehicle = np.zeros(far.image.shape[:2], np.uint8)
    vehicle[max(0, y - 4 * width) : y + 4 * width, max(0, x - 4 * width) : x + 5 * width] = 1
    return np.asarray(cv2.inpaint(far.image, vehicle, 3, cv2.INPAINT_TELEA), np.uint8)


def _write(path: Path, images: Iterator[Image]) -> None:
    """Write a film; under another name until it is whole."""
    unfinished = path.with_name(f"unfinished-{path.name}")
    writer = cv2.VideoWriter(str(unfinished), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"mp4v"), RATE, SIZE)
    for image in images:
        writer.write(image)
    writer.release()
    unfinished.replace(path)


def _decoding_ms(path: Path) -> Iterator[float]:
    started = time.perf_counter()
    for _ in video.frames(path, at_most_a_second=RATE):
        now = time.perf_counter()
        yield (now - started) * 1000
        started = now


def _gate_ms(path: Path) -> Iterator[float]:
    gate = Gate()
    for frame in video.frames(path, at_most_a_second=RATE):
        yield _gate_time(gate, frame)


def _gate_time(gate: Gate, frame: Frame) -> float:
    started = time.perf_counter()
    gate.look(frame.image, frame.seconds)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
