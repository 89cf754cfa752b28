"""Check Plainview's log without Plainview: this one file, and Python 3.11 or later.

    python3 verify.py EXPORT --checkpoints FILE --key KEY     the whole log, as it was exported without its plates
    python3 verify.py PROOF.tlog-proof --key KEY              one entry, by its proof
    plainview-verify PACKAGE.zip|PROOF.txt --key KEY          a case package, a proof of deletion (verify_*.py)

EXPORT is what `plainview audit export` and the log's page write: a line that says what it is, then one line an entry,
`{"hash":"…","entry":{…}}`. The bytes between `"entry":` and the last brace are the leaf, exactly as they were hashed.
FILE holds checkpoints as the server publishes them at /log/checkpoints, or as a witness kept them. KEY is the log's
verifier key, from a place that you trust and not from the server that you check. Take this file from there too.

Exit code 0: everything holds. 1: something does not, and the words say where. 2: a file cannot be read.

Formats: RFC 6962 (tree), RFC 8032 (Ed25519), C2SP signed-note, tlog-checkpoint and tlog-proof.
"""

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

FORMAT: Final = "plainview-log/1"
PROOF: Final = "c2sp.org/tlog-proof@v1"
JITTER: Final = timedelta(minutes=1)
"""Entries get their time when their action begins and their number when it ends; so much out of order is no wonder."""
SHOWN: Final = 20
_OTHERS: Final = {b"PK\x03\x04": "verify_package", b"plainview-inventory/": "verify_inventory"}
_HASH, _ENTRY, _LEAF_FROM = b'{"hash":"', b'","entry":', 83
_SIGNED: Final = "\N{EM DASH} "
_NOTE: Final = re.compile(rf"((?:[^\n]+\n)+)\n((?:{_SIGNED}[^\n]+\n?)*)")


class Unreadable(Exception):
    """A file is not what it should be, so nothing can be said about it."""


class Finding(NamedTuple):
    """Something that does not hold: where, and what it means."""

    where: str
    what: str


class Key(NamedTuple):
    """A verifier key: the log's name, the key's id (4 bytes), the public key (32 bytes)."""

    name: str
    id: bytes
    public: bytes


class Checkpoint(NamedTuple):
    """A tree's size and root (32 bytes) as a known key signed them."""

    origin: str
    size: int
    root: bytes


# --- Ed25519, RFC 8032, section 5.1. Signatures are public, so nothing here needs to take the same time always. ---

_P: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _P) % _P
_BASE: Final = b"\x58" + b"\x66" * 31

Point = tuple[int, int, int, int]
_ZERO: Final[Point] = (0, 1, 1, 0)


