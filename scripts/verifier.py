"""Make plainview-verify one file that needs Python alone: `python3 scripts/verifier.py plainview-verify.pyz`.

The same source gives the same bytes, so that two people who made it compare its hash. Run it as `python3 FILE …`.
"""

import hashlib
import sys
import zipfile
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
MAIN = "import sys\nfrom plainview.audit.verify import main\nsys.exit(main())\n"


def make(target: Path) -> str:
    """Write the file; returns its SHA-256 (hex)."""
    parts = {"plainview/__init__.py": "", "plainview/audit/__init__.py": "", "__main__.py": MAIN}
    for file in sorted((SOURCE / "plainview/audit").glob("verify*.py")):
        parts[file.relative_to(SOURCE).as_posix()] = file.read_text("utf-8")
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return hashlib.sha256(target.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(f"{make(Path(sys.argv[1]))}  {sys.argv[1]}\n")
