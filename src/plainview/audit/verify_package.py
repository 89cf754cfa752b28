"""Check a case package without Plainview: a bag by RFC 8493 in a ZIP file, signed by the instance that made it.

Part of `plainview-verify`. What is looked at: that the ZIP is one bag and nothing else; the signature under the tag
manifest; each file's hash, and that none is missing or added; each photograph against the hash that its read carries;
each entry of the log by its proof; and that the chain of custody says what those entries say.
"""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from plainview.audit.verify import Finding, Key, Unreadable, check_proof, key_of, note_of, notes

NOTE: Final = "plainview-case-package/1"
SIGNATURE: Final = "signature.txt"
DECLARATION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
LARGEST: Final = 4 * 2**30
"""Bytes of a package unpacked: more is refused before it fills a memory."""
_TAGS: Final = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", SIGNATURE)
_KEY: Final = "Plainview-Key"
_PICTURES: Final = ("photograph", "crop")

Files = Mapping[str, bytes]


def check(path: Path, keys: Sequence[Key]) -> Iterator[str | Finding]:
    """Words on a package that holds, or what is wrong with it. Without keys the package's own is believed.

    Raises:
        Unreadable: it is no package.
    """
    files = _opened(path)
    missing = [tag for tag in _TAGS if tag not in files]
    if missing:
        raise Unreadable(f"this is no case package: it has no {' and no '.join(missing)}")
    info = _pairs(files["bag-info.txt"])
    if not keys:
        keys = [key_of(info.get(_KEY, ""))]
        yield "WARNING: no --key was given: the package's own is believed."
    findings = [*_signature(files, keys), *_manifests(files, info)]
    findings += [*_reads(files), *_log(files, keys)]
    yield from findings
    if findings:
        yield f"The package does NOT hold: {len(findings)} findings."
        return
    reads = len(_json(files, "reads.json").get("reads", []))
    proofs = sum(name.endswith(".tlog-proof") for name in files)
    yield (
        f"The package holds: case {info.get('External-Identifier', '')}, {reads} reads, {len(files)} files,"
        f" {proofs} log entries proved. {info.get('External-Description', '')}"
    )


def _opened(path: Path) -> Files:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if sum(each.file_size for each in entries) > LARGEST:
                raise Unreadable(f"the package is larger than {LARGEST // 2**30} GiB unpacked")
            names = [each.filename for each in entries]
            bases = {name.split("/", 1)[0] for name in names}
            odd = [name for name in names if name.startswith("/") or ".." in name.split("/") or "\\" in name]
            if odd or len(bases) != 1 or len(set(names)) != len(names):
                raise Unreadable("the ZIP file is not one bag: it has other folders, strange names, or a name twice")
            (base,) = bases
            return {each.filename.removeprefix(f"{base}/"): archive.read(each) for each in entries if not each.is_dir()}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as trouble:
        raise Unreadable(f"the ZIP file is damaged: {trouble}") from trouble


def _signature(files: Files, keys: Sequence[Key]) -> Iterator[Finding]:
    digest = hashlib.sha256(files["tagmanifest-sha256.txt"]).hexdigest()
    found = list(notes(files[SIGNATURE].decode("utf-8", "replace")))
    if len(found) != 1:
        yield Finding(SIGNATURE, "it is no signed note")
        return
    ((_, text, signatures),) = found
    wrong = note_of(text, signatures, keys)
    if wrong is not None:
        yield Finding(SIGNATURE, wrong)
    elif text.splitlines()[:2] != [NOTE, digest]:
        yield Finding(SIGNATURE, "it was made for another package, or the manifests were changed after it")


def _manifests(files: Files, info: Mapping[str, str]) -> Iterator[Finding]:
    if files["bagit.txt"] != DECLARATION:
        yield Finding("bagit.txt", "it declares no bag of version 1.0 in UTF-8")
    payload = {name for name in files if name.startswith("data/")}
    tags = set(_TAGS[:3])
    for manifest, wanted in (("tagmanifest-sha256.txt", tags), ("manifest-sha256.txt", payload)):
        listed = _listed(files[manifest])
        for name in sorted(listed.keys() | wanted):
            if name not in listed:
                yield Finding(name, f"it was added: {manifest} does not name it")
            elif name not in files:
                yield Finding(name, "it is missing")
            elif hashlib.sha256(files[name]).hexdigest() != listed[name]:
                yield Finding(name, "it was changed: its hash is not the one that was signed")
    for name in sorted(files.keys() - payload - set(_TAGS)):
        yield Finding(name, "it was added beside the payload")
    oxum = f"{sum(len(files[name]) for name in payload)}.{len(payload)}"
    if info.get("Payload-Oxum") != oxum:
        yield Finding("bag-info.txt", f"it counts {info.get('Payload-Oxum')} bytes and files, and there are {oxum}")


def _reads(files: Files) -> Iterator[Finding]:
    """Each picture against the hash that binds it to its read since it was captured."""
    for each in _json(files, "reads.json").get("reads", []):
        for which in _PICTURES:
            name, wanted = each.get(which), each.get(f"{which}_sha256")
            content = files.get(f"data/{name}") if name else None
            if name and content is None:
                yield Finding(f"read {each.get('number')}", f"its {which} {name} is not in the package")
            elif content is not None and hashlib.sha256(content).hexdigest() != wanted:
                yield Finding(f"read {each.get('number')}", f"its {which} is not the picture that was captured with it")


def _log(files: Files, keys: Sequence[Key]) -> Iterator[Finding]:
    """Each entry by its proof, and the chain of custody by those entries."""
    proved = {}
    for name in sorted(name for name in files if name.endswith(".tlog-proof")):
        text = files[name].decode("utf-8", "replace")
        wrong = [each for each in _proof(text, keys) if isinstance(each, Finding)]
        yield from (Finding(f"{name}, {each.where}", each.what) for each in wrong)
        if not wrong:
            entry = json.loads(base64.b64decode(text.split("\n")[1].removeprefix("extra ")))
            proved[entry["seq"]] = entry
    for link in _json(files, "custody.json").get("entries", []):
        entry = proved.get(link.get("seq"))
        if entry is None:
            yield Finding(f"custody, entry {link.get('seq')}", "no proof shows it to be in the log")
        elif any(link.get(name) != entry.get(name) for name in ("at", "event", "actor_name", "facts")):
            yield Finding(f"custody, entry {link.get('seq')}", "it says something else than the log")


def _proof(text: str, keys: Sequence[Key]) -> Iterator[str | Finding]:
    try:
        yield from check_proof(text, keys)
    except Unreadable as trouble:
        yield Finding("the proof", str(trouble))


def _listed(manifest: bytes) -> dict[str, str]:
    lines = (line.split("  ", 1) for line in manifest.decode("utf-8", "replace").splitlines())
    return {parts[1]: parts[0] for parts in lines if len(parts) == 2}  # noqa: PLR2004 - a hash and a name


def _pairs(tag: bytes) -> dict[str, str]:
    lines = (line.partition(": ") for line in io.StringIO(tag.decode("utf-8", "replace")))
    return {name: value.strip() for name, _, value in lines}


def _json(files: Files, name: str) -> dict[str, Any]:
    try:
        found = json.loads(files.get(f"data/{name}", b"{}"))
    except ValueError:
        return {}  # its hash is wrong too, and says so
    return found if isinstance(found, dict) else {}
