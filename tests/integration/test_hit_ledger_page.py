"""The ledger's page and its file: rates with their sample, the worst with what to do, and no plate."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from factories import devices, entries
from factories.people import client_of, person
from plainview.alerts import actions as alerts
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing
from plainview.ledger import actions, queries
from plainview.policy import clauses
from plainview.policy.evidence import LOOKS
from plainview.terms.actor import Role
from plainview.terms.tally import Tally

pytestmark = pytest.mark.usefixtures("instance")

PLATE = "AB12345"


def now() -> datetime:
    return datetime.now(UTC)


def kept(camera: UUID, disposition: str, count: int, *, hot_list: str = "State list", **changed: object) -> None:
    """As the purge hands it over: so many alerts of ten days ago."""
    fields = {"day": queries.today(now()) - timedelta(days=10), "state": "CT", "tier": "exact", "confidence": 80}
    actions.keep(
        [Tally(camera_id=camera, hot_list=hot_list, disposition=disposition, count=count, **{**fields, **changed})]  # type: ignore[arg-type]
    )


@pytest.fixture
def bad_and_good() -> tuple[UUID, UUID]:
    """A camera that misreads a third of its hits, and one that does not; a list whose entries are often stale."""
    bad, good = devices.box("Bad lens").camera.pk, devices.box("Good lens").camera.pk
    kept(bad, "true", 40)
    kept(bad, "misread", 20)
    kept(bad, "cannot verify", 7)
    kept(good, "true", 130)
    kept(good, "misread", 2, confidence=99, state="")
    kept(good, "stale", 18, hot_list="Old list")
    kept(good, "true", 10, hot_list="Old list")
    kept(good, "", 3)
    return bad, good


def text(answer: object) -> str:
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return " ".join(words.split())


@pytest.mark.proves(clauses.I_6)
def test_the_page_gives_rates_with_their_sample_and_says_what_to_do(bad_and_good: tuple[UUID, UUID]) -> None:
    page = text(client_of(person(Role.SUPERVISOR)).get(reverse("hit-ledger")))
    assert "18 % false: 40 of 220 judged, between 14 % and 24 %" in page
    assert "7 could not be verified" in page
    assert "3 not closed by anybody" in page
    worst = page.split("Worst cameras first")[1].split("Worst lists first")[0]
    assert worst.index("Bad lens") < worst.index("Good lens")
    assert "worse than the others 33 % 20 of 60 between 23 % and 46 %" in worst
    assert "All others: 1 %, 2 of 160" in worst
    assert "Clean the lens" in worst
    lists = page.split("Worst lists first")[1].split("By camera")[0]
    assert "Old list worse than the others 64 % 18 of 28" in lists
    assert "Import it more often" in lists


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("camera", "Good lens 163 12 % 20 of 160"),
        ("list", "Old list 28 64 % 18 of 28"),
        ("state", "not read 2 100 % 2 of 2"),
        ("reason", "Misread plate 22 10 % 22 of 220"),
        ("match", "Exact 230 18 % 40 of 220"),
        ("confidence", "99 % and more 2 100 % 2 of 2"),
        ("month", "230 18 % 40 of 220"),
    ],
)
def test_the_table_is_grouped_as_asked(bad_and_good: tuple[UUID, UUID], by: str, expected: str) -> None:
    page = client_of(person(Role.CHIEF)).get(reverse("hit-ledger"), {"by": by})
    assert expected in text(page)


def test_the_file_has_the_same_numbers(bad_and_good: tuple[UUID, UUID]) -> None:
    kept(bad_and_good[0], "wrong vehicle", 4, hot_list="=HYPERLINK(1)")
    answer = client_of(person(Role.AUDITOR)).get(reverse("hit-ledger-csv"), {"by": "list"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert re.search(r'filename="hits-by-list-\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"])
    rows = {row["group"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
    assert set(rows) == {"State list", "Old list", "'=HYPERLINK(1)"}
    old = rows["Old list"]
    assert (old["hits"], old["judged"], old["stale"], old["false"], old["false_rate"]) == (
        "28",
        "28",
        "18",
        "18",
        "0.6429",
    )
    assert (old["false_rate_low"], old["false_rate_high"]) == ("0.4583", "0.7929")
    assert rows["State list"]["cannot_verify"] == "7"
    by_reason = client_of(person(Role.AUDITOR)).get(reverse("hit-ledger-csv"), {"by": "reason"})
    assert by_reason.content.decode().splitlines()[1].startswith("all hits,")


def test_a_period_without_hits_says_so_and_one_that_cannot_be_read_is_refused_at_its_field() -> None:
    client = client_of(person(Role.SUPERVISOR))
    assert "No hit in this period" in text(client.get(reverse("hit-ledger")))
    for asked, said in (
        ({"from": "soon"}, "This is not a date"),
        ({"to": "0001-01-01"}, "This is not a date of our days"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "The period ends before it begins"),
        ({"from": "2026\x0002-02"}, "This is not a date"),
    ):
        for route in ("hit-ledger", "hit-ledger-csv"):
            answer = client.get(reverse(route), asked)
            assert (answer.status_code, said.lower() in text(answer).lower()) == (422, True), asked
    assert client.get(reverse("hit-ledger"), {"by": "plate"}).status_code == 200


@pytest.mark.proves(clauses.I_6, clauses.D_1)
def test_the_administrator_reads_the_ledger_and_meets_no_plate() -> None:
    entries.active_entry(PLATE)
    box = devices.box()
    box.send(devices.batch(box.camera, devices.read(PLATE), devices.read("ABI2345")))
    for alert in Alert.objects.all():
        alerts.close(alert.pk, Closing("misread", stopped=False), actor=person().actor(), at=now())
    client = client_of(person(Role.ADMINISTRATOR))
    page = client.get(reverse("hit-ledger")).content.decode()
    assert "Characters read otherwise than the entry has them" in page
    assert "Misread plate" in page
    for route in ("hit-ledger", "hit-ledger-csv"):
        shown = client.get(reverse(route)).content.decode()
        assert not any(plate in shown for plate in (PLATE, "ABI2345", "AB 12345"))


def test_a_camera_that_stands_out_is_on_the_page_of_compliance(bad_and_good: tuple[UUID, UUID]) -> None:
    (look,) = (each for each in LOOKS if each.name == "cameras that read worse than the others")
    shown = look.look(now())
    assert shown.words == "Bad lens: the ledger says what to do about it"
    assert look.look(now() + timedelta(days=200)).words == "none in 90 days, beyond chance"
