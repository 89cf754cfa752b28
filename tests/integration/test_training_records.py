"""Training from elsewhere, and what certificates say: the import, the withdrawal, the register, the PDF."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from factories.devices import CONSOLE
from factories.people import client_of, person
from factories.training import HEADER, whole_course
from plainview.accounts.models import Person
from plainview.audit.models import Entry as LogEntry
from plainview.commands.setup import console
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role
from plainview.training import actions, certificate, course, imports, queries
from plainview.training.models import Certificate, CourseCertificate
from plainview.web import training as pages

pytestmark = pytest.mark.usefixtures("instance")


def today() -> date:
    return queries.local_day(datetime.now(UTC))


def preview(client: Client, content: str, **more: str) -> HttpResponse:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post(reverse("training-import"), {"file": SimpleUploadedFile("t.csv", content.encode()), **more})


@pytest.mark.proves(clauses.L, clauses.D_4)
def test_a_class_is_previewed_applied_and_logged() -> None:
    officer, chief = person(trained=False), person(Role.ADMINISTRATOR)
    client = client_of(chief)
    shown = preview(client, whole_course(officer.email))
    assert b"This file gives 11 certificates to 1 person" in shown.content
    assert not Certificate.objects.filter(person=officer).exists()
    carried = re.search(rb'name="content" value="([^"]+)"', shown.content)
    assert carried
    done = client.post(reverse("training-import"), {"content": carried[1].decode(), "step": "apply"})
    assert done.status_code == 303, done.content.decode()
    assert client_of(officer).get(reverse("alerts")).status_code == 200
    given = Certificate.objects.filter(person=officer)
    assert {(each.origin, each.imported_by, each.source) for each in given} == {
        ("import", chief.name, "In-service class")
    }
    logged = LogEntry.objects.get(event="training.imported")
    assert logged.actor_name == chief.name
    assert '"certificates":11' in logged.facts
    assert CourseCertificate.objects.filter(person=officer).count() == 1
    # The same file again gives nothing new.
    assert b"This file gives nothing new" in preview(client, whole_course(officer.email)).content


@pytest.mark.proves(clauses.L)
def test_nobody_imports_their_own_training() -> None:
    other, administrator = person(trained=False), person(Role.ADMINISTRATOR)
    content = whole_course(other.email, administrator.email).encode()
    with pytest.raises(PolicyRefusal, match="L: line 3 is about your own training"):
        imports.import_csv(content, actor=administrator.actor(), at=datetime.now(UTC))
    assert not Certificate.objects.filter(person=other).exists()
    refused = LogEntry.objects.get(event="training.imported")
    assert (refused.outcome, refused.clause) == ("refused", "L")
    page = preview(client_of(administrator), content.decode())
    assert page.status_code == 422
    assert b"is about your own training" in page.content


def test_a_file_with_one_bad_line_changes_nothing_and_names_each() -> None:
    officer = person(trained=False)
    tomorrow = today() + timedelta(days=1)
    content = "\n".join(
        [
            HEADER,
            f"{officer.email},L.1,1,{today()},Lt. A,Class",
            f"nobody@city.test,L.1,1,{today()},Lt. A,Class",
            f"{officer.email},L.1,7,{today()},Lt. A,Class",
            f"{officer.email},L.1,1,{tomorrow},Lt. A,Class",
        ]
    )
    with pytest.raises(imports.ImportStopped) as stopped:
        imports.import_csv(content.encode(), actor=CONSOLE, at=datetime.now(UTC))
    assert [(each.line, each.field) for each in stopped.value.faults] == [(3, "email"), (4, "version"), (5, "date")]
    assert not Certificate.objects.filter(person=officer).exists()
    assert not LogEntry.objects.filter(event="training.imported").exists()


def test_a_badge_finds_its_person_unless_two_have_it() -> None:
    one, two = person(trained=False), person(trained=False)
    Person.objects.filter(pk=one.pk).update(badge="1204")
    content = f"Badge No.,topic,version,date,instructor,source\n1204,L.1,1,{today()},Lt. A,Class\n".encode()
    done = imports.import_csv(content, actor=CONSOLE, at=datetime.now(UTC))
    assert [each.person.pk for each in done.lines] == [one.pk]
    Person.objects.filter(pk=two.pk).update(badge="1204")
    with pytest.raises(imports.ImportStopped, match="1 bad line"):
        imports.import_csv(content, actor=CONSOLE, at=datetime.now(UTC))


def test_columns_of_other_names_are_mapped_on_the_page() -> None:
    officer = person(trained=False)
    client = client_of(person(Role.ADMINISTRATOR))
    content = f"Mail,Module,Edition,Completed,Taught by,Kurs\n{officer.email},L.1,1,{today()},Lt. A,Class\n"
    asked = preview(client, content)
    assert asked.status_code == 422
    assert b"Line 1 names no column for source" in asked.content
    carried = re.search(rb'name="content" value="([^"]+)"', asked.content)
    assert carried
    shown = client.post(
        reverse("training-import"), {"content": carried[1].decode(), "column-source": "Kurs", "step": "check"}
    )
    assert b"This file gives 1 certificate to 1 person" in shown.content


@pytest.mark.parametrize("sent", [{}, {"content": "%%%"}, {"content": "AAAA", "column-topic": "x"}])
def test_an_import_without_a_readable_file_is_refused_at_its_field(sent: dict[str, str]) -> None:
    page = client_of(person(Role.ADMINISTRATOR)).post(reverse("training-import"), sent)
    assert page.status_code == 422
    assert b'href="#file"' in page.content


@pytest.mark.proves(clauses.D_4)
def test_a_withdrawn_certificate_closes_the_gate_at_once() -> None:
    officer, administrator = person(), person(Role.ADMINISTRATOR)
    number = Certificate.objects.get(person=officer, topic="L.5").number
    client = client_of(administrator)
    page = reverse("certificate-withdraw", args=[number])
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"because": "Was not in the class"}).status_code == 303
    assert client_of(officer).get(reverse("alerts")).status_code == 403
    assert b"withdrawn" in client.get(reverse("certificate", args=[number])).content
    assert LogEntry.objects.filter(event="training.withdrawn", outcome="done").count() == 1
    assert client.post(page, {"because": "Once more"}).status_code == 403
    with pytest.raises(PolicyRefusal, match="your role may not"):
        actions.withdraw(number, because="No", actor=officer.actor(), at=datetime.now(UTC))


# Certificates


@pytest.mark.proves(clauses.L)
def test_the_certificate_of_the_course_says_who_was_trained_in_what() -> None:
    officer = person(trained=False)
    Person.objects.filter(pk=officer.pk).update(badge="1204", name="Zoë Čapek")
    imports.import_csv(whole_course(officer.email).encode(), actor=CONSOLE, at=datetime.now(UTC))
    whole = queries.newest_course_certificate(officer.pk)
    assert whole
    found = pages.sheet(whole, "http://localhost/check")
    found = replace(found, agency="Elm City Police Department")
    text = certificate.pdf(found, compressed=False)
    assert text == certificate.pdf(found, compressed=False)
    for words in (
        b"Elm City Police Department", b"badge 1204", whole.number.encode(), b"L.11", b"In-service class",
        today().isoformat().encode(), b"What was tested", b"http://localhost/check", b"Capek",
    ):  # fmt: skip
        assert words in text, words
    for topic in course.current().topics:
        assert topic.title.encode() in text
    client = client_of(officer)
    answer = client.get(reverse("certificate-pdf", args=[whole.number]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"Genuine, and it stands today" in client.get(reverse("certificate", args=[whole.number])).content
    with time_machine.travel(datetime.now(UTC) + timedelta(days=400)):
        again = client_of(officer).get(reverse("certificate", args=[whole.number]))
        assert b"Genuine, but it no longer stands" in again.content


@pytest.mark.proves(clauses.L)
def test_who_is_trained_is_nobody_elses_business() -> None:
    officer = person()
    number = Certificate.objects.filter(person=officer)[0].number
    page = reverse("certificate", args=[number])
    assert client_of(officer).get(page).status_code == 200
    assert client_of(person(Role.SUPERVISOR)).get(page).status_code == 403
    assert Client(SERVER_NAME="localhost").get(page).status_code == 302
    for role in (Role.ADMINISTRATOR, Role.CHIEF, Role.AUDITOR):
        assert client_of(person(role)).get(page).status_code == 200
    # Whether a number exists is not told either.
    other = client_of(person(Role.SUPERVISOR))
    assert other.get(reverse("certificate", args=["AAAAAA-AAAAAA"])).status_code == 403
    # And an administrator without training looks at no certificate but the own ones.
    assert client_of(person(Role.ADMINISTRATOR, trained=False)).get(page).status_code == 403


def test_the_register_says_who_lapses_when_and_goes_as_csv() -> None:
    lapsed, soon = person(trained=False), person()
    last = today() + timedelta(days=12)
    Certificate.objects.filter(person=soon, topic="L.2").update(until=last)
    client = client_of(person(Role.CHIEF))
    everyone = client.get(reverse("training-people")).content.decode()
    assert lapsed.name in everyone
    assert "no access" in everyone
    shown = client.get(reverse("training-people"), {"show": "soon"}).content.decode()
    assert soon.name in shown
    assert lapsed.name not in shown
    assert client.get(reverse("training-person", args=[soon.pk])).status_code == 200
    Person.objects.filter(pk=soon.pk).update(name="=cmd()")
    table = client.get(reverse("training-people-csv")).content.decode()
    assert f"'=cmd(),{soon.email}" in table
    assert f"L.2,Equipment,ends soon,1,{today() - timedelta(days=1)},{last}" in table


def test_the_console_imports_checks_and_names_each_bad_line(tmp_path: Path) -> None:
    from plainview.commands.training import training as command

    officer, file = person(trained=False), tmp_path / "class.csv"

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(command, ["import", str(file), *arguments])

    file.write_text(whole_course(officer.email, "nobody@city.test"), "utf-8")
    for arguments in ((), ("--check",)):
        bad = run(*arguments)
        assert bad.exit_code == 2
        assert f"{file}:3: email is nobody's address here" in bad.output
    file.write_text(whole_course(officer.email).replace("topic", "Kurs"), "utf-8")
    assert "names no column for topic" in run().output
    assert run("--column", "topic").exit_code == 2
    checked = run("--check", "--column", "topic=Kurs")
    assert "11 certificates would be given to 1 people; 0 were on record already." in checked.output
    assert not Certificate.objects.filter(person=officer).exists()
    assert "11 certificates are given" in run("--column", "topic=Kurs").output
    assert "0 certificates are given to 0 people; 11 were on record already." in run("--column", "topic=Kurs").output
    assert {each.imported_by for each in Certificate.objects.filter(person=officer)} == {console().name}
    status = CliRunner().invoke(command, ["status"])
    assert (status.exit_code, "stands until" in status.output) == (0, True)


def test_the_demos_people_are_trained_by_the_import_and_marked() -> None:
    from plainview.web import demo_people

    for _ in range(2):
        demo_people.make(actor=CONSOLE, at=datetime.now(UTC))
    given = Certificate.objects.all()
    assert given.count() == 11 * len(demo_people.CAST)
    assert {each.source for each in given} == {"demo; not a real training"}
    assert all(not standing.lapses for _, standing in queries.standings(today()))