def signature_holds(public: bytes, signature: bytes, text: bytes) -> bool:
    """Whether an Ed25519 signature (64 bytes) over a text is that of the public key (32 bytes)."""
    base, key, scalar = _multiples(_BASE), _multiples(public), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or scalar >= _ORDER or not base or not key:  # noqa: PLR2004 - bytes of a signature
        return False
    digest = hashlib.sha512(signature[:32] + public + text).digest()
    found = _ZERO
    for table, factor in ((base, scalar), (key, -int.from_bytes(digest, "little") % _ORDER)):
        for window, row in enumerate(table):
            found = _added(found, row[factor >> 4 * window & 15])
    inverse = pow(found[2], -1, _P)
    x, y = found[0] * inverse % _P, found[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def _added(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


@cache
def _multiples(packed: bytes) -> list[list[Point]]:
    """A point's multiples by 0 to 15, by sixteen times these, and so on; none if the bytes are no point."""
    sign, y = divmod(int.from_bytes(packed, "little"), 2**255)
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if len(packed) != 32 or y >= _P or x * x % _P != square or (x == 0 and sign):  # noqa: PLR2004 - bytes of a point
        return []
    x = x if x & 1 == sign else _P - x
    point, table = (x, y, 1, x * y % _P), []
    for _ in range(64):
        row = [_ZERO]
        for _ in range(16):
            row.append(_added(row[-1], point))
        table.append(row)
        point = row[16]
    return table


def key_of(text: str) -> Key:
    """The verifier key that a text `name+id+base64` holds.

    Raises:
        Unreadable: it is none, or its id does not fit.
    """
    try:
        name, shown, packed = text.strip().split("+", 2)
        content = base64.b64decode(packed, validate=True)
    except ValueError as trouble:
        raise Unreadable(f"this is not a verifier key: {text[:80]!r}") from trouble
    key_id = hashlib.sha256(name.encode() + b"\n" + content).digest()[:4]
    if len(content) != 33 or content[0] != 1 or key_id.hex() != shown.lower():  # noqa: PLR2004 - kind and key
        raise Unreadable(f"the verifier key {text[:80]!r} is damaged, or not one of Ed25519")
    return Key(name, key_id, content[1:])


def notes(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """The notes of a file, one after another: the line where each begins, its text, its signature lines."""
    line, before = 1, 0
    for found in _NOTE.finditer(text):
        line, before = line + text.count("\n", before, found.start()), found.start()
        yield line, found[1], found[2].splitlines()


def note_of(text: str, signatures: Sequence[str], keys: Iterable[Key]) -> str | None:
    """What is wrong with a note, or None if one of the keys signed it."""
    known, found = {(key.name, key.id): key for key in keys}, False
    for line in signatures:
        name, _, packed = line.removeprefix(_SIGNED).partition(" ")
        try:
            content = base64.b64decode(packed, validate=True)
        except binascii.Error:
            return "a signature line cannot be read"
        key = known.get((name, content[:4]))
        if key is not None and not signature_holds(key.public, content[4:], text.encode()):
            return "the signature does not fit: it was changed after it was signed, or never signed by this key"
        found = found or key is not None
    return None if found else "it is signed by none of the keys that were given"


def checkpoint_of(text: str, signatures: Sequence[str], keys: Sequence[Key]) -> Checkpoint | str:
    """The checkpoint that a note holds, or what is wrong with it."""
    if (wrong := note_of(text, signatures, keys)) is not None:
        return wrong
    try:
        origin, size, root, *_ = text.splitlines()
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
    except ValueError:
        return "it is signed, but is no checkpoint"
    return checkpoint if origin in {key.name for key in keys} else "it is of another log"


class Walk:
    """Takes the entries one after another and compares the tree over them with the checkpoints on the way."""

    def __init__(self, checkpoints: Iterable[Checkpoint] = ()) -> None:
        self.size = 0
        self.findings: list[Finding] = []
        self.warnings: list[str] = []
        self._wanted: defaultdict[int, list[bytes]] = defaultdict(list)
        for each in checkpoints:
            self._wanted[each.size].append(each.root)
        self._last = max(self._wanted, default=0)
        self._good, self._bad = 0, list[int]()
        self._peaks: list[bytes] = []
        self._ahead = 0
        self._at = ""

    def take(self, kept: bytes, leaf: bytes) -> None:
        """The next entry: the hash that was kept of it (32 bytes), and its leaf."""
        number = self.size + 1
        if hashlib.sha256(b"\x00" + leaf).digest() != kept:
            self._fail(number, "it was changed after it was written")
        # The tree is made of what was kept: then its roots say whether that, at least, is as it was signed.
        node, size = kept, self.size
        while size & 1:
            node, size = hashlib.sha256(b"\x01" + self._peaks.pop() + node).digest(), size >> 1
        self._peaks.append(node)
        self.size = number
        try:
            entry = json.loads(leaf)
            self._look(number, entry["seq"], entry["at"])
        except (ValueError, KeyError, TypeError, RecursionError):
            self._fail(number, "it cannot be read")
        if number in self._wanted:
            self._good = number if self.root() in self._wanted[number] else self._good
            self._bad += [number for wanted in self._wanted[number] if wanted != self.root()]

    def root(self) -> bytes:
        """The root of what was taken so far."""
        if not self._peaks:
            return hashlib.sha256().digest()
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = hashlib.sha256(b"\x01" + peak + node).digest()
        return node

    def end(self) -> None:
        """Say what only the end shows: a part that was cut off, checkpoints that do not fit."""
        if self._last > self.size:
            words = (
                f"the end is missing (cut off, or an older export): {self._last} entries were signed, not {self.size}"
            )
            self._fail(self.size + 1, words)
        for size in self._bad:
            if size <= self._good:
                words = "its root is not that of these entries, while another checkpoint's is: it tells another story"
                self.findings.append(Finding(f"checkpoint of {size} entries", words))
        since = [size for size in self._bad if size > self._good]
        if since:
            words = f"something was changed, removed or added: {len(since)} checkpoints from {since[0]} on do not fit"
            self.findings.append(Finding(f"entries {self._good + 1} to {since[0]}", words))
        if self._good < self.size and not self.findings:
            self.warnings.append(f"NOTE: entries {self._good + 1} to {self.size} are covered by no checkpoint yet.")

    def _look(self, number: int, seq: int, at: str) -> None:
        if seq != number + self._ahead:
            self._fail(number + self._ahead, f"it is missing or out of its place; entry {seq} stands there")
            self._ahead = seq - number
        if at < self._at and (behind := datetime.fromisoformat(self._at) - datetime.fromisoformat(at)) > JITTER:
            self.warnings.append(f"WARNING: entry {seq} is dated {behind} before the one in front: a clock went back.")
        self._at = at

    def _fail(self, number: int, what: str) -> None:
        self.findings.append(Finding(f"entry {number}", what))


def header_of(line: bytes) -> dict[str, Any]:
    """What the first line says: `origin`, `size`, `root` and `key` as the server told them.

    Raises:
        Unreadable: it is no export's.
    """
    try:
        said = dict(json.loads(line))
    except (ValueError, TypeError):
        said = {}
    if said.get("format") != FORMAT or not {"origin", "size", "root", "key"} <= said.keys():
        raise Unreadable(f"this is no export of a log in the format {FORMAT}: its first line does not say so")
    return said


def parts_of(line: bytes) -> tuple[bytes, bytes] | None:
    """The kept hash and the leaf of an export's line, or None if it is no such line."""
    line = line.rstrip(b"\r\n")
    if not (line.startswith(_HASH) and line[73:_LEAF_FROM] == _ENTRY and line.endswith(b"}")):
        return None
    try:
        return bytes.fromhex(line[9:73].decode("ascii")), line[_LEAF_FROM:-1]
    except ValueError:
        return None


def read_checkpoints(files: Iterable[Path], keys: Sequence[Key]) -> tuple[list[Checkpoint], list[Finding]]:
    """The checkpoints of some files that hold, and what is wrong with the others."""
    good, findings = list[Checkpoint](), list[Finding]()
    for file in files:
        for line, said, signatures in notes(file.read_text("utf-8")):
            checkpoint = checkpoint_of(said, signatures, keys)
            if isinstance(checkpoint, Checkpoint):
                good.append(checkpoint)
            elif signatures:  # a note without any was torn when a machine stopped, and claims nothing
                findings.append(Finding(f"checkpoint at line {line} of {file.name}", checkpoint))
    return good, findings


def check_log(file: BinaryIO, checkpoints: Iterable[Checkpoint], *, of_bytes: int = 0) -> Walk:
    """Walk an export.

    Raises:
        Unreadable: it is none.
    """
    header, walk, read = header_of(file.readline()), Walk(checkpoints), 0
    for line in file:
        parts = parts_of(line)
        if parts is None:
            walk.findings.append(
                Finding(f"entry {walk.size + 1}", "its line is damaged; what follows was not looked at")
            )
            return walk
        walk.take(*parts)
        read += len(line)
        if of_bytes and walk.size % 20_000 == 0:
            bar = "#" * (40 * read // of_bytes)
            sys.stderr.write(f"\r[{bar:40}] {walk.size} entries")
    walk.end()
    if walk.size != header["size"]:
        words = f"the export says that it holds {header['size']} entries, and holds {walk.size}"
        walk.findings.append(Finding(f"entry {walk.size + 1}", words))
    elif walk.root().hex() != header["root"]:
        walk.findings.append(Finding("the whole", "the root in the export's first line is not that of its entries"))
    return walk


def check_proof(text: str, keys: Sequence[Key]) -> Iterator[str | Finding]:
    """Words on an entry that a proof shows to be in the log, or what is wrong with the proof.

    Raises:
        Unreadable: it is no proof.
    """
    head, _, note = text.partition("\n\n")
    try:
        _, extra, index, *path = head.split("\n")
        leaf = base64.b64decode(extra.removeprefix("extra "), validate=True)
        place, hashes = int(index.removeprefix("index ")), [base64.b64decode(each, validate=True) for each in path]
        ((_, said, signatures),) = notes(note)
        entry = json.dumps(json.loads(leaf), indent=2)
    except ValueError as trouble:
        raise Unreadable("this is no proof of an entry of Plainview's log") from trouble
    checkpoint = checkpoint_of(said, signatures, keys)
    if isinstance(checkpoint, str):
        yield Finding("the checkpoint", checkpoint)
    elif _led_to(leaf, place, checkpoint.size, hashes) != checkpoint.root:
        yield Finding(f"entry {place + 1}", "the proof does not lead from this entry to the checkpoint's root")
    else:
        yield f"{entry}\nThis is entry {place + 1} of {checkpoint.size} that {checkpoint.origin} has signed for."


def _led_to(leaf: bytes, place: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root to which a leaf and its path lead (RFC 9162, section 2.1.3.2)."""
    last, found = size - 1, hashlib.sha256(b"\x00" + leaf).digest()
    for each in path:
        if not 0 <= place <= last or last == 0:
            return None
        left = place & 1 or place == last
        found = hashlib.sha256(b"\x01" + (each + found if left else found + each)).digest()
        while left and not place & 1 and place:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    return found if place == last == 0 else None


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="plainview-verify", description="Check Plainview's log without Plainview.")
    parser.add_argument("file", type=Path, help="an export of the log, a proof of one entry, or a case package")
    parser.add_argument("--checkpoints", type=Path, action="append", default=[], help="a file of checkpoints")
    parser.add_argument("--key", action="append", default=[], help="a verifier key, name+id+base64, or a file of it")
    chosen = parser.parse_args(arguments)
    try:
        keys = [key_of(Path(each).read_text("utf-8") if Path(each).is_file() else each) for each in chosen.key]
        with chosen.file.open("rb") as file:
            first = file.readline()
            for begin, module in _OTHERS.items():
                if first.startswith(begin):
                    return _say(import_module(f"plainview.audit.{module}").check(chosen.file, keys))
            if first.strip() == PROOF.encode():
                return _say(check_proof(chosen.file.read_text("utf-8"), keys))
            file.seek(0)
            if not keys:
                keys = [key_of(header_of(file.readline())["key"])]
                sys.stdout.write("WARNING: no --key was given: the export's own is believed.\n")
                file.seek(0)
            given, findings = read_checkpoints(chosen.checkpoints, keys)
            walk = check_log(file, given, of_bytes=chosen.file.stat().st_size if sys.stderr.isatty() else 0)
    except (Unreadable, OSError, UnicodeDecodeError) as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 2
    if findings := findings + walk.findings:
        return _say([*walk.warnings, *findings[:SHOWN], f"The log does NOT hold: {len(findings)} findings."])
    words = f"The log holds: {walk.size} entries, {len(given)} checkpoints. Root {walk.root().hex()}."
    return _say([*walk.warnings, words])


def _say(found: Iterable[str | Finding]) -> int:
    code = 0
    for each in found:
        code = 1 if isinstance(each, Finding) else code
        sys.stdout.write(f"FAILS at {each.where}: {each.what}.\n" if isinstance(each, Finding) else f"{each}\n")
    return code


if __name__ == "__main__":
    sys.modules["plainview.audit.verify"] = sys.modules[__name__]  # for what it loads
    sys.exit(main())
