"""The pages on which access is given, changed and taken."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from factories.people import administrator, chief, client_of, person
from plainview.access.asking import What
from plainview.access.models import Request
from plainview.accounts import queries
from plainview.accounts.models import Appointment, Person
from plainview.terms.actor import Role

pytestmark = pytest.mark.usefixtures("instance")


def now() -> datetime:
    return datetime.now(UTC)


def test_the_page_of_a_person_changes_them_and_tells_their_history() -> None:
    someone, browser = person(), client_of(administrator())
    address = reverse("person", args=[someone.pk])
    assert "person.invited" in browser.get(address).content.decode()
    assert browser.post(reverse("person-role", args=[someone.pk]), {"why": "x"}).status_code == 422
    browser.post(reverse("person-role", args=[someone.pk]), {"role": "analyst", "why": "Moved."})
    browser.post(reverse("person-reset", args=[someone.pk]), {"why": "Lost phone."})
    page = browser.get(address).content.decode()
    assert "person.role-changed" in page
    assert "Lost phone." in page
    client_of(chief()).post(
        reverse("approval-decide", args=[Request.objects.get().approval_id]), {"approved": "yes", "reason": ""}
    )
    link = browser.post(reverse("person-link", args=[Request.objects.get().pk])).content.decode()
    assert "/join/" in link
    browser.post(reverse("person-deactivate", args=[someone.pk]), {"why": "Left."})
    assert not Person.objects.get(pk=someone.pk).is_active
    browser.post(reverse("person-return", args=[someone.pk]), {"why": "Back."})
    assert Request.objects.filter(what=What.RETURN).count() == 1


def test_the_overview_offers_changes_to_the_administrator_alone() -> None:
    person()
    invites = b"Invite a person"
    assert invites in client_of(administrator()).get(reverse("people")).content
    for role in (Role.CHIEF, Role.AUDITOR):
        page = client_of(person(role)).get(reverse("people"))
        assert (page.status_code, invites in page.content) == (200, False)


def test_an_invitation_by_page_shows_its_link_once_or_asks_the_chief() -> None:
    browser = client_of(administrator())
    form = {"name": "N", "email": "n@example.test", "role": "operator"}
    assert b"/join/" in browser.post(reverse("person-invite"), form).content
    form = {"name": "S", "email": "s@example.test", "role": "supervisor"}
    assert browser.post(reverse("person-invite"), form).status_code == 422
    assert browser.post(reverse("person-invite"), {**form, "why": "Leads the night."}).status_code == 303
    assert b"The Chief is asked" in browser.get(reverse("people")).content
    assert browser.post(reverse("person-invite"), {**form, "role": "king"}).status_code == 422


def test_the_chief_ends_an_appointment_by_page_with_a_reason() -> None:
    standing = queries.standing_appointments(now()) or [Appointment.objects.get(person=administrator())]
    browser = client_of(chief())
    address = reverse("appointment-end", args=[standing[0].pk])
    assert browser.post(address, {"because": ""}).status_code == 422
    assert browser.post(address, {"because": "Retired."}).status_code == 303
    assert queries.standing_appointments(now()) == []
    assert browser.post(reverse("appointment"), {"person": "", "until": ""}).status_code == 422
    again = {"person": str(standing[0].person_id), "until": ""}
    assert browser.post(reverse("appointment"), again).status_code == 303
    assert len(queries.standing_appointments(now())) == 1
