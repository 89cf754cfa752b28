"""A table as a CSV file that a spreadsheet opens without harm."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse


def answer(name: str, header: Sequence[str], lines: Iterable[Sequence[str]]) -> HttpResponse:
    """The file `name`, for whoever asked to keep."""
    out = io.StringIO()
    written = csv.writer(out)
    written.writerow(header)
    written.writerows([_harmless(cell) for cell in line] for line in lines)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
