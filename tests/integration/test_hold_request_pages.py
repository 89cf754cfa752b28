"""The pages of a request to hold: asked from a search or an alert, decided on approvals, followed and taken back."""

import json
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories import cases, devices, entries
from factories.instance import Instance
from factories.people import client_of, person
from plainview.accounts.models import Person
from plainview.alerts.models import Alert
from plainview.archive.models import Read
from plainview.audit.models import Entry as LogEntry
from plainview.evidence.models import Hold, HoldRequest
from plainview.policy import clauses, parameters
from plainview.terms.actor import Role, job

CLOCK = job("clock")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def box(instance: Instance) -> devices.Box:
    return devices.box()


@pytest.fixture
def read(box: devices.Box) -> Read:
    box.send(devices.batch(box.camera, devices.read("AB 12345")))
    return Read.objects.get()


@pytest.fixture
def officer(box: devices.Box) -> Person:
    return person()


@pytest.fixture
def boss(box: devices.Box) -> Person:
    return person(Role.SUPERVISOR)


@pytest.mark.proves(clauses.D_2, clauses.J_1)
def test_plates_are_shown_to_whoever_decides_alone_and_that_is_logged(
    read: Read, officer: Person, boss: Person
) -> None:
    request = cases.asked(read, by=officer)
    page = reverse("hold-request", args=[request.pk])
    shown = client_of(officer).get(page)
    assert (shown.status_code, "AB12345" in shown.content.decode()) == (200, False)
    assert "hold.request-opened" not in cases.log_of(request)
    assert client_of(person()).get(page).status_code == 404
    assert client_of(person(Role.ANALYST)).post(reverse("hold-request-end", args=[request.pk])).status_code == 404
    client = client_of(boss)
    assert "AB12345" in client.get(page).content.decode()
    assert cases.log_of(request)[-1] == "hold.request-opened"
    crop = reverse("hold-request-picture", args=[request.pk, read.id, "crop"])
    assert client.get(crop).content[:2] == b"\xff\xd8"
    assert cases.log_of(request)[-1] == "hold.request-opened"
    assert client.get(crop.replace("crop", "photograph")).content == devices.jpeg()
    assert cases.log_of(request)[-1] == "photograph.opened"
    assert client.get(crop.replace(str(read.id), str(request.pk))).status_code == 404
    assert client.get(reverse("hold-request-document", args=[request.pk])).status_code == 404


def form(**changed: str) -> dict[str, object]:
    said: dict[str, object] = {"case_number": "26-118", "matter": "criminal", "authority": "supervisor", "active": "on"}
    said |= {"scope": "The stolen car, that night", "reason": "Shows the car near the scene"}
    return {**said, "review_on": (now() + timedelta(days=20)).date().isoformat(), **changed}


