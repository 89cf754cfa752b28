"""A bag by RFC 8493 in one ZIP file: payload, manifests of SHA-256, and a note that signs them. Pure."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from plainview.audit.verify_package import DECLARATION, NOTE, SIGNATURE

_KEPT_AS_THEY_ARE: Final = (".jpg", ".pdf", ".png")
"""Files that are compressed already."""


def pack(
    name: str,
    payload: Mapping[str, bytes],
    info: Mapping[str, str],
    *,
    signed: Callable[[str], str],
    at: datetime,
) -> tuple[bytes, str]:
    """The ZIP file, and the SHA-256 (hex) of its tag manifest, which stands for everything in it.

    `payload` are files by their path below `data/`; `info` the lines of bag-info.txt. `signed` makes a signed note of a
    text. The same arguments give the same bytes, but for the signature.
    """
    files = {f"data/{path}": content for path, content in payload.items()}
    whole = sum(len(each) for each in files.values())
    said = {**info, "Bagging-Date": at.astimezone(UTC).date().isoformat(), "Payload-Oxum": f"{whole}.{len(files)}"}
    tags = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": "".join(f"{key}: {_line(each)}\n" for key, each in said.items()).encode(),
        "manifest-sha256.txt": _manifest(files),
    }
    tags["tagmanifest-sha256.txt"] = _manifest(tags)
    digest = hashlib.sha256(tags["tagmanifest-sha256.txt"]).hexdigest()
    tags[SIGNATURE] = signed(f"{NOTE}\n{digest}\n{at.astimezone(UTC).isoformat(timespec='seconds')}\n").encode()
    return _zip(name, {**tags, **files}, at), digest


def _manifest(files: Mapping[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(files.items()))
    return "".join(lines).encode()


def _line(text: str) -> str:
    return " ".join(text.split())


def _zip(name: str, files: Mapping[str, bytes], at: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(f"{name}/{path}", at.astimezone(UTC).timetuple()[:6])
            entry.external_attr = 0o600 << 16
            as_it_is = path.endswith(_KEPT_AS_THEY_ARE)
            archive.writestr(entry, content, zipfile.ZIP_STORED if as_it_is else zipfile.ZIP_DEFLATED)
    return out.getvalue()
