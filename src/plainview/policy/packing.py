"""Packs as data: read from TOML, and refused with line and field where they are wrong."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from plainview.policy.clauses import BY_ID, Clause
from plainview.policy.rules import Rule
from plainview.policy.values import Value, named
from plainview.policy.wording import Wording, read_wording

CONFIDENCES: Final = {
    "A": "read in a summary that cites the official text",
    "B": "one secondary source",
    "C": "from memory, or our own reading",
}
_HEAD: Final = {"name", "title", "effective"}
_SECTIONS: Final = {"rules", "matters", "vague"}
_NAME: Final = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


class PackMistake(Exception):
    """A pack cannot be used as it is. `place` is file, line and field."""

    def __init__(self, file: str, line: int, field: str, words: str) -> None:
        self.place = f"{file}, line {line}, {field}" if field else f"{file}, line {line}"
        super().__init__(f"{self.place}: {words}")


@dataclass(frozen=True)
class Stated:
    """One rule as one pack states it."""

    rule: Rule
    value: Value
    clause: Clause
    source: str
    confidence: str
    pack: str
    effective: date


@dataclass(frozen=True, eq=False)
class Pack:
    """Rules and wording of one origin that bind from one day on."""

    name: str
    title: str
    effective: date
    rules: Mapping[Rule, Stated]
    wording: Wording = field(default_factory=Wording)

    def __str__(self) -> str:
        return f"{self.name}@{self.effective.isoformat()}"


def load(name: str) -> Pack:
    """A pack that ships with the product.

    Raises:
        PackMistake: it has a mistake.
        FileNotFoundError: there is none of that name.
    """
    return _load(name)


@cache
def _load(name: str) -> Pack:
    folder = resources.files("plainview.policy").joinpath("packs", name)
    files = {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".toml")}
    return read(
        files.pop("pack.toml"), f"{name}/pack.toml", **{file.removesuffix(".toml"): files[file] for file in files}
    )


def overlays(folder: Path) -> tuple[Pack, ...]:
    """The agency's own packs, each a file in the folder, in the order of their names; none where there is no folder.

    Raises:
        PackMistake: one has a mistake.
    """
    return tuple(read(path.read_text("utf-8"), path.name) for path in sorted(folder.glob("*.toml")))


def read(text: str, file: str, *, matters: str = "") -> Pack:
    """A pack from its text, and from that of its wording where it stands in a file of their own.

    Raises:
        PackMistake: with file, line and field.
    """
    reading = _Reading(text, file)
    head = reading.content
    for name in sorted(set(head) - _HEAD - _SECTIONS):
        raise reading.mistake(name, "this is not a field of a pack")
    for name in sorted(_HEAD - set(head)):
        raise reading.mistake(name, "is missing")
    if not isinstance(head["name"], str) or not _NAME.match(head["name"]):
        raise reading.mistake("name", "expected small letters, digits and hyphens")
    if not isinstance(head["title"], str) or not head["title"]:
        raise reading.mistake("title", "expected text")
    if type(head["effective"]) is not date:
        raise reading.mistake("effective", "expected a date such as 2026-10-01")
    stated = {each.rule: each for each in reading.rules()}
    wording = _wording(_Reading(matters, f"{file.split('/', maxsplit=1)[0]}/matters.toml") if matters else reading)
    return Pack(head["name"], head["title"], head["effective"], stated, wording)


class _Reading:
    """A TOML text with the means to say where in it something stands."""

    def __init__(self, text: str, file: str) -> None:
        self._text, self._file = text, file
        try:
            self.content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            where = re.search(r"line (\d+)", str(error))
            line = int(where[1]) if where else text.count("\n") + 1
            raise PackMistake(file, line, "", f"not TOML: {error}") from error

    def mistake(self, path: str, words: str) -> PackMistake:
        return PackMistake(self._file, self._line(path), path, words)

    def rules(self) -> Iterator[Stated]:
        written = self.content.get("rules", {})
        if not isinstance(written, dict):
            raise self.mistake("rules", "expected tables such as [rules.retention]")
        for name, content in written.items():
            if name not in set(Rule):
                raise self.mistake(f"rules.{name}", f"there is no such rule; there are {', '.join(Rule)}")
            if not isinstance(content, dict):
                raise self.mistake(
                    f"rules.{name}", f"expected a table with {Rule(name).key}, clause, source, confidence"
                )
            yield self._stated(Rule(name), content)

    def _stated(self, rule: Rule, content: Mapping[str, object]) -> Stated:
        path, known = f"rules.{rule}", {rule.key, "clause", "source", "confidence"}
        for name in sorted(set(content) ^ known):
            raise self.mistake(f"{path}.{name}", "is missing" if name in known else "is not a field of this rule")
        try:
            value = rule.kind.read(content[rule.key])
        except ValueError as error:
            raise self.mistake(f"{path}.{rule.key}", str(error)) from error
        for name in sorted(named(value) - (rule.names or named(value))):
            raise self.mistake(
                f"{path}.{rule.key}", f"nothing keeps to {name!r}; known are {', '.join(sorted(rule.names or ()))}"
            )
        if content["clause"] not in BY_ID:
            raise self.mistake(f"{path}.clause", "there is no such clause")
        if not isinstance(content["source"], str) or not content["source"]:
            raise self.mistake(f"{path}.source", "say where the rule comes from")
        if content["confidence"] not in CONFIDENCES:
            raise self.mistake(f"{path}.confidence", "expected A, B or C")
        return Stated(
            rule,
            value,
            BY_ID[str(content["clause"])],
            content["source"],
            str(content["confidence"]),
            self.content["name"],
            self.content["effective"],
        )

    def _line(self, path: str) -> int:
        """The line where a dotted path stands; that of its table where the key itself is missing, else the first."""
        table, _, key = path.rpartition(".")
        headers = {path: 0, table: 0}
        inside = ""
        for number, line in enumerate(self._text.splitlines(), 1):
            if header := re.match(r"\s*\[([^\[\]]+)\]", line):
                inside = header[1].replace('"', "").replace(" ", "")
                if inside in headers:
                    headers[inside] = number
            elif inside == table and re.match(rf'\s*"?{re.escape(key)}"?\s*=', line):
                return number
        return headers[path] or headers[table] or 1


def _wording(reading: _Reading) -> Wording:
    for name in sorted(set(reading.content) - _HEAD - _SECTIONS):
        raise reading.mistake(name, "this is not a field of a pack")
    return read_wording(reading.content.get("matters", {}), reading.content.get("vague", {}), reading.mistake)
