"""Rules that are not as they must be are refused with their file and line, and nothing starts with them."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from django.apps import apps

from plainview.accounts import permissions
from plainview.accounts.permissions import Permission
from plainview.cli import main
from plainview.policy.authorization import rules
from plainview.policy.authorization.rules import RulesBroken
from plainview.policy.authorization.statements import statements

NAMES: Final = [permission.name for permission in Permission]
SEARCH: Final = 'permit (principal in Permission::"SEARCH", action == Action::"SEARCH", resource);'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the product's rules, to be broken."""
    copied = tmp_path / "authorization"
    shutil.copytree(rules.FOLDER, copied, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copied


@pytest.fixture
def broken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The product has these rules: a search of somebody else's is forbidden with a misspelled attribute."""
    change(folder / "search.cedar", "principal.id", "principal.identity")
    monkeypatch.setattr(rules, "FOLDER", folder)
    kept = permissions.authorizer, permissions.all_rules
    for each in kept:
        each.cache_clear()
    yield folder
    for each in kept:
        each.cache_clear()


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(RulesBroken) as broken:
        rules.read(folder, NAMES)
    return str(broken.value)


def test_the_products_rules_are_whole(folder: Path) -> None:
    assert len(rules.read(folder, NAMES)) == len(permissions.all_rules()) > 20


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("search.cedar", "resource.asked_by != ", "resource.asked_by ! ", "search.cedar:7: unexpected token"),
        ("search.cedar", "forbid (principal, ", "forbid (principle, ", "search.cedar:7: found an invalid variable"),
        ("search.cedar", "principal.id };", "principal.id }", "search.cedar:7: unexpected end of input"),
        ("search.cedar", "resource has asked_by && ", "", "search.cedar:7: unable to guarantee safety"),
        ("search.cedar", "principal.id", "principal.ident", "search.cedar:7: attribute `ident`"),
        ("everywhere.cedar", 'Action::"machines"', 'Action::"robots"', "everywhere.cedar:3: unrecognized action"),
        ("audit.cedar", '@clause("I.5")\n', "", "audit.cedar:3: the annotation @clause is missing"),
        ("audit.cedar", '@clause("I.5")', '@clause("")', "audit.cedar:3: the annotation @clause is missing"),
        ("audit.cedar", '@clause("I.5")', '@clause("Z.9")', "audit.cedar:3: there is no clause Z.9"),
        ("audit.cedar", '@id("audit-read")\n', "", "audit.cedar:3: the annotation @id is missing"),
        ("audit.cedar", '@id("audit-read")', '@id("search")', "search.cedar:3: the id search is used at audit.cedar:3"),
        (
            "audit.cedar",
            '@clause("I.5")',
            '@clause("I.5")\n@remedy("Ask.")',
            "audit.cedar:3: the annotation @remedy means nothing on a permit",
        ),
        (
            "search.cedar",
            '@remedy("Search anew and state your purpose.")\n',
            "",
            "search.cedar:7: the annotation @remedy is missing",
        ),
        (
            "search.cedar",
            '@reason("this is not a search of yours from this shift")\n',
            "",
            "search.cedar:7: the annotation @reason is missing",
        ),
        ("search.cedar", "@remedy(", "@remdy(", "search.cedar:7: the annotation @remedy is missing"),
        (
            "audit.cedar",
            'permit (principal in Permission::"AUDIT_READ",',
            "permit (principal,",
            "audit.cedar:3: a permit asks the table",
        ),
        (
            "audit.cedar",
            'principal in Permission::"AUDIT_READ"',
            'principal in Permission::"SEARCH"',
            "audit.cedar:3: a permit asks the table",
        ),
        (
            "audit.cedar",
            'principal in Permission::"AUDIT_READ"',
            "principal in ?principal",
            "audit.cedar:3: a rule stands here without a slot",
        ),
        (
            "search.cedar",
            'forbid (principal, action == Action::"SEARCH", resource)',
            'forbid (principal, action in [Action::"SEARCH", Action::"AUDIT_READ"], resource)',
            "search.cedar:7: this rule is not about permissions of search alone",
        ),
        (
            "search.cedar",
            'forbid (principal, action == Action::"SEARCH", resource)',
            "forbid (principal, action, resource)",
            "search.cedar:7: this rule is not about permissions of search alone",
        ),
        ("schema.cedarschema", '"asked_by"?: String,', '"asked_by"?: Strin,', "schema.cedarschema: failed to resolve"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(folder: Path, file: str, old: str, new: str, expected: str) -> None:
    change(folder / file, old, new)
    assert refusal(folder).startswith(expected)


def test_a_permission_that_no_rule_permits_is_refused(folder: Path) -> None:
    (folder / "audit.cedar").unlink()
    (folder / "retention.cedar").write_text("// Nothing here.\n", "utf-8")
    assert refusal(folder) == "*.cedar: no rule permits AUDIT_READ, RETENTION_PURGE, RETENTION_SEE"


def test_a_permission_that_the_table_does_not_know_is_refused(folder: Path) -> None:
    with pytest.raises(RulesBroken, match=r"search\.cedar:3: the table knows no permission SEARCH"):
        rules.read(folder, [name for name in NAMES if name != "SEARCH"])


def test_a_second_permit_of_the_same_permission_is_refused(folder: Path) -> None:
    with (folder / "search.cedar").open("a", encoding="utf-8") as file:
        file.write(f'\n@id("again")\n@clause("F.a")\n{SEARCH}\n')
    assert refusal(folder) == "search.cedar:14: SEARCH is permitted by search already"


def test_a_permit_that_holds_everywhere_is_refused(folder: Path) -> None:
    (folder / "search.cedar").rename(folder / "everywhere.cedar")
    assert refusal(folder) == "everywhere.cedar:3: a permit stands in the file of its room"


def test_a_file_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / "search.cedar").write_bytes(b"\xff\xfe")
    assert refusal(folder).startswith("search.cedar: 'utf-8' codec")


def test_a_missing_schema_is_refused(folder: Path) -> None:
    (folder / "schema.cedarschema").unlink()
    assert refusal(folder).startswith("schema.cedarschema: ")


def test_a_file_is_cut_where_rules_end_and_not_in_words_or_remarks() -> None:
    text = '// one; two\n@reason("a; \\"b\\"; // c")\npermit (principal, action, resource); // d;\n\n\nforbid'
    assert [(each.line, each.text) for each in statements("x.cedar", text)] == [
        (2, '@reason("a; \\"b\\"; // c")\npermit (principal, action, resource);'),
        (6, "forbid"),
    ]
    assert list(statements("x.cedar", "  \n// nothing\n")) == []


@pytest.mark.parametrize(
    "command",
    [
        ["serve"],
        ["demo"],
        ["db", "migrate"],
        ["people", "invite", "a@example.test", "--name", "A", "--role", "operator"],
        ["camera", "list"],
        ["hotlist", "expire"],
        ["retention", "purge"],
        ["audit", "verify"],
    ],
    ids=" ".join,
)
def test_no_command_that_decides_starts_with_broken_rules(broken: Path, tmp_path: Path, command: list[str]) -> None:
    done = CliRunner().invoke(main, command, env={"PLAINVIEW_DATA": str(tmp_path / "data")})
    assert done.exit_code == 1
    assert done.output.startswith("Error: The rules of who may do what are broken, so nothing starts. search.cedar:7: ")
    assert "identity" in done.output
    assert not (tmp_path / "data").exists()


def test_no_process_of_the_server_starts_with_broken_rules(broken: Path) -> None:
    with pytest.raises(RulesBroken, match=r"search\.cedar:7"):
        apps.get_app_config("accounts").ready()


def test_the_rules_lie_beside_the_module_that_reads_them_and_so_in_the_wheel() -> None:
    # The build takes the whole package; only files that git ignores would be left out.
    assert Path(rules.__file__).parent == rules.FOLDER
    assert {file.suffix for file in rules.FOLDER.iterdir() if file.is_file()} >= {".py", ".cedar", ".cedarschema"}
