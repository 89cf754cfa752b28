"""The forms in which the reads of a case leave: a table, JSON, the report. A package has all three, an export one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plainview.evidence import contents, report
from plainview.evidence.bag import Out
from plainview.evidence.contents import Item, Marked
from plainview.evidence.models import Hold
from plainview.evidence.small_map import NOTHING, BaseMap

FORMS: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json", "pdf": "application/pdf"}


@dataclass(frozen=True)
class Surroundings:
    """What other rooms give to a package: what its map shows, the agency's name, and files by their name.

    `enclosed` holds, among others, the statements of the alerts on its reads.
    """

    base: BaseMap = NOTHING
    agency: str = ""
    enclosed: Mapping[str, bytes] | None = None


@dataclass(frozen=True)
class Leaving:
    """What is written of a case, in whichever form."""

    placed: Hold
    found: Sequence[Item]
    around: Surroundings
    marked: Marked


def write(form: str, out: Out, what: Leaving) -> None:
    """Write it as a table (csv), as JSON (json), or as the report (pdf)."""
    placed, found, marked = what.placed, what.found, what.marked
    said = contents.statement_of(placed, len(found))
    if form == "csv":
        out.write(contents.table(found, said))
    elif form == "json":
        top = {**head(marked), "case": contents.about(placed), "statement": said}
        out.write(contents.written({**top, "reads": [item.said for item in found]}))
    else:
        about = [
            (name.replace("_", " ").capitalize(), str(each)) for name, each in contents.about(placed).items() if each
        ]
        custody = [_link(entry) for entry in contents.entries(placed, found)]
        around = what.around
        report.pdf(report.Report(around.agency, marked, about, said, found, custody, around.base), out)


def _link(entry: Mapping[str, object]) -> tuple[str, str, str, str]:
    """An entry of the log as the report shows it."""
    when = str(entry["at"])[:19].replace("T", " ")
    return when, str(entry["actor_name"]), str(entry["event"]), _pairs(entry["facts"])


def _pairs(facts: object) -> str:
    return ", ".join(f"{name}: {said}" for name, said in facts.items()) if isinstance(facts, dict) else ""


def head(marked: Marked) -> dict[str, object]:
    """What stands on top of each file for a program."""
    return {"case_number": marked.case_number, "made_by": marked.by, "made_at": contents.moment(marked.at)}
