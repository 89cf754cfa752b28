"""The verifier that an outsider runs: it needs no server, and says where a log fails."""

import base64
import hashlib
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from factories.log import AT, WrittenLog, a_key, an_entry
from plainview.audit import merkle, verify
from plainview.policy import clauses

# RFC 8032, section 7.1: seed, public key, text, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


def checked(log: WrittenLog, folder: Path, *, key: str | None = None) -> tuple[int, str]:
    """What the one file says, run as an outsider runs it: without our packages."""
    export, notes = log.export(folder)
    done = subprocess.run(
        [sys.executable, "-I", "-S", verify.__file__, export, "--checkpoints", notes, "--key", key or log.key.verifier],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def log() -> WrittenLog:
    """Twelve entries, signed after four, eight and twelve."""
    return WrittenLog().grow(4).sign().grow(4).sign().grow(4).sign()


@pytest.mark.parametrize(("seed", "public", "text", "signature"), VECTORS)
def test_signatures_of_the_rfc_hold(seed: str, public: str, text: str, signature: str) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    assert key.public_key().public_bytes_raw().hex() == public
    assert verify.signature_holds(bytes.fromhex(public), bytes.fromhex(signature), bytes.fromhex(text))
    assert not verify.signature_holds(bytes.fromhex(public), bytes.fromhex(signature), bytes.fromhex(text) + b"x")


@settings(max_examples=25)  # each key has a table to be made
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511), st.data())
def test_a_signature_holds_as_it_is_and_no_bit_may_differ(
    seed: bytes, text: bytes, bit: int, data: st.DataObject
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(text)
    assert verify.signature_holds(public, signature, text)
    bent = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")
    assert not verify.signature_holds(public, bent, text)
    assert not verify.signature_holds(data.draw(st.binary(max_size=33)), signature, text)
    assert not verify.signature_holds(public, signature[:-1], text)


def test_a_signature_has_one_form_only() -> None:
    key = Ed25519PrivateKey.generate()
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"text")
    order = 2**252 + 27742317777372353535851937790883648493
    larger = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert not verify.signature_holds(public, signature[:32] + larger, b"text")


def test_a_verifier_key_is_believed_only_whole() -> None:
    text = a_key().verifier
    name, shown, packed = text.split("+", 2)
    assert verify.key_of(f" {text}\n").name == name == "test.example/log"
    content = base64.b64decode(packed)
    assert hashlib.sha256(name.encode() + b"\n" + content).hexdigest()[:8] == shown
    another_kind = base64.b64encode(b"\x02" + content[1:]).decode()
    for damaged in ("", name, f"other+{shown}+{packed}", f"{name}+{shown}+!!", f"{name}+{shown}+{another_kind}"):
        with pytest.raises(verify.Unreadable):
            verify.key_of(damaged)


@pytest.mark.proves(clauses.J_1)
def test_an_honest_log_holds_for_an_outsider(log: WrittenLog, tmp_path: Path) -> None:
    code, said = checked(log, tmp_path)
    assert (code, said) == (0, f"The log holds: 12 entries, 3 checkpoints. Root {log.root().hex()}.\n")


def test_entries_after_the_last_checkpoint_are_named(log: WrittenLog, tmp_path: Path) -> None:
    code, said = checked(log.grow(3), tmp_path)
    assert code == 0
    assert "NOTE: entries 13 to 15 are covered by no checkpoint yet." in said


def test_a_log_of_nothing_holds(tmp_path: Path) -> None:
    assert checked(WrittenLog().sign(), tmp_path)[0] == 0


Tamper = Callable[[WrittenLog], None]


def replaced(number: int, **changed: object) -> Tamper:
    def tamper(log: WrittenLog) -> None:
        log.leaves[number - 1] = an_entry(number, **changed).written()

    return tamper


def rehashed(tamper: Tamper) -> Tamper:
    def covered_up(log: WrittenLog) -> None:
        tamper(log)
        log.rehash()

    return covered_up


def deleted(log: WrittenLog) -> None:
    del log.leaves[5], log.kept[5]


def cut_off(log: WrittenLog) -> None:
    del log.leaves[10:], log.kept[10:]


def reordered(log: WrittenLog) -> None:
    log.leaves[5], log.leaves[6] = log.leaves[6], log.leaves[5]
    log.rehash()


