"""The matrix of the source that lies here: every module and every test is read for its marks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import plainview
from plainview.accounts.permissions import all_rules
from plainview.policy import traceability
from plainview.policy.clauses import BY_ID
from plainview.policy.traceability import Row

SOURCE: Final = Path(plainview.__file__).parent
PACKAGED: Final = SOURCE / "policy" / "matrix.json"
_PAGE: Final = """\
# Clause by clause

Written by `plainview policy matrix --write`; do not edit it by hand. A test compares it with the program, and the build
fails where a clause that is built has no control or no proof. Places are below `src/plainview/` and `tests/`.

The statements are our own short words; the clauses are those of the POSTC ALPR Model Policy.

"""


def matrix(tests: Path) -> tuple[Row, ...]:
    """The matrix of the program's own text, and of the tests in a folder."""
    controls = {clause: list(places) for clause, places in traceability.controls_in(SOURCE).items()}
    for rule in (each for each in all_rules() if each.effect == "forbid"):
        controls.setdefault(rule.clause, []).append(f"policy/authorization/{rule.room}.cedar · {rule.id}")
    return traceability.rows(controls, traceability.proofs_in(tests), traceability.evidence_in(SOURCE))


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
