"""Has the vehicle of an entry been seen already? A search with a purpose of its own, as any other."""

import uuid
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.urls import reverse

from factories import devices, entries
from factories.people import client_of, person
from factories.reads import vehicle
from plainview.audit.models import Entry as LogEntry
from plainview.hotlists.models import Entry
from plainview.policy import clauses
from plainview.search.models import Search
from plainview.terms.actor import Role
from plainview.terms.entry import MatchBy

pytestmark = pytest.mark.usefixtures("instance")
WHY = {
    "purpose": "E.a.3",
    "offence": "Stolen vehicle",
    "case_number": "26-00100",
    "reason": "Where was it before the theft was reported on Monday",
    "concern": "none",
}


class Form(HTMLParser):
    """What stands in the fields of a page's search form."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._inside, self._written = "", False
        self.feed(answer.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type")
        if tag in {"textarea", "select"}:
            self._inside, self._written = name, tag == "textarea"
        elif tag == "option" and "selected" in given:
            self.values[self._inside] = given.get("value") or ""
        elif tag == "input" and (kind not in {"checkbox", "radio"} or "checked" in given):
            self.values[name] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._written and data.strip():
            self.values[self._inside] = data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in {"textarea", "select"}:
            self._inside, self._written = "", False


def said_by(values: dict[str, str], *names: str) -> dict[str, str]:
    return {name: values[name] for name in names if values.get(name)}


@pytest.mark.proves(clauses.F_A, clauses.F_A_1_I)
def test_the_plate_of_an_entry_is_filled_in_and_nothing_of_its_purpose() -> None:
    box = devices.box()
    for plate in ("AB 12345", "A8 12345", "ZZ 99999"):
        box.send(devices.batch(box.camera, devices.read(plate, None)))
    entry, officer = entries.active_entry("AB 12345"), client_of(person())
    page = officer.get(reverse("entry", args=[entry.pk])).content.decode()
    address = f"{reverse('search')}?entry={entry.pk}"
    assert address in page
    form = officer.get(address)
    values = Form(form).values
    assert said_by(values, "plate", "entry", "state") == {"plate": "AB12345", "entry": str(entry.pk)}
    assert "look_alikes" in values
    assert not said_by(values, *WHY), "why it is asked must be said"
    assert not Search.objects.exists()

    sent = {name: values[name] for name in ("plate", "start", "end", "entry")} | {"look_alikes": "on"}
    refused = officer.post(reverse("search"), sent)
    assert (refused.status_code, Search.objects.count()) == (422, 0)
    assert f'value="{entry.pk}"' in refused.content.decode()
    answer = officer.post(reverse("search"), {**sent, **WHY})
    page = officer.get(answer["Location"]).content.decode()
    assert ("exact" in page, "look-alike" in page, "ZZ99999" in page) == (True, True, False)
    logged = LogEntry.objects.get(event="search.run", outcome="done")
    assert f'"entry":"{entry.pk}"' in logged.facts.replace(" ", "")
    assert "AB12345" not in logged.facts


@pytest.mark.parametrize(
    ("match_by", "plate", "ticked", "words"),
    [
        (MatchBy.NEAR, "AB12345", ["look_alikes", "near"], ""),
        (MatchBy.PATTERN, "AB?23*", [], ""),
        (MatchBy.DESCRIPTION, "", [], "No plate is known"),
    ],
)
def test_an_entry_is_looked_for_as_it_is_met_and_what_a_search_cannot_find_is_said(
    match_by: MatchBy, plate: str, ticked: list[str], words: str
) -> None:
    entry = entries.active_entry()
    Entry.objects.filter(pk=entry.pk).update(match_by=match_by, plate=plate)
    form = client_of(person()).get(reverse("search"), {"entry": str(entry.pk)})
    values = Form(form).values
    assert (values["plate"], sorted({"look_alikes", "near"} & set(values))) == (plate, ticked)
    assert words in form.content.decode()


def test_an_entry_by_description_looks_for_its_vehicle_where_a_camera_stated_it() -> None:
    box, officer = devices.box(), client_of(person())
    for plate, said in (("AB10001", vehicle("blue", "Honda")), ("AB10002", vehicle("red")), ("AB10003", vehicle())):
        box.send(devices.batch(box.camera, devices.read(plate, vehicle=said)))
    entry = entries.active_entry()
    described = {
        "match_by": MatchBy.DESCRIPTION,
        "plate": "",
        "colour": "Dark Blue",
        "make": "HONDA",
        "body": "spaceship",
    }
    Entry.objects.filter(pk=entry.pk).update(**described)
    values = Form(officer.get(reverse("search"), {"entry": str(entry.pk)})).values
    assert said_by(values, "plate", "colour", "make", "body") == {"colour": "dark blue", "make": "Honda"}
    assert "unstated" not in values
    sent = {name: values[name] for name in ("start", "end", "entry", "colour", "make")}
    refused = officer.post(reverse("search"), {**sent, **WHY})
    assert refused.status_code == 422, "a description alone is every such vehicle of the city"
    answer = officer.post(reverse("search"), {**sent, **WHY, "cameras": str(box.camera.pk)})
    page = officer.get(answer["Location"]).content.decode()
    assert ("AB10001" in page, "AB10002" in page, "AB10003" in page) == (True, False, False)


def test_of_a_description_the_meant_words_are_filled_in_and_the_others_named() -> None:
    officer, entry = client_of(person()), entries.active_entry()
    described = {"match_by": MatchBy.DESCRIPTION, "plate": "", "colour": "dark", "make": "Ford F-150", "body": "sedan"}
    Entry.objects.filter(pk=entry.pk).update(**described)
    form = officer.get(reverse("search"), {"entry": str(entry.pk)})
    values = Form(form).values
    assert said_by(values, "colour", "make", "body") == {"make": "Ford", "body": "sedan"}
    assert "no one word of the list: colour “dark”." in form.content.decode()
    Entry.objects.filter(pk=entry.pk).update(colour="very dark blue")
    form = officer.get(reverse("search"), {"entry": str(entry.pk)})
    assert Form(form).values["colour"] == "dark blue"
    assert "Left out" not in form.content.decode()


def test_whoever_may_not_search_is_not_offered_it() -> None:
    entry = entries.active_entry()
    page = client_of(person(Role.ADMINISTRATOR)).get(reverse("entry", args=[entry.pk]))
    assert (page.status_code, "?entry=" in page.content.decode()) == (200, False)


def test_an_entry_that_is_not_there_or_covert_or_no_entry_at_all_fills_in_nothing() -> None:
    officer = person()
    entry, client = entries.active_entry(), client_of(officer)
    assert client.get(reverse("search"), {"entry": str(uuid.uuid4())}).status_code == 404
    assert Form(client.get(reverse("search"), {"entry": "AB12345"})).values["plate"] == ""
    Entry.objects.filter(pk=entry.pk).update(covert=True)
    assert client.get(reverse("search"), {"entry": str(entry.pk)}).status_code == 404
    Entry.objects.filter(pk=entry.pk).update(audience=[officer.pk])
    assert client.get(reverse("search"), {"entry": str(entry.pk)}).status_code == 200
    refused = client.post(reverse("search"), {**WHY, "entry": "' OR 1=1"})
    assert refused.status_code == 422