def inserted(log: WrittenLog) -> None:
    log.leaves.insert(5, an_entry(6, subject="search:new").written())
    log.leaves[6:] = [an_entry(number).written() for number in range(7, 14)]
    log.rehash()


def rewritten(log: WrittenLog) -> None:
    log.leaves = [an_entry(number, actor_name="Nobody").written() for number in range(1, 13)]
    log.rehash()


def rewritten_and_signed_anew(log: WrittenLog) -> None:
    rewritten(log)
    old = log.notes[:1]
    log.notes = []
    log.sign(4).sign(8).sign(12)
    log.notes = old + log.notes[1:]


def forged_size(log: WrittenLog) -> None:
    log.notes[1] = log.notes[1].replace("\n8\n", "\n9\n")


def forged_root(log: WrittenLog) -> None:
    text, _, signed = log.notes[1].partition("\n\n")
    name, size, _ = text.split("\n")
    log.notes[1] = f"{name}\n{size}\n{base64.b64encode(bytes(32)).decode()}\n\n{signed}"


def another_story(log: WrittenLog) -> None:
    log.notes[1] = log.key.checkpoint(8, bytes(32))


def keys_exchanged(log: WrittenLog) -> None:
    another = a_key()
    log.notes = [another.checkpoint(12, log.root())]


CHANGED = "it was changed after it was written"
SINCE = "something was changed, removed or added"
TAMPERINGS: dict[str, tuple[Tamper, str]] = {
    "a changed fact": (replaced(6, facts='{"purpose":"E.a.1"}'), f"entry 6: {CHANGED}"),
    "a changed actor": (replaced(6, actor="person:2"), f"entry 6: {CHANGED}"),
    "a changed name": (replaced(6, actor_name="Nobody"), f"entry 6: {CHANGED}"),
    "a changed time": (replaced(6, at=AT + timedelta(seconds=6, microseconds=1)), f"entry 6: {CHANGED}"),
    "a changed seal": (replaced(6, seal=bytes(32)), f"entry 6: {CHANGED}"),
    "a changed fact, hashed anew": (rehashed(replaced(6, facts="{}")), f"entries 5 to 8: {SINCE}"),
    "a deleted entry": (deleted, "entry 6: it is missing or out of its place; entry 7 stands there"),
    "a cut end": (
        cut_off,
        "entry 11: the end is missing (cut off, or an older export): 12 entries were signed, not 10",
    ),
    "two entries reordered": (reordered, "entry 6: it is missing or out of its place; entry 7 stands there"),
    "an inserted entry": (inserted, f"entries 5 to 8: {SINCE}"),
    "a whole log rewritten": (rewritten, f"entries 1 to 4: {SINCE}"),
    "a whole log rewritten and signed anew": (
        rewritten_and_signed_anew,
        "checkpoint of 4 entries: its root is not that of these entries",
    ),
    "a checkpoint with another size": (forged_size, "checkpoint at line 7 of checkpoints.txt: the signature does not"),
    "a checkpoint with another root": (forged_root, "checkpoint at line 7 of checkpoints.txt: the signature does not"),
    "two stories under one key": (another_story, "checkpoint of 8 entries: its root is not that of these entries"),
    "another key": (keys_exchanged, "checkpoint at line 1 of checkpoints.txt: it is signed by none of the keys"),
}


@pytest.mark.proves(clauses.J_1, clauses.D_5)
@pytest.mark.parametrize("kind", TAMPERINGS)
def test_an_outsider_finds_each_tampering_and_where_it_is(kind: str, log: WrittenLog, tmp_path: Path) -> None:
    tamper, where = TAMPERINGS[kind]
    tamper(log)
    code, said = checked(log, tmp_path)
    assert code == 1, said
    assert f"FAILS at {where}" in said
    assert "The log does NOT hold" in said


def test_a_root_that_was_signed_says_that_only_the_words_were_changed(log: WrittenLog, tmp_path: Path) -> None:
    replaced(6, facts="{}")(log)
    _, said = checked(log, tmp_path)
    assert said.count("FAILS") == 1, "the kept hashes are those that were signed, so nothing else is wrong"


