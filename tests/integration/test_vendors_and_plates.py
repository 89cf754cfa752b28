"""A vendor's grants, and the plates that people declare."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse

from factories.instance import Instance
from factories.people import administrator, client_of, person
from plainview.accounts import declarations, grants, queries
from plainview.accounts.declarations import Whose
from plainview.accounts.models import DeclaredPlate
from plainview.audit.models import Entry as LogEntry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role

pytestmark = pytest.mark.usefixtures("instance")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.proves(clauses.M_1)
def test_a_vendor_without_a_standing_grant_opens_nothing() -> None:
    vendor = person(Role.VENDOR)
    browser = client_of(vendor)
    assert browser.get(reverse("cameras")).status_code == 200
    grant = queries.grants_of(vendor)[0]
    grants.end(grant.pk, actor=administrator().actor(), at=now())
    for name in ("home", "cameras", "mfa_index", "retention", "search"):
        answer = browser.get(reverse(name))
        assert (answer.status_code, b"M.1" in answer.content) == (403, True), name
    assert browser.post(reverse("account_logout")).status_code == 302


@pytest.mark.proves(clauses.M_1)
def test_a_grant_has_a_purpose_an_end_within_thirty_days_and_the_administrator_behind_it() -> None:
    vendor, by = person(Role.VENDOR), administrator().actor()
    days = timedelta(days=1)
    for purpose, until, words in (
        (" ", now() + days, "purpose"),
        ("Lenses", now() + 31 * days, "30 days"),
        ("Lenses", now() - days, "30 days"),
    ):
        with pytest.raises(PolicyRefusal, match=words):
            grants.admit(vendor, purpose=purpose, until=until, actor=by, at=now())
    with pytest.raises(PolicyRefusal, match="no vendor"):
        grants.admit(person(), purpose="Lenses", until=now() + days, actor=by, at=now())
    for role in (Role.SUPERVISOR, Role.CHIEF, Role.VENDOR):
        with pytest.raises(PolicyRefusal):
            grants.admit(vendor, purpose="Lenses", until=now() + days, actor=person(role).actor(now()), at=now())
    entry = LogEntry.objects.filter(event="vendor.admitted", outcome="done").earliest("seq")
    assert "Clean the lenses." in entry.facts


@pytest.mark.proves(clauses.M_1)
def test_a_grant_runs_out_by_itself() -> None:
    vendor = person(Role.VENDOR)
    until = queries.grants_of(vendor)[0].until
    assert vendor.actor(until - timedelta(seconds=1)).role is Role.VENDOR
    assert vendor.actor(until).role is None
    assert vendor.actor().role is None


def test_a_vendor_is_admitted_and_ended_on_their_page() -> None:
    vendor, browser = person(Role.VENDOR), client_of(administrator())
    form = {"purpose": "New mounts", "until": (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")}
    address = reverse("person-admit", args=[vendor.pk])
    assert browser.post(address, {**form, "until": "soon"}).status_code == 422
    assert browser.post(address, {**form, "purpose": ""}).status_code == 422
    assert browser.post(address, form).status_code == 303
    newest = queries.grants_of(vendor)[0]
    assert b"New mounts" in browser.get(reverse("person", args=[vendor.pk])).content
    browser.post(reverse("grant-end", args=[vendor.pk, newest.pk]))
    assert queries.grants_of(vendor)[0].ended_at is not None


@pytest.mark.proves(clauses.G_2, clauses.G_4)
def test_a_declared_plate_is_known_again_in_each_spelling_and_of_nobody_else() -> None:
    someone, colleague = person(), person()
    declarations.declare("ab-12 345", whose=Whose.OWN, actor=someone.actor(), at=now())
    for spelling in ("AB12345", "ab 12345", "A8I2345"):
        assert queries.declared(someone.pk, ["XY98765", spelling]), spelling
        assert not queries.declared(colleague.pk, [spelling])
    declarations.declare_none(actor=colleague.actor(), at=now())
    for others in (["AB12346", "XY98765"], [""], []):
        assert not queries.declared(someone.pk, others), others
        assert not queries.declared(colleague.pk, others), others


@pytest.mark.proves(clauses.G_4)
def test_a_declaration_can_be_read_by_nobody(instance: Instance) -> None:
    first, second = person(), person()
    for each in (first, second):
        declarations.declare("AB12345", whose=Whose.HOUSEHOLD, actor=each.actor(), at=now())
    kept = [bytes(each.mac) for each in DeclaredPlate.objects.all()]
    assert len(set(kept)) == 2, "two people with one plate cannot be told"
    assert all(b"AB12345" not in each for each in kept)
    for entry in LogEntry.objects.filter(event="declared-plates.changed"):
        assert "12345" not in entry.facts
        assert entry.private is None
    key = Path(instance.data) / "secrets" / "declared-plates.key"
    assert (key.stat().st_mode & 0o777, len(key.read_bytes())) == (0o600, 32)


@pytest.mark.proves(clauses.G_4)
def test_a_search_of_ones_own_plate_is_told_to_the_auditor_without_the_plate() -> None:
    someone = person()
    declarations.flag_search(f"search:{uuid4()}", actor=someone.actor(), at=now())
    entry = LogEntry.objects.get(event="declared-plate.searched")
    assert (entry.actor_name, entry.private) == (someone.name, None)


def test_only_plates_are_declared_and_no_more_than_a_household_has() -> None:
    me = person().actor()
    for wrong in ("", " - ", "ABCDEFGHIJKL"):
        with pytest.raises(PolicyRefusal, match="no plate"):
            declarations.declare(wrong, whose=Whose.OWN, actor=me, at=now())
    for number in range(20):
        declarations.declare(f"XY{number:03}", whose=Whose.OWN, actor=me, at=now())
    with pytest.raises(PolicyRefusal, match="20 plates"):
        declarations.declare("XY999", whose=Whose.OWN, actor=me, at=now())


def test_on_ones_own_page_one_declares_withdraws_and_says_that_there_is_none() -> None:
    someone = person()
    browser, address = client_of(someone), reverse("declared-plates")
    browser.post(address, {"none": "on"})
    browser.post(address, {"plate": "AB 12345", "whose": "household"})
    (declared,) = queries.declared_by(someone)
    page = browser.get(reverse("mfa_index")).content.decode()
    assert "A vehicle of my household" in page
    assert "12345" not in page
    assert browser.post(address, {"none": "on"}).status_code == 403
    colleague = client_of(person())
    colleague.post(address, {"withdraw": str(declared.pk)})
    assert len(queries.declared_by(someone)) == 1
    browser.post(address, {"withdraw": str(declared.pk)})
    assert queries.declared_by(someone) == []
    assert browser.post(address, {"plate": "?"}).status_code == 403
