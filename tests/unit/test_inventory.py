"""A proof of deletion says what remained, and whoever changes a word of it is found."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from factories.log import a_key
from plainview.policy import clauses
from plainview.retention.inventory import Bound, Remains, written

AT = datetime(2026, 11, 29, 0, 5, tzinfo=UTC)
BOUND = Bound(21, date(2026, 11, 9), "K.1", "ct-pa-26-14@2026-10-01")
KEPT = Remains(
    counted={
        "reads": {date(2026, 11, 28): 1200, date(2026, 11, 9): 900, date(2026, 11, 29): 0},
        "pictures": {date(2026, 11, 28): 12},
    },
    oldest={"searches": date(2026, 11, 10), "alerts": None},
    preserved=4,
    backup=date(2026, 11, 20),
)
KEY = a_key()
SCRIPT = Path(__file__).parents[2] / "scripts/verifier.py"


def checked(note: str, folder: Path, *keys: str) -> tuple[int, str]:
    """What the one file says, run as an outsider runs it."""
    file, verifier = folder / "proof.txt", folder / "plainview-verify.pyz"
    file.write_text(note, "utf-8")
    subprocess.run([sys.executable, "-I", "-S", SCRIPT, verifier], check=True, capture_output=True)
    chosen = [each for key in keys for each in ("--key", key)]
    command = [sys.executable, "-I", "-S", verifier, file, *chosen]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.proves(clauses.K_1)
def test_an_inventory_counts_by_day_and_says_that_nothing_is_past_the_limit(tmp_path: Path) -> None:
    text, overdue = written(KEPT, BOUND, at=AT)
    assert overdue == 0
    assert text == (
        "plainview-inventory/1\n"
        "taken 2026-11-29T00:05:00+00:00\n"
        "limit 21 days by K.1 of ct-pa-26-14@2026-10-01\n"
        "first 2026-11-09\n"
        "reads 2026-11-09 900\n"
        "reads 2026-11-28 1200\n"
        "pictures 2026-11-28 12\n"
        "oldest alerts none\n"
        "oldest searches 2026-11-10\n"
        "preserved 4\n"
        "backup 2026-11-20\n"
        "overdue 0\n"
    )
    code, said = checked(KEY.note(text), tmp_path, KEY.verifier)
    assert code == 0, said
    assert "nothing unheld from before 2026-11-09" in said


@pytest.mark.proves(clauses.K_1)
def test_what_is_past_the_limit_is_said_and_found(tmp_path: Path) -> None:
    late = Remains(
        counted={"reads": {date(2026, 11, 8): 1}, "pictures": {date(2026, 11, 7): 1}},
        oldest={"alerts": date(2026, 11, 8)},
        preserved=0,
    )
    text, overdue = written(late, BOUND, at=AT)
    assert (overdue, text.splitlines()[-1]) == (3, "overdue 3")
    code, said = checked(KEY.note(text), tmp_path, KEY.verifier)
    assert code == 1
    assert "FAILS at reads 2026-11-08 1: it is past the limit." in said


TAMPERINGS: dict[str, tuple[Callable[[str], str], str]] = {
    "a count": (lambda note: note.replace("900", "90"), "the signature does not fit"),
    "a day gone": (lambda note: note.replace("reads 2026-11-09 900\n", ""), "the signature does not fit"),
    "another key": (lambda note: a_key().note(note.partition("\n\n")[0] + "\n"), "signed by none of the keys"),
    "a longer limit": (
        lambda note: KEY.note(note.partition("\n\n")[0].replace("21 days", "30 days") + "\n"),
        "the first day does not follow",
    ),
    "a word too many": (lambda note: KEY.note(note.partition("\n\n")[0] + "\nmore\n"), "line 13: it cannot be read"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_whoever_changes_a_word_is_found(what: str, tmp_path: Path) -> None:
    change, words = TAMPERINGS[what]
    code, said = checked(change(KEY.note(written(KEPT, BOUND, at=AT)[0])), tmp_path, KEY.verifier)
    assert (code, words in said) == (1, True), said


def test_a_proof_without_a_key_proves_nothing(tmp_path: Path) -> None:
    code, said = checked(KEY.note(written(KEPT, BOUND, at=AT)[0]), tmp_path)
    assert (code, "checked with --key" in said) == (2, True)


def test_a_note_can_be_taken_for_no_checkpoint() -> None:
    for text in (f"{KEY.name}\n3\nroot\n", "no end of line", "two\n\nparts\n"):
        with pytest.raises(ValueError, match="not to be signed"):
            KEY.note(text)
