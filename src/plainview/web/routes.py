"""Every address of the product, with who may open it. A route that is not here does not exist."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery
from django.http.response import HttpResponseBase

from plainview.accounts.permissions import Permission
from plainview.web import (
    alerts,
    api,
    audit,
    cameras,
    holds,
    home,
    hotlists,
    passkeys,
    people,
    retention,
    search,
    second_factor,
    session,
    sign_in,
    single_sign_on,
    stream,
    workstations,
)

View = Callable[..., HttpResponseBase | Coroutine[Any, Any, HttpResponseBase]]


class Door(Enum):
    """Who may pass where no permission of a role is asked."""

    PUBLIC = "anyone"
    DEVICE = "a registered device, by its signature"
    FIRST_FACTOR = "a person who has given a password and sets up the second factor"
    SIGNED_IN = "a person signed in with both factors"


@dataclass(frozen=True)
class Route:
    """One address. `rule` is a permission of the table or a door; the guard asks it before the view runs."""

    path: str
    view: View
    name: str
    rule: Permission | Door
    methods: tuple[str, ...] = ("GET",)


_FORM: Final = ("GET", "POST")
_POST: Final = ("POST",)
_P = Permission

ROUTES: Final = (
    Route("", home.home, "home", Door.SIGNED_IN),
    Route("health", home.health, "health", Door.PUBLIC),
    Route("favicon.svg", home.icon, "favicon", Door.PUBLIC),
    Route("sign-in/", sign_in.SignIn.as_view(), "account_login", Door.PUBLIC, _FORM),
    Route("sign-in/code/", second_factor.SecondStep.as_view(), "mfa_authenticate", Door.PUBLIC, _FORM),
    Route("sign-in/passkey/", passkeys.SignIn.as_view(), "mfa_login_webauthn", Door.PUBLIC, _FORM),
    Route("sign-in/with/<slug:provider_id>/", single_sign_on.start, "openid_connect_login", Door.PUBLIC),
    Route("sign-in/with/<slug:provider_id>/back/", single_sign_on.back, "openid_connect_callback", Door.PUBLIC),
    Route("sign-in/by-invitation/", sign_in.by_invitation, "account_signup", Door.PUBLIC),
    Route("sign-out/", account.logout, "account_logout", Door.FIRST_FACTOR, _FORM),
    Route("join/<str:token>/", sign_in.join, "join", Door.PUBLIC, _FORM),
    Route("me/", people.me, "mfa_index", Door.SIGNED_IN),
    Route("me/theme/", people.theme, "theme", Door.SIGNED_IN, _POST),
    Route("me/second-factor/", second_factor.SetUp.as_view(), "mfa_activate_totp", Door.FIRST_FACTOR, _FORM),
    Route("me/second-factor/off/", second_factor.TurnOff.as_view(), "mfa_deactivate_totp", Door.SIGNED_IN, _FORM),
    Route("me/passkeys/new/", passkeys.Add.as_view(), "mfa_add_webauthn", Door.FIRST_FACTOR, _FORM),
    Route("me/passkeys/<int:pk>/name/", passkeys.Rename.as_view(), "mfa_edit_webauthn", Door.SIGNED_IN, _FORM),
    Route("me/passkeys/<int:pk>/remove/", passkeys.Remove.as_view(), "mfa_remove_webauthn", Door.SIGNED_IN, _FORM),
    Route("me/recovery-codes/", recovery.view_recovery_codes, "mfa_view_recovery_codes", Door.SIGNED_IN),
    Route(
        "me/recovery-codes/new/",
        second_factor.NewRecoveryCodes.as_view(),
        "mfa_generate_recovery_codes",
        Door.SIGNED_IN,
        _FORM,
    ),
    Route("me/again/", second_factor.PasswordAgain.as_view(), "account_reauthenticate", Door.FIRST_FACTOR, _FORM),
    Route("me/again/code/", second_factor.CodeAgain.as_view(), "mfa_reauthenticate", Door.SIGNED_IN, _FORM),
    Route("me/again/passkey/", passkeys.Again.as_view(), "mfa_reauthenticate_webauthn", Door.SIGNED_IN, _FORM),
    Route("me/session/", session.left, "session-left", Door.SIGNED_IN),
    Route("me/session/keep", session.keep, "session-keep", Door.SIGNED_IN, _POST),
    Route("alerts/", alerts.live, "alerts", _P.ALERTS_SEE),
    Route("alerts/stream", stream.alerts, "alert-stream", _P.ALERTS_SEE),
    Route("alerts/<uuid:alert_id>/", alerts.one, "alert", _P.ALERTS_SEE),
    Route("alerts/<uuid:alert_id>/card", alerts.card, "alert-card", _P.ALERTS_SEE),
    Route("alerts/<uuid:alert_id>/<str:which>.jpg", alerts.picture, "alert-picture", _P.ALERTS_SEE),
    Route("alerts/<uuid:alert_id>/verify", alerts.verify, "alert-verify", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/ask", alerts.ask, "alert-ask", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/close", alerts.close, "alert-close", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/answer", alerts.answer, "alert-answer", _P.ALERTS_CONFIRM, _POST),
    Route("confirmations/", alerts.confirmations, "confirmations", _P.ALERTS_CONFIRM),
    Route("search/", search.form, "search", _P.SEARCH, _FORM),
    Route("search/<uuid:search_id>/", search.results, "search-results", _P.SEARCH),
    Route("search/<uuid:search_id>/hold", search.hold, "search-hold", _P.HOLDS_CHANGE, _POST),
    Route("search/<uuid:search_id>/<str:key>/", search.one, "search-read", _P.SEARCH),
    Route("search/<uuid:search_id>/<str:key>/<str:which>.jpg", search.picture, "search-picture", _P.SEARCH),
    Route("hot-lists/", hotlists.overview, "hotlists", _P.ENTRIES_SEE),
    Route("hot-lists/import/", hotlists.import_list, "hotlist-import", _P.LISTS_IMPORT, _FORM),
    Route("hot-lists/entries/new/", hotlists.propose, "entry-new", _P.ENTRIES_PROPOSE, _FORM),
    Route("hot-lists/entries/<uuid:entry_id>/", hotlists.one, "entry", _P.ENTRIES_SEE),
    Route("hot-lists/entries/<uuid:entry_id>/decide", hotlists.decide, "entry-decide", _P.ENTRIES_APPROVE, _POST),
    Route("hot-lists/entries/<uuid:entry_id>/verify", hotlists.verify, "entry-verify", _P.ENTRIES_PROPOSE, _POST),
    Route("hot-lists/entries/<uuid:entry_id>/remove", hotlists.remove, "entry-remove", _P.ENTRIES_PROPOSE, _POST),
    Route("approvals/", hotlists.approvals, "approvals", _P.ENTRIES_APPROVE),
    Route("holds/", holds.overview, "holds", _P.HOLDS_SEE),
    Route("holds/<uuid:hold_id>/", holds.one, "hold", _P.HOLDS_SEE),
    Route("holds/<uuid:hold_id>/release", holds.release, "hold-release", _P.HOLDS_CHANGE, _POST),
    Route("holds/<uuid:hold_id>/<uuid:read_id>/<str:which>.jpg", holds.picture, "hold-picture", _P.HOLDS_CHANGE),
    Route("retention/", retention.overview, "retention", _P.RETENTION_SEE),
    Route("cameras/", cameras.register, "cameras", _P.CAMERAS_SEE),
    Route("cameras/<uuid:camera_id>/attest", cameras.attest, "camera-attest", _P.CAMERAS_CHANGE, _POST),
    Route("people/", people.overview, "people", _P.PEOPLE_CHANGE, _FORM),
    Route("people/workstations/", workstations.overview, "people-workstations", _P.PEOPLE_CHANGE, _FORM),
    Route(
        "people/workstations/<uuid:workstation_id>/revoke",
        workstations.revoke,
        "people-workstation-revoke",
        _P.PEOPLE_CHANGE,
        _POST,
    ),
    Route("people/<uuid:person_id>/release", people.release, "person-release", _P.PEOPLE_CHANGE, _POST),
    Route("people/<uuid:person_id>/deactivate", people.deactivate, "person-deactivate", _P.PEOPLE_CHANGE, _POST),
    Route("workstation/<str:token>/", workstations.enrol, "workstation-enrol", Door.PUBLIC, _FORM),
    Route("log/", audit.log, "log", _P.AUDIT_READ),
    Route("log/check", audit.check, "log-check", _P.AUDIT_READ, _POST),
    Route("api/v1/reads", api.reads, "api-reads", Door.DEVICE, _POST),
)
