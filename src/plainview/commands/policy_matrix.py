"""The matrix of the source that lies here: every module imported for its marks, every test read for its own."""

import pkgutil
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

import plainview
from plainview.policy import traceability
from plainview.policy.clauses import BY_ID
from plainview.policy.enforcement import CONTROLS
from plainview.policy.evidence import LOOKS
from plainview.policy.traceability import Row

PACKAGED: Final = Path(plainview.__file__).parent / "policy" / "matrix.json"
_PAGE: Final = """\
# Clause by clause

Written by `plainview policy matrix --write`; do not edit it by hand. A test compares it with the program, and the build
fails where a clause that is built has no control or no proof. Places are below `src/plainview/` and `tests/`.

The statements are our own short words; the clauses are those of the POSTC ALPR Model Policy.

"""


def matrix(tests: Path) -> tuple[Row, ...]:
    """The matrix of the program as it runs, and of the tests in a folder."""
    for found in pkgutil.walk_packages(plainview.__path__, "plainview."):
        # Training a network needs PyTorch, which no installation has, and enforces nothing.
        if not found.name.endswith("__main__") and not any(
            part in found.name for part in (".migrations", ".recognition.training")
        ):
            import_module(found.name)
    return traceability.rows(traceability.marked(CONTROLS), traceability.proofs_in(tests), traceability.shown(LOOKS))


def page(rows: Sequence[Row]) -> str:
    """The matrix as Markdown."""
    missing = [row for row in rows if not row.built]
    lines = ["| clause | kept by | controls | proofs | live evidence |", "|---|---|---|---|---|"]
    for row in rows:
        kept_by = "**not yet built**" if not row.built else "people, with" if row.kind == "people" else "the program"
        cells = ("<br>".join(f"`{place}`" for place in places) or "none" for places in (row.controls, row.proofs))
        evidence = "; ".join(row.evidence) or ""
        lines.append(
            f"| **{row.id}** ({BY_ID[row.id].anchor}) {row.statement} | {kept_by} | {' | '.join(cells)} | {evidence} |"
        )
    count = f"{len(rows) - len(missing)} of {len(rows)} clauses are built"
    rest = f"; not yet: {', '.join(row.id for row in missing)}." if missing else "."
    return f"{_PAGE}{count}{rest}\n\n" + "\n".join(lines) + "\n"
