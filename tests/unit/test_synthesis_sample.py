"""A film on disk is made once and used again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from plainview.recognition.synthesis import Frame, InView, Passage, Sample, truth_of, write_sample
from plainview.recognition.synthesis.street import sample

PASSAGES = (Passage("AB12345", "CT", "white", "SUV", 0.0), Passage("CD67890", "CT", "red", "van", 4.0))


class Renderer:
    """Stands in for the real one: grey frames at once, and counts how often it is asked."""

    def __init__(self) -> None:
        self.runs = 0
        self.fails_after: int | None = None

    def __call__(self, passages: tuple[Passage, ...], **_: Any) -> Iterator[Frame]:
        self.runs += 1
        number = 0
        for passage in passages:
            for step in range(2):
                if number == self.fails_after:
                    raise OSError("the disk is full")
                number += 1
                picture = np.full((36, 64, 3), 80 + number, np.uint8)
                yield Frame(
                    picture, (InView(passage.plate, passage.state, (4, 5, 20, 10)),), passage.at_seconds + step / 5, 90
                )


def opened(path: Path) -> npt.NDArray[Any]:
    picture = cv2.imread(str(path))
    assert picture is not None
    return np.asarray(picture)


@pytest.fixture
def renderer(monkeypatch: pytest.MonkeyPatch) -> Renderer:
    stand_in = Renderer()
    monkeypatch.setattr(sample, "drive_past", stand_in)
    return stand_in


def written(folder: Path, **changed: Any) -> Sample:
    return write_sample(
        folder, **{"camera": "Main Street", "seed": 1, "passages": PASSAGES, "frames_per_passage": 2, **changed}
    )


def test_a_film_is_numbered_pictures_and_their_truth(tmp_path: Path, renderer: Renderer) -> None:
    told: list[tuple[int, int]] = []
    film = written(tmp_path / "film", progress=lambda done, total: told.append((done, total)))
    assert film.made
    assert renderer.runs == 1
    assert [path.name for path in film.frames] == ["000001.jpg", "000002.jpg", "000003.jpg", "000004.jpg"]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    lines = list(truth_of(film.folder))
    assert [line.image for line in lines] == [path.name for path in film.frames]
    assert lines[2].plates == (InView("CD67890", "CT", (4, 5, 20, 10)),)
    assert [line.seconds for line in lines] == [0.0, 0.2, 4.0, 4.2]
    assert opened(film.frames[0]).shape == (36, 64, 3)


def test_a_complete_film_is_used_again(tmp_path: Path, renderer: Renderer) -> None:
    first = written(tmp_path / "film")
    again = written(tmp_path / "film")
    assert renderer.runs == 1
    assert not again.made
    assert again.frames == first.frames


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": 2},
        {"camera": "Elm Street"},
        {"night": True},
        {"fronts": True},
        {"passages": PASSAGES[:1]},
        {"size": (1920, 1080)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_film_of_another_making_is_made_anew(tmp_path: Path, renderer: Renderer, changed: dict[str, Any]) -> None:
    written(tmp_path / "film")
    assert written(tmp_path / "film", **changed).made
    assert renderer.runs == 2
    kept = {path.name for path in (tmp_path / "film").glob("*.jpg")}
    assert len(kept) == 2 * len(changed.get("passages", PASSAGES))


def test_one_changed_passage_makes_another_film(tmp_path: Path, renderer: Renderer) -> None:
    written(tmp_path / "film")
    assert written(tmp_path / "film", passages=(replace(PASSAGES[0], colour="blue"), PASSAGES[1])).made
    assert renderer.runs == 2


@pytest.mark.parametrize("lost", ["000003.jpg", "truth.jsonl", "sample.json"])
def test_a_film_that_lost_a_file_is_made_anew(tmp_path: Path, renderer: Renderer, lost: str) -> None:
    film = written(tmp_path / "film")
    (film.folder / lost).unlink()
    assert written(tmp_path / "film").made
    assert renderer.runs == 2
    assert (film.folder / lost).is_file()


def test_a_label_that_cannot_be_read_makes_the_film_anew(tmp_path: Path, renderer: Renderer) -> None:
    film = written(tmp_path / "film")
    (film.folder / "sample.json").write_bytes(b'{"edition": 1, "cam')
    assert written(tmp_path / "film").made
    assert renderer.runs == 2


def test_a_crash_leaves_no_half_film_and_the_next_run_is_whole(tmp_path: Path, renderer: Renderer) -> None:
    renderer.fails_after = 3
    with pytest.raises(OSError, match="full"):
        written(tmp_path / "film")
    assert not (tmp_path / "film").exists()
    renderer.fails_after = None
    film = written(tmp_path / "film")
    assert len(list(film.folder.glob("*.jpg"))) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["film"]


def test_a_crash_leaves_the_earlier_film_in_place(tmp_path: Path, renderer: Renderer) -> None:
    written(tmp_path / "film")
    renderer.fails_after = 1
    with pytest.raises(OSError, match="full"):
        written(tmp_path / "film", seed=2)
    assert not written(tmp_path / "film").made


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, renderer: Renderer) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FileExistsError, match=r"thesis\.txt"):
        written(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
    assert renderer.runs == 0


def test_the_real_renderers_film_can_be_read_back(tmp_path: Path) -> None:
    film = write_sample(
        tmp_path / "film", camera="Main Street", seed=1, passages=PASSAGES[:1], frames_per_passage=2, size=(640, 360)
    )
    lines = list(truth_of(film.folder))
    assert len(lines) == len(film.frames) == 2
    assert lines[1].plates[0].plate == "AB12345"
    assert opened(film.frames[1]).shape == (360, 640, 3)
