"""The policy as people see it: rules of a day, what it changes, clause by clause, and whether all is kept."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.urls import reverse

from factories.devices import box
from factories.people import client_of, person
from plainview.cameras.models import Camera
from plainview.cli import main
from plainview.policy import clauses, packing, parameters
from plainview.policy.book import Book
from plainview.policy.evidence import LOOKS
from plainview.terms.actor import Role

AHEAD = """name = "agency"
title = "General order 12"
effective = {day}
[rules.retention]
at_most = "10 days"
clause = "K.1"
source = "General order 12"
confidence = "A"
"""


def text(answer: object) -> str:
    """A page as it is read."""
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return " ".join(words.replace("&#x27;", "'").split())


@pytest.mark.usefixtures("instance")
def test_the_rules_of_a_day_and_what_it_changes() -> None:
    client = client_of(person())
    page = text(client.get(reverse("policy"), {"on": "2026-10-01"}))
    assert "What Oct 1, 2026 changes" in page
    assert "30 days → becomes 21 days K.1 ct-pa-26-14" in page
    assert "MA, NY, RI" in page
    before = text(client.get(reverse("policy"), {"on": "2026-09-30"}))
    assert "changes" not in before.split("In force on", maxsplit=1)[0].replace("what a day changes", "")
    assert "MA, NY, RI" not in before
    assert "No pack is in force on that day" in text(client.get(reverse("policy"), {"on": "2019-01-01"}))
    wrong = client.get(reverse("policy"), {"on": "soon"})
    assert (wrong.status_code, "This is not a date" in text(wrong)) == (422, True)


@pytest.mark.usefixtures("instance")
def test_the_matrix_shows_each_clause_and_says_what_is_not_built() -> None:
    page = client_of(person()).get(reverse("policy-matrix")).content.decode()
    assert all(f'id="clause-{clause.id}"' in page for clause in clauses.ALL)
    assert "not yet built" in page.split('id="clause-M.2"')[1].split("</tr>", maxsplit=1)[0]
    assert "not yet built" not in page.split('id="clause-K.1"')[1].split("</tr>", maxsplit=1)[0]


@pytest.mark.usefixtures("instance")
@pytest.mark.proves(clauses.D_5)
def test_the_compliance_page_says_compliant_or_names_what_is_not() -> None:
    client = client_of(person(Role.ADMINISTRATOR))
    page = text(client.get(reverse("compliance")))
    signed = [look for look in LOOKS if look.name == "the signature under the log"]
    assert len(signed) == 1
    assert "Compliant in everything that is built" in page or "The signature under the log" in page
    made = box()
    Camera.objects.filter(pk=made.camera.pk).update(attested_at=None)
    page = text(client.get(reverse("compliance")))
    assert "Not compliant:" in page
    assert "Cameras without an attestation G.1 J.4" in page.split("To mend")[1].split("Kept")[0]
    assert "Not built yet" in page


@pytest.mark.usefixtures("instance")
def test_a_pack_that_will_take_effect_announces_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    day = (datetime.now(UTC) + timedelta(days=30)).date()
    own = packing.read(AHEAD.format(day=day.isoformat()), "agency.toml")
    monkeypatch.setattr(parameters._Standing, "book", Book(parameters.book().packs, (own,)))  # noqa: SLF001 - put back
    page = text(client_of(person(Role.CHIEF)).get(reverse("compliance")))
    assert f"A change of the rules on {day:%b} {day.day}, {day.year}:" in page
    assert "how long a read may be kept that no case holds: 10 days" in page


def test_the_command_says_what_a_day_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAINVIEW_DATA", str(tmp_path))
    monkeypatch.setattr(parameters._Standing, "book", parameters.book())  # noqa: SLF001 - put back
    done = CliRunner().invoke(main, ["policy", "diff", "--on", "2026-10-01"])
    assert done.exit_code == 0
    assert "How long a read may be kept that no case holds: 30 days -> 21 days" in done.output
    assert "Nothing changes on 2026-10-02." in CliRunner().invoke(main, ["policy", "diff", "--on", "2026-10-02"]).output
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "agency.toml").write_text(AHEAD.format(day="2026-12-01").replace("10 days", "60 days"))
    refused = CliRunner().invoke(main, ["policy", "diff", "--on", "2026-12-01"])
    assert (refused.exit_code, "60 days is looser than 21 days of ct-pa-26-14 (K.1)" in refused.output) == (2, True)
    (tmp_path / "policy" / "agency.toml").write_text("name = ")
    assert "agency.toml, line 1" in CliRunner().invoke(main, ["policy", "diff", "--on", "2026-12-01"]).output
