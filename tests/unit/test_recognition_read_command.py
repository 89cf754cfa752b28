import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest
from click.testing import CliRunner, Result

from plainview.commands import read as command
from plainview.recognition import engine as engines
from plainview.recognition.engine import Engine
from plainview.recognition.fakes import ScriptedEngine, reading
from plainview.terms.read import Reading


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.jpg", "a.png", "deep/c.jpg", ".hidden.jpg"):
        path = tmp_path / "photos" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        assert cv2.imwrite(str(path), np.zeros((30, 40, 3), np.uint8))
    (tmp_path / "photos" / "notes.txt").write_text("no photograph")
    return tmp_path / "photos"


def run(*arguments: object, says: Engine | None = None) -> Result:
    said = says if says is not None else ScriptedEngine([reading("AB12345")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "load", lambda *_, **__: said)
        return CliRunner().invoke(command.read, [str(argument) for argument in arguments])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_folder_is_read_to_its_depths_in_order_one_json_line_a_picture(folder: Path) -> None:
    result = run("--json", folder)
    assert result.exit_code == 0
    names = [Path(str(line["image"])).relative_to(folder).as_posix() for line in lines(result)]
    assert names == ["a.png", "b.jpg", "deep/c.jpg"]


def test_a_json_line_holds_the_picture_its_size_the_time_and_the_reads(folder: Path) -> None:
    (line,) = lines(run("--json", folder / "a.png"))
    assert list(line) == ["image", "width", "height", "ms", "reads"]
    assert (line["width"], line["height"]) == (40, 30)
    (read,) = line["reads"]
    keys = ["plate", "canonical", "state", "state_confidence", "confidence", "box", "frames", "characters"]
    assert list(read) == keys
    assert read["box"] == [10, 20, 120, 60]
    assert read["characters"][0] == {"char": "A", "confidence": 0.9, "alternates": []}


def test_without_a_plate_the_list_is_empty_and_the_exit_code_0(folder: Path) -> None:
    result = run("--json", folder / "a.png", says=ScriptedEngine())
    assert (result.exit_code, lines(result)[0]["reads"]) == (0, [])


def test_the_table_names_plate_confidence_box_and_picture(folder: Path) -> None:
    result = run(folder / "a.png")
    header, row = result.stdout.splitlines()
    assert header.split() == ["plate", "sure", "state", "x", "y", "w", "h", "image"]
    assert row.split() == ["AB12345", "90%", "10", "20", "120", "60", str(folder / "a.png")]
    assert run(folder / "a.png", says=ScriptedEngine()).stdout.splitlines()[1].split() == ["-", str(folder / "a.png")]


def test_files_that_cannot_be_read_are_named_and_the_others_are_finished(folder: Path, tmp_path: Path) -> None:
    (folder / "aa.jpg").write_bytes((folder / "b.jpg").read_bytes()[:200])
    (tmp_path / "empty").mkdir()
    result = run("--json", tmp_path / "missing.jpg", tmp_path / "empty", folder)
    assert result.exit_code == 2
    assert len(lines(result)) == 3
    missing, empty, truncated = result.stderr.splitlines()
    assert missing == f"plainview: {tmp_path / 'missing.jpg'}: there is no such file"
    assert str(tmp_path / "empty") in empty
    assert f"{folder / 'aa.jpg'}: the picture cannot be decoded" in truncated


def test_a_picture_of_100_megapixels_is_named(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (10_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    path.write_bytes(header + b"\0\0\0\0IEND")
    result = run(path)
    assert result.exit_code == 2
    assert "100 megapixels" in result.stderr


def test_with_crops_each_picture_is_taken_for_one_plate(folder: Path) -> None:
    two = ScriptedEngine([reading("AB12345"), reading("XYZ789")])
    assert [len(line["reads"]) for line in lines(run("--json", folder / "a.png", says=two))] == [2]
    assert [len(line["reads"]) for line in lines(run("--json", "--crops", folder / "a.png", says=two))] == [1]
    assert lines(run("--json", "--crops", folder / "a.png", says=ScriptedEngine()))[0]["reads"] == []


def film(path: Path) -> Path:
    """Twelve frames in which something comes down the road, ten a second."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (640, 480))
    for number in range(12):
        frame = np.full((480, 640, 3), 90, np.uint8)
        frame[40 + 20 * number : 140 + 20 * number, 220:420] = 200
        writer.write(frame)
    writer.release()
    return path


class Following:
    """An engine that reads the same plate wherever the light patch of `film` is."""

    name = "following"
    version = "1"

    def read(self, image: np.ndarray) -> tuple[Reading, ...]:
        rows = np.flatnonzero(image[:, 320, 0] > 150)
        box = (260, int(rows.mean()) - 30, 120, 60)
        return (msgspec.structs.replace(reading("AB12345"), box=box),)


def test_a_video_is_one_line_a_vehicle_with_the_frames_that_agreed(tmp_path: Path) -> None:
    result = run("--json", film(tmp_path / "a.avi"), says=Following())
    assert result.exit_code == 0, result.stderr
    (line,) = lines(result)
    assert str(line["image"]).startswith(f"{tmp_path}/a.avi#00:00:0")
    assert line["ms"] is None
    (read,) = line["reads"]
    assert read["plate"] == "AB12345"
    assert read["frames"] >= 1


def test_a_video_may_be_read_frame_by_frame_each_named_by_its_time(tmp_path: Path) -> None:
    result = run("--json", "--each-frame", "--frames-per-second", 2, film(tmp_path / "a.avi"))
    assert result.exit_code == 0, result.stderr
    times = [str(line["image"]).split("#")[1] for line in lines(result)]
    assert times == ["00:00:00.000", "00:00:00.500", "00:00:01.000"]


def test_an_unknown_engine_is_a_mistake_in_the_command(folder: Path) -> None:
    result = CliRunner().invoke(command.read, [str(folder), "--engine", "tesseract"])
    assert result.exit_code == 2
    assert "no engine 'tesseract' is installed" in result.stderr


def test_no_path_is_a_mistake_in_the_command() -> None:
    assert run().exit_code == 2


def test_the_command_needs_neither_django_nor_the_package_whose_weights_it_uses() -> None:
    program = (
        "import sys, plainview.commands.read, plainview.recognition.engines.rapidocr_engine\n"
        "print([name for name in ('django', 'psycopg', 'rapidocr', 'requests', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