def searched(client: Client) -> str:
    asks = {
        "purpose": "E.a.3",
        "offence": "Stolen vehicle",
        "case_number": "26-118",
        "reason": "Vehicle taken from Elm Street last night",
        "concern": "none",
        "plate": "AB12345",
        "start": (now() - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
        "end": (now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
    }
    answer = client.post(reverse("search"), asks)
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def test_from_the_results_of_a_search_through_the_pages_to_the_hold(read: Read, officer: Person, boss: Person) -> None:
    client = client_of(officer)
    results = searched(client)
    page = client.get(results).content.decode()
    assert "Ask to preserve ticked reads" in page
    key = page.split('name="read" value="')[1].split('"')[0]
    empty = client.post(f"{results}preserve", form(reason=""))
    assert (empty.status_code, "Nothing was asked for" in empty.content.decode()) == (422, True)
    assert 'id="hold-reason-error"' in client.post(f"{results}preserve", form(reason="", read=key)).content.decode()
    assert client.post(f"{results}hold", form(read=key)).status_code == 403
    sent = client.post(f"{results}preserve", form(read=key))
    assert sent.status_code == 303
    request = HoldRequest.objects.get()
    assert sent["Location"] == reverse("hold-request", args=[request.pk])
    assert f"search:{request.search_id}" in results.replace("/search/", "search:")
    assert "26-118" in client.get(reverse("hold-requests")).content.decode()
    decided = client_of(boss).post(reverse("approval-decide", args=[request.approval_id]), {"approved": "yes"})
    assert decided.status_code == 303
    placed = Hold.objects.get()
    assert placed.search_id == request.search_id
    assert reverse("hold", args=[placed.pk]) in client.get(sent["Location"]).content.decode()
    assert f"Asked by</dt><dd>{officer.name}" in client_of(boss).get(reverse("hold", args=[placed.pk])).content.decode()
    assert f">{boss.name}" in client.get(reverse("hold-requests")).content.decode()


def test_one_result_is_asked_for_from_its_own_page_and_taken_back(read: Read, officer: Person) -> None:
    client = client_of(officer)
    results = searched(client)
    key = client.get(results).content.decode().split('name="read" value="')[1].split('"')[0]
    assert f'type="hidden" name="read" value="{key}"' in client.get(f"{results}{key}/").content.decode()
    client.post(f"{results}preserve", form(read=key))
    request = HoldRequest.objects.get()
    end = reverse("hold-request-end", args=[request.pk])
    assert client.post(end).status_code == 303
    assert "taken back" in client.get(reverse("hold-request", args=[request.pk])).content.decode()
    assert client.post(end).status_code == 303
    assert "has ended already" in client.get(reverse("hold-request", args=[request.pk])).content.decode()


@pytest.mark.proves(clauses.K_1)
def test_from_an_alert_an_officer_asks_and_a_supervisor_holds(box: devices.Box, officer: Person, boss: Person) -> None:
    entries.active_entry("AB 12345")
    box.send(devices.batch(box.camera, devices.read("AB 12345")))
    alert = Alert.objects.get()
    address, client = reverse("alert-preserve", args=[alert.pk]), client_of(officer)
    assert "Ask to preserve this read" in client.get(reverse("alert", args=[alert.pk])).content.decode()
    refused = client.post(address, form(matter=""))
    assert (refused.status_code, 'id="hold-matter-error"' in refused.content.decode()) == (422, True)
    assert client.post(address, form()).status_code == 303
    request = HoldRequest.objects.get()
    assert (request.alert_id, request.asked_by) == (alert.pk, str(officer.actor()))
    assert reverse("hold-request", args=[request.pk]) in client.get(reverse("alert", args=[alert.pk])).content.decode()
    other = client_of(person()).get(reverse("alert", args=[alert.pk])).content.decode()
    assert reverse("hold-request", args=[request.pk]) not in other
    assert client_of(person(Role.ANALYST)).post(address, form()).status_code == 403
    again = client.post(address, form())
    assert (again.status_code, "just this already" in again.content.decode()) == (422, True)
    assert client_of(boss).post(address, form(case_number="26-119")).status_code == 303
    placed = Hold.objects.get()
    assert (placed.case_number, placed.request_id) == ("26-119", None)
    facts = json.loads(LogEntry.objects.get(event="hold.placed").facts)
    assert facts["alert"] == str(alert.pk)


@pytest.mark.proves(clauses.K_1)
def test_the_most_urgent_stands_first_and_warns_where_less_than_a_day_is_left(
    box: devices.Box, officer: Person, boss: Person
) -> None:
    last_day = datetime.combine(parameters.first_day_kept(now()), time(12), tzinfo=UTC)
    box.send(devices.batch(box.camera, devices.read("AB 12345")))
    box.send(devices.batch(box.camera, devices.read("CD 6789", captured_at=last_day)))
    new, old = Read.objects.get(plate="AB12345"), Read.objects.get(plate="CD6789")
    cases.asked(new, by=officer, case_number="26-900")
    cases.asked(old, by=officer, case_number="26-100")
    page = client_of(boss).get(reverse("approvals")).content.decode()
    assert page.index("for case 26-100") < page.index("for case 26-900")
    assert page.count("Less than a day.") == 1
    assert page.count("The read is purged") == 2
    counted = '<span class="pv-count">1<span class="visually-hidden"> due</span></span>'
    assert counted in page
    assert counted not in client_of(officer).get(reverse("hold-requests")).content.decode()
    assert "purged within the day" in client_of(officer).get(reverse("hold-requests")).content.decode()


def test_a_supervisor_refuses_on_the_page_with_a_reason_that_the_asker_reads(
    read: Read, officer: Person, boss: Person
) -> None:
    request = cases.asked(read, by=officer)
    client, address = client_of(boss), reverse("approval-decide", args=[request.approval_id])
    assert client.post(address, {"approved": "no"}).status_code == 422
    assert client.post(address, {"approved": "no", "reason": "Another vehicle."}).status_code == 303
    for page in (reverse("hold-requests"), reverse("hold-request", args=[request.pk])):
        assert "Another vehicle." in client_of(officer).get(page).content.decode()
    assert "refused" in client.get(reverse("approvals")).content.decode()


def test_a_scanned_warrant_is_sent_with_the_form(read: Read, officer: Person) -> None:
    client = client_of(officer)
    results = searched(client)
    key = client.get(results).content.decode().split('name="read" value="')[1].split('"')[0]
    paper = SimpleUploadedFile("w.pdf", cases.WARRANT.content)
    said = form(read=key, authority="warrant", reference="W-26-7") | {"document": paper}
    assert client.post(f"{results}preserve", said).status_code == 303
    assert HoldRequest.objects.get().paper_name == "w.pdf"
