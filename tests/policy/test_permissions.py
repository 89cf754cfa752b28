"""Who may open what: one table, role by route. A route that is not in it fails the build."""

from typing import Final
from uuid import uuid4

import pytest
from django.urls import reverse

from factories.people import client_of, person
from plainview.accounts.permissions import OTHERS, TABLE, Permission
from plainview.audit.models import Entry as LogEntry
from plainview.policy import clauses
from plainview.terms.actor import ActorKind, Role
from plainview.web.routes import MACHINES, ROUTES, Door, Route

pytestmark = pytest.mark.usefixtures("instance")

# O operator, D dispatcher, S supervisor, A administrator, C chief, U auditor, N analyst, R records clerk, V vendor;
# "all" is anybody signed in.
EXPECTED: Final[dict[str, str]] = {
    "home": "all",
    "mfa_index": "all",
    "theme": "all",
    "mfa_deactivate_totp": "all",
    "mfa_view_recovery_codes": "all",
    "mfa_generate_recovery_codes": "all",
    "mfa_reauthenticate": "all",
    "declared-plates": "all",
    "mfa_reauthenticate_webauthn": "all",
    "mfa_edit_webauthn": "all",
    "mfa_remove_webauthn": "all",
    "session-left": "all",
    "session-keep": "all",
    "alerts": "ODS",
    "alert-stream": "ODS",
    "alert": "ODS",
    "alert-card": "ODS",
    "alert-join": "OS",
    "alert-leave": "OS",
    "alert-take": "OS",
    "alerts-mute": "ODS",
    "alerts-unmute": "ODS",
    "push-add": "ODS",
    "push-remove": "ODS",
    "alert-picture": "ODS",
    "alert-preserve": "OS",
    "alert-verify": "OS",
    "alert-ask": "OS",
    "alert-close": "OS",
    "alert-justify": "OS",
    "alert-resolve": "OS",
    "alert-statement": "OS",
    "alert-statement-pdf": "OS",
    "alert-stop": "OS",
    "alert-waiver": "OS",
    "cad-again": "DSA",
    "dispatch-system": "DSA",
    "stops": "OSCU",
    "alert-answer": "D",
    "confirmations": "D",
    "search": "ODSN",
    "search-results": "ODSN",
    "search-route": "ODSN",
    "search-scenes": "ODSN",
    "search-together": "ODSN",
    "search-only-here": "ODSN",
    "search-document": "S",
    "search-save": "ODSN",
    "search-unsave": "ODSN",
    "search-hold": "S",
    "search-preserve": "OSN",
    "search-read": "ODSN",
    "search-picture": "ODSN",
    "hotlists": "ODSACN",
    "hotlist": "ODSACN",
    "hotlist-new": "SA",
    "hotlist-back": "SA",
    "hotlist-file": "SA",
    "hotlist-settings": "SA",
    "hotlist-token": "SA",
    "hotlist-token-end": "SA",
    "hotlist-errors": "ODSACN",
    "entries": "ODSACN",
    "entry-new": "OS",
    "entry": "ODSACN",
    "entry-decide": "S",
    "entry-verify": "OS",
    "entry-check": "OS",
    "entry-extend": "OS",
    "entry-remove": "OS",
    "approvals": "SCU",
    "approval-decide": "SCU",
    "appointment": "C",
    "appointment-end": "C",
    "break-glass": "SACU",
    "break-glass-ask": "SC",
    "break-glass-end": "all",
    "hit-ledger": "SACU",
    "hit-ledger-csv": "SACU",
    "holds": "OSACUNR",
    "hold": "OSACUN",
    "hold-document": "S",
    "hold-export": "S",
    "hold-hand-over": "S",
    "hold-package": "S",
    "hold-package-file": "S",
    "hold-package-state": "S",
    "hold-release": "S",
    "hold-request": "OSN",
    "hold-request-document": "S",
    "hold-request-end": "OSN",
    "hold-request-picture": "S",
    "hold-requests": "OSN",
    "hold-review": "S",
    "hold-waive": "S",
    "hold-picture": "S",
    "policy": "ODSACUN",
    "policy-matrix": "ODSACUN",
    "compliance": "ACU",
    "retention": "ODSACUNR",
    "cameras": "ODSACUNV",
    "camera-attest": "A",
    "camera-locate": "A",
    "map": "ODSACUNV",
    "people": "ACU",
    "people-workstations": "A",
    "people-workstation-revoke": "A",
    "person-invite": "A",
    "person-link": "A",
    "person": "ACU",
    "person-admit": "A",
    "person-deactivate": "A",
    "grant-end": "A",
    "person-release": "A",
    "person-reset": "A",
    "person-return": "A",
    "person-role": "A",
    "training": "all",
    "training-topic": "all",
    "training-begin": "all",
    "training-sitting": "all",
    "certificate": "ACU",  # of others; one's own is open to everybody
    "certificate-pdf": "ACU",
    "certificate-withdraw": "A",
    "training-people": "ACU",
    "training-people-csv": "ACU",
    "training-person": "ACU",
    "training-import": "A",
    "log": "ACU",
    "log-check": "ACU",
    "log-entry": "ACU",
    "log-export": "ACU",
    "log-proof": "ACU",
}
LETTERS: Final = {
    "O": Role.OPERATOR,
    "D": Role.DISPATCHER,
    "S": Role.SUPERVISOR,
    "A": Role.ADMINISTRATOR,
    "C": Role.CHIEF,
    "U": Role.AUDITOR,
    "N": Role.ANALYST,
    "R": Role.RECORDS_CLERK,
    "V": Role.VENDOR,
}
READS: Final = {
    Permission.ALERTS_CONFIRM,
    Permission.ALERTS_SEE,
    Permission.ALERTS_WORK,
    Permission.HOLDS_ASK,
    Permission.HOLDS_CHANGE,
    Permission.SEARCH,
}
OPEN: Final = {route.name for route in ROUTES if route.rule in {Door.PUBLIC, *MACHINES}}
HALF_OPEN: Final = {route.name for route in ROUTES if route.rule is Door.FIRST_FACTOR}


