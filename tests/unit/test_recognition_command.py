import json
import stat
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from plainview.commands import recognition as command
from plainview.recognition import engine as engines
from plainview.recognition.engine import EngineUnavailable
from plainview.recognition.engines import offered
from plainview.recognition.fakes import ScriptedEngine, reading


@pytest.fixture
def elm(tmp_path: Path) -> Path:
    return folder(tmp_path / "elm", [10, 20, 120, 60], "AB12345", "XYZ789", "AB12345")


def folder(path: Path, box: list[int] | None, *texts: str) -> Path:
    """Pictures of one plate each, all labelled with the box."""
    path.mkdir()
    lines = []
    for number, text in enumerate(texts):
        assert cv2.imwrite(str(path / f"{number}.png"), np.zeros((90, 160, 3), np.uint8))
        lines.append(json.dumps({"image": f"{number}.png", "plates": [{"box": box, "text": text, "state": "ct"}]}))
    (path / "labels.jsonl").write_text("\n".join(lines))
    return path


def run(*arguments: object, says: ScriptedEngine | None = None) -> Result:
    said = says if says is not None else ScriptedEngine([reading("AB12345")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "load", lambda *_, **__: said)
        return CliRunner().invoke(command.recognition, ["evaluate", *map(str, arguments)])


def entry(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_table_has_a_column_a_folder_and_one_of_all(elm: Path, tmp_path: Path) -> None:
    alone = run(elm)
    assert alone.exit_code == 0, alone.output
    assert alone.stdout.splitlines()[0].split() == ["elm"]
    crops = folder(tmp_path / "crops", None, "AB12345")
    both = run(elm, crops).stdout.splitlines()
    assert both[0].split() == ["elm", "crops", "all"]
    exact = next(line for line in both if line.startswith("photographs: text exact"))
    assert exact.split()[-3:] == ["66.7%", "-", "66.7%"]


def test_the_json_has_all_folders_each_folder_and_every_miss(elm: Path, tmp_path: Path) -> None:
    found = entry(run("--json", elm, folder(tmp_path / "crops", None, "AB12345")))
    assert list(found) == ["engine", "all", "folders", "unreadable", "misses"]
    assert found["engine"] == {"name": "scripted", "version": "1", "threads": 1}
    assert list(found["folders"]) == [str(elm), str(tmp_path / "crops")]
    assert found["all"]["photographs"]["exact"] == 66.67
    assert found["all"]["crops"]["exact"] == 100.0
    assert [(miss["kind"], miss["label"]["text"], miss["read"]["plate"]) for miss in found["misses"]] == [
        ("misread", "XYZ789", "AB12345")
    ]


def test_forced_crops_and_a_limit_that_is_spread_over_the_folder(elm: Path) -> None:
    found = entry(run("--json", "--crops", "--limit", 2, elm))
    assert (found["all"]["crops"]["pictures"], found["all"]["photographs"]["pictures"]) == (2, 0)
    assert found["all"]["crops"]["exact"] == 50.0


def test_the_report_is_its_owners_alone_even_over_an_older_one(elm: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text("older")
    report.chmod(0o644)
    result = run("--report", report, elm)
    assert result.exit_code == 0, result.output
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert report.read_text().startswith("<!doctype html>")
    assert "It shows plates" in result.stderr
    assert [path.name for path in tmp_path.iterdir() if "report" in path.name] == ["report.html"]


def test_a_report_that_cannot_be_written_is_said_before_anything_is_read(elm: Path, tmp_path: Path) -> None:
    result = run("--report", tmp_path / "none" / "report.html", elm)
    assert result.exit_code == 2
    assert "is no folder that can be written to" in result.stderr


def test_wrong_labels_end_the_command_with_file_line_and_field(elm: Path, tmp_path: Path) -> None:
    labels = elm / "labels.jsonl"
    labels.write_text(labels.read_text() + '\n{"image": "3.png", "plates": [{"box": [1, 2, 3], "text": null}]}')
    result = run(elm)
    assert result.exit_code == 2
    assert f"{labels}, line 4, plates[0].box: expected `array` of length 4" in result.stderr
    assert run(tmp_path / "none").exit_code == 2


def test_a_picture_that_cannot_be_opened_is_named_counted_and_left_out(elm: Path) -> None:
    (elm / "0.png").write_bytes(b"\x89PNG")
    result = run("--json", elm)
    assert result.exit_code == 2
    found = entry(result)
    assert found["all"]["photographs"]["pictures"] == 2
    assert [Path(each["image"]).name for each in found["unreadable"]] == ["0.png"]
    assert f"{elm / '0.png'}: the picture cannot be decoded" in result.stderr
    assert "1 pictures could not be opened" not in result.stderr
    assert "1 picture could not be opened and is left out" in result.stderr


def test_without_one_picture_there_is_nothing_to_measure(elm: Path) -> None:
    for picture in elm.glob("*.png"):
        picture.unlink()
    result = run(elm)
    assert result.exit_code == 1
    assert "nothing to measure" in result.stderr


def test_an_engine_that_is_unknown_or_cannot_start_is_named(elm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(command.recognition, ["evaluate", str(elm), "--engine", "tesseract"])
    assert (result.exit_code, "no engine 'tesseract' is installed" in result.stderr) == (2, True)

    def missing(*_: object, **__: object) -> None:
        raise EngineUnavailable("its weights are missing")

    monkeypatch.setattr(engines, "load", missing)
    result = CliRunner().invoke(command.recognition, ["evaluate", str(elm)])
    assert (result.exit_code, "its weights are missing" in result.stderr) == (1, True)


class Fetching:
    """An engine that would fetch its weights when it starts."""

    def __init__(self, *, threads: int = 1) -> None:
        raise AssertionError(f"a list starts nothing that downloads, on {threads} threads or other")

    @staticmethod
    def installed() -> str:
        return "2/weights"


def test_engines_are_listed_with_their_version_and_whether_they_start(monkeypatch: pytest.MonkeyPatch) -> None:
    announced = [
        EntryPoint("scripted", "plainview.recognition.fakes:ScriptedEngine", engines.GROUP),
        EntryPoint("absent", "plainview_engine_that_is_not_installed:Engine", engines.GROUP),
        EntryPoint("fetching", f"{__name__}:Fetching", engines.GROUP),
    ]
    for module in (engines, offered):
        monkeypatch.setattr(module, "entry_points", lambda *, group: announced if group == engines.GROUP else [])
    monkeypatch.setattr(engines, "DEFAULT", "scripted")
    text = CliRunner().invoke(command.recognition, ["engines"]).stdout
    rows = [" ".join(line.split()) for line in text.splitlines()]
    assert "scripted 1 starts, default" in rows
    assert "absent - cannot start" in rows
    assert "fetching 2/weights not tried" in rows
    assert "vehicle colour not offered" in rows
    listed = json.loads(CliRunner().invoke(command.recognition, ["engines", "--json"]).stdout)
    assert listed["not_offered"] == ["vehicle make", "vehicle model", "vehicle colour"]
    assert [(each["name"], each["starts"]) for each in listed["engines"]] == [
        ("absent", False),
        ("fetching", None),
        ("scripted", True),
    ]


def test_the_command_needs_no_django_and_no_package_of_an_engine() -> None:
    program = (
        "import sys, plainview.commands.recognition\n"
        "print([name for name in ('django', 'psycopg', 'rapidocr', 'fast_alpr', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
