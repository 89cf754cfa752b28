"""Where the master key may come from, and what is said where it does not."""

import base64
import sys
from pathlib import Path

import pytest

from plainview.archive import key_sources
from plainview.archive.key_sources import (
    Command,
    File,
    KeyMisnamed,
    NoKey,
    OwnFile,
    Variable,
    configured,
    fetched,
    named,
)

KEY = bytes(range(32))
TEXT = base64.b64encode(KEY).decode()


def printing(code: str) -> Command:
    return Command((sys.executable, "-c", code))


def test_without_a_word_the_key_is_in_the_data_folder() -> None:
    assert configured({}) == OwnFile()
    assert configured({"PLAINVIEW_MASTER_KEY": " "}) == OwnFile()


def test_the_environment_may_hold_it_name_its_file_or_a_command() -> None:
    assert configured({"PLAINVIEW_MASTER_KEY": TEXT}) == Variable("PLAINVIEW_MASTER_KEY")
    assert configured({"PLAINVIEW_MASTER_KEY_FILE": "/run/key"}) == File("/run/key")
    said = {"PLAINVIEW_MASTER_KEY_COMMAND": "vault kv get -field=key 'secret/plain view'"}
    assert configured(said) == Command(("vault", "kv", "get", "-field=key", "secret/plain view"))


def test_two_sources_are_one_too_many() -> None:
    with pytest.raises(KeyMisnamed, match="PLAINVIEW_MASTER_KEY and PLAINVIEW_MASTER_KEY_FILE both say"):
        configured({"PLAINVIEW_MASTER_KEY": TEXT, "PLAINVIEW_MASTER_KEY_FILE": "/run/key"})


@pytest.mark.parametrize("text", ["not base64 at all!", TEXT[:-4], base64.b64encode(KEY * 2).decode(), TEXT + "é"])
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(KeyMisnamed, match="32 bytes in base64") as refused:
        configured({"PLAINVIEW_MASTER_KEY": text})
    assert text not in str(refused.value)
    assert refused.value.__cause__ is None
    with pytest.raises(NoKey, match="32 bytes in base64"):
        fetched(printing(f"print({text!r}.encode('ascii', 'replace').decode())"))


def test_a_command_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(KeyMisnamed, match="PLAINVIEW_MASTER_KEY_COMMAND cannot be read"):
        configured({"PLAINVIEW_MASTER_KEY_COMMAND": "vault 'kv"})


def test_each_source_gives_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAINVIEW_MASTER_KEY", TEXT)
    (tmp_path / "raw").write_bytes(KEY)
    (tmp_path / "text").write_text(f"{TEXT}\n")
    assert fetched(configured()) == KEY
    assert fetched(File(str(tmp_path / "raw"))) == KEY
    assert fetched(File(str(tmp_path / "text"))) == KEY
    assert fetched(printing(f"print({TEXT!r})")) == KEY


def test_our_own_file_is_made_once_and_another_never(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAINVIEW_DATA", str(tmp_path))
    key = fetched(OwnFile())
    assert len(key) == 32
    assert fetched(OwnFile()) == key
    (tmp_path / "secrets" / "master.key").write_bytes(b"short")
    with pytest.raises(NoKey, match="it has 5 bytes, not 32"):
        fetched(OwnFile())
    with pytest.raises(NoKey, match="No such file"):
        fetched(File(str(tmp_path / "elsewhere")))
    assert not (tmp_path / "elsewhere").exists()


def test_a_command_runs_without_a_shell_and_sees_none_of_our_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAINVIEW_PICTURES_SECRET", "hush")
    monkeypatch.setenv("VAULT_ADDR", "https://vault.example.gov")
    code = (
        "import os, sys; assert not [n for n in os.environ if n.startswith('PLAINVIEW_')];"
        f"assert os.environ['VAULT_ADDR'] and sys.argv[1] == '$(touch x); `id` > y'; print({TEXT!r})"
    )
    monkeypatch.chdir(tmp_path)
    assert fetched(Command((*printing(code).arguments, "$(touch x); `id` > y"))) == KEY
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_fails_says_why_and_never_what_it_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoKey, match="ended with 3: access denied") as refused:
        fetched(printing("import sys; print('half a secret'); sys.stderr.write('access\\n  denied'); sys.exit(3)"))
    assert "half" not in str(refused.value)
    with pytest.raises(NoKey, match="it said nothing"):
        fetched(printing("raise SystemExit(4)"))
    with pytest.raises(NoKey, match="/nowhere/at/all cannot be run: No such file"):
        fetched(Command(("/nowhere/at/all",)))
    monkeypatch.setattr(key_sources, "_PATIENCE_S", 0.2)
    with pytest.raises(NoKey, match=r"no key within 0\.2 seconds"):
        fetched(printing("import time; time.sleep(30)"))


def test_a_source_is_typed_with_its_kind() -> None:
    assert [named(text) for text in ("file", "file:/run/key", "env:NEW_KEY", "command:kms 'a b'")] == [
        OwnFile(),
        File("/run/key"),
        Variable("NEW_KEY"),
        Command(("kms", "a b")),
    ]
    for text in ("", "file:", "env:", "command: ", "kms"):
        with pytest.raises(KeyMisnamed, match="say file"):
            named(text)


def test_a_source_is_called_without_the_arguments_of_its_command() -> None:
    assert str(Command(("kms", "--token", "hush"))) == "the command kms"
    assert str(Variable("NEW_KEY")) == "the variable NEW_KEY"
    assert str(File("/run/key")) == "/run/key"
