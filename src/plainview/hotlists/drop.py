"""The drop folder: files that something else puts there are taken in, and moved aside with a report beside them.

Each source has a folder of its own below it. A file is read once it has not grown for some seconds; a hidden one, or
one that ends in `.part` or `.tmp`, is still being written. A file whose import broke off lies where it was, and is read
again.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from plainview.hotlists import versions
from plainview.hotlists.formats.line import FileRefused
from plainview.hotlists.models import Source, Version
from plainview.hotlists.receiving import Arrival
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Actor

SETTLED: Final = timedelta(seconds=10)
KEPT: Final = timedelta(days=30)
"""So long a file that was read stays in `done` or `refused`: it holds plates."""
_WRITING: Final = frozenset({".part", ".tmp", ".filepart"})
_LONGEST_NAME: Final = 50
"""Characters of a file's own name that are kept: with what is put around it, a name has at most 255 bytes."""
_DONE: Final = "done"
_REFUSED: Final = "refused"


def poll(root: Path, *, actor: Actor, at: datetime) -> int:
    """Take in what has come since the last time, the oldest first, and return how many files that were."""
    count = 0
    for source in Source.objects.exclude(folder="").select_related("hot_list"):
        folder = root / source.folder
        for each in (folder, folder / _DONE, folder / _REFUSED):
            each.mkdir(parents=True, exist_ok=True)
        for file in _settled(folder, at):
            _take(source, file, actor=actor, at=at)
            count += 1
        _sweep(folder, at)
    return count


def report(version: Version) -> str:
    """What came of a version, in lines for whoever looks into the folder."""
    lines = [
        f"Version {version.number}: {version.get_status_display()}.",
        *version.reasons,
        f"As of {version.as_of:%Y-%m-%d %H:%M UTC}. Lines {version.lines:,}, entries {version.entries:,}.",
        f"Added {version.added:,}, changed {version.changed:,}, removed {version.removed:,}.",
        *(f"Left out, cannot alert: {count:,} of {kind}." for kind, count in version.kept_out.items()),
        *(f"Line {line} {field}: {reason}" for line, field, reason, _ in version.faults),
    ]
    if version.bad > len(version.faults):
        lines.append(f"And {version.bad - len(version.faults):,} more bad lines.")
    return "\n".join(lines) + "\n"


def _settled(folder: Path, at: datetime) -> Iterator[Path]:
    files = [
        each
        for each in folder.iterdir()
        if each.is_file() and not each.is_symlink() and each.name[0] != "." and each.suffix not in _WRITING
    ]
    yield from sorted(
        (each for each in files if _changed(each) <= at - SETTLED), key=lambda each: (_changed(each), each)
    )


def _take(source: Source, file: Path, *, actor: Actor, at: datetime) -> None:
    try:
        with file.open("rb") as opened:
            arrival = Arrival(opened, "drop folder", _legible(file.name), modified=_changed(file))
            version = versions.deliver(source.pk, arrival, actor=actor, at=at)
    except (FileRefused, PolicyRefusal) as refused:
        _aside(file, _REFUSED, f"Refused. {refused}\n", at)
    else:
        _aside(file, _DONE, report(version), at)


def _aside(file: Path, where: str, said: str, at: datetime) -> None:
    target = file.parent / where / f"{at:%Y%m%dT%H%M%S}-{_legible(file.name)[-_LONGEST_NAME:]}"
    target.with_name(f"{target.name}.report.txt").write_text(said, encoding="utf-8")
    file.replace(target)


def _legible(name: str) -> str:
    """A name as text: a file's name is bytes, of which some are none."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _sweep(folder: Path, at: datetime) -> None:
    for where in (_DONE, _REFUSED):
        for each in (folder / where).iterdir():
            if each.is_file() and each.name[:8] < f"{at - KEPT:%Y%m%d}":
                each.unlink()


def _changed(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