@pytest.mark.proves(clauses.J_1)
def test_a_clock_that_went_back_is_told_and_no_failure(tmp_path: Path) -> None:
    log = WrittenLog().grow(2)
    log.leaves.append(an_entry(3, at=AT - timedelta(hours=1)).written())
    log.leaves.append(an_entry(4, at=AT - timedelta(hours=1, seconds=30)).written())
    log.rehash()
    code, said = checked(log.sign(), tmp_path)
    assert code == 0
    assert said.count("WARNING") == 1
    assert "WARNING: entry 3 is dated 1:00:02 before the one in front: a clock went back." in said


def test_without_a_key_the_exports_own_is_believed_and_that_is_told(log: WrittenLog, tmp_path: Path) -> None:
    export, notes = log.export(tmp_path)
    done = subprocess.run(
        [sys.executable, verify.__file__, export, "--checkpoints", notes], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "WARNING: no --key was given" in done.stdout


def test_what_is_no_export_ends_with_2(log: WrittenLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam")
    assert verify.main([str(letter)]) == 2
    assert verify.main([str(tmp_path / "absent")]) == 2
    export, _ = log.export(tmp_path)
    assert verify.main([str(export), "--key", "nonsense"]) == 2
    assert "not a verifier key" in capsys.readouterr().err


def test_an_export_that_lost_lines_or_bytes_does_not_hold(log: WrittenLog, tmp_path: Path) -> None:
    export, _ = log.export(tmp_path)
    lines = export.read_bytes().splitlines(keepends=True)
    for damaged, words in (
        (lines[:-1], "it is missing"),
        ([*lines, lines[-1]], "out of its place"),
        ([*lines[:3], lines[3][:50], *lines[4:]], "its line is damaged"),
    ):
        export.write_bytes(b"".join(damaged))
        with export.open("rb") as file:
            found = verify.check_log(file, ())
        assert found.findings, words


def test_a_note_that_was_torn_claims_nothing(log: WrittenLog, tmp_path: Path) -> None:
    log.notes.insert(1, log.notes[1][:30] + "\n")
    code, said = checked(log, tmp_path)
    assert code == 0, said


@pytest.mark.proves(clauses.J_1)
def test_one_entry_is_proved_by_a_file_of_its_own(
    log: WrittenLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, wrong = tmp_path / "entry-6.tlog-proof", tmp_path / "wrong.tlog-proof"
    file.write_text(proof_of(log, 6, log.leaves[5]))
    assert verify.main([str(file), "--key", log.key.verifier]) == 0
    said = capsys.readouterr().out
    assert '"subject": "search:6"' in said
    assert "entry 6 of 12 that test.example/log has signed for" in said
    wrong.write_text(proof_of(log, 6, log.leaves[6]))
    assert verify.main([str(wrong), "--key", log.key.verifier]) == 1
    assert verify.main([str(file), "--key", a_key().verifier]) == 1
    assert verify.main([str(file)]) == 1, "without a key nothing is proved"
    wrong.write_text("c2sp.org/tlog-proof@v1\nnonsense\n")
    assert verify.main([str(wrong), "--key", log.key.verifier]) == 2


def proof_of(log: WrittenLog, number: int, written: bytes) -> str:
    frontier, nodes = merkle.Frontier(), {}
    for index, kept in enumerate(log.kept):
        frontier, completed = frontier.appended(kept)
        nodes |= {merkle.Node(level, index >> level): each for level, each in enumerate(completed)}
    path = merkle.inclusion_proof(number - 1, 12, lambda wanted: {each: nodes[each] for each in wanted})
    lines = ["c2sp.org/tlog-proof@v1", f"extra {base64.b64encode(written).decode()}", f"index {number - 1}"]
    return "\n".join([*lines, *(base64.b64encode(each).decode() for each in path), "", log.notes[-1]])


@given(st.integers(1, 40), st.data())
def test_the_verifiers_own_tree_is_the_logs(count: int, data: st.DataObject) -> None:
    log = WrittenLog().grow(count)
    walk = verify.Walk([verify.Checkpoint("", count, log.root())])
    for kept, written in zip(log.kept, log.leaves, strict=True):
        walk.take(kept, written)
    walk.end()
    assert walk.root() == log.root()
    assert not walk.findings
    assert not walk.warnings