def address(route: Route) -> str:
    """The route's address with made-up parts."""
    made_up = {"which": "crop", "key": f"{uuid4()}-1", "token": "none", "seq": 1, "size": 1, "old": 1, "new": 2}
    made_up |= {"pk": 1, "provider_id": "none", "day": "2026-11-01"}
    made_up |= {"pk": 1, "message_id": 1, "provider_id": "none"}
    names = [part.split(":")[1].split(">")[0] for part in route.path.split("<")[1:]]
    return reverse(route.name, kwargs={name: made_up.get(name, uuid4()) for name in names})


def test_every_route_stands_in_the_table_or_is_open_on_purpose() -> None:
    entrance = {
        "account_login",
        "mfa_authenticate",
        "account_signup",
        "join",
        "mfa_login_webauthn",
        "workstation-enrol",
    }
    single_sign_on = {"openid_connect_login", "openid_connect_callback"}
    proofs = {"deletion-proof", "deletion-proof-json", "deletion-proof-note"}
    log = {"log-checkpoint", "log-checkpoints", "log-consistency", "log-key", "log-stamp"}
    served = {"health", "favicon", "service-worker", "api-entries", "api-hot-list", "api-reads"}
    assert served | entrance | single_sign_on | log | proofs == OPEN
    assert {"account_logout", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"} == HALF_OPEN
    assert set(EXPECTED) == {route.name for route in ROUTES} - OPEN - HALF_OPEN


def test_every_address_that_django_answers_is_a_route() -> None:
    from plainview.web.urls import urlpatterns

    assert [pattern.name for pattern in urlpatterns] == [route.name for route in ROUTES]


def clause_of_refusal(role: Role, rule: Permission | Door) -> str:
    """D.2 where the row has no such permission, or the clause of the rule that forbids it whatever the row says."""
    if rule in READS and role not in {Role.ANALYST, Role.DISPATCHER, Role.OPERATOR, Role.SUPERVISOR}:
        return "D.1"
    alone = {
        Permission.ALERTS_CONFIRM: "I.6",
        Permission.APPOINTMENTS_CHANGE: clauses.D.statement,
        Permission.ENTRIES_APPROVE: "F.b.1",
        Permission.PEOPLE_CHANGE: "D.3",
    }
    return alone.get(rule, "D.2")


@pytest.mark.proves(clauses.D_2, clauses.F, clauses.D_1)
@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_its_row_says_and_is_refused_the_rest(role: Role) -> None:
    client = client_of(person(role))
    for route in ROUTES:
        if route.name not in EXPECTED or route.name == "alert-stream":
            continue
        response = client.generic(route.methods[-1], address(route))
        allowed = EXPECTED[route.name] == "all" or role in {LETTERS[each] for each in EXPECTED[route.name]}
        refused = response.status_code == 403 and clause_of_refusal(role, route.rule).encode() in response.content
        assert refused != allowed, f"{role} at {route.name}: {response.status_code}"


@pytest.mark.proves(clauses.F)
def test_without_signing_in_every_page_leads_to_the_sign_in_page() -> None:
    from django.test import Client

    for route in ROUTES:
        if route.name in OPEN:
            continue
        response = Client(SERVER_NAME="localhost").generic(route.methods[-1], address(route))
        if route.methods[-1] == "POST":
            assert (response.status_code, b"This form was not sent" in response.content) == (403, True), route.name
            continue
        assert response.status_code == 302, route.name
        assert response["Location"].startswith(reverse("account_login")), route.name


@pytest.mark.proves(clauses.D_3)
def test_without_a_second_factor_a_person_can_only_set_one_up() -> None:
    client = client_of(person(second_factor=False))
    for route in ROUTES:
        if route.name in EXPECTED:
            response = client.generic(route.methods[-1], address(route))
            assert (response.status_code, response["Location"]) == (302, reverse("mfa_activate_totp")), route.name


def test_a_deactivated_person_is_out_at_the_next_request() -> None:
    someone = person()
    client = client_of(someone)
    assert client.get(reverse("alerts")).status_code == 200
    type(someone).objects.filter(pk=someone.pk).update(is_active=False)
    assert client.get(reverse("alerts")).status_code == 302


@pytest.mark.proves(clauses.J_1)
def test_a_refused_page_is_logged() -> None:
    client_of(person(Role.AUDITOR)).get(reverse("search"))
    entry = LogEntry.objects.get(event="page.refused")
    assert (entry.outcome, entry.clause, entry.subject) == ("refused", "D.1", "page:search")


def test_a_wrong_method_is_refused_before_anything_else() -> None:
    from django.test import Client

    for route in ROUTES:
        assert Client(SERVER_NAME="localhost").generic("DELETE", address(route)).status_code == 405, route.name


def test_the_table_names_every_role_and_each_permission_has_a_holder() -> None:
    assert set(TABLE) == set(Role)
    assert set(OTHERS) == set(ActorKind) - {ActorKind.PERSON}
    rows = (*TABLE.values(), *OTHERS.values())
    assert {permission for granted in rows for permission in granted} == set(Permission)
