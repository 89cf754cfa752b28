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
    analyses,
    api,
    appointment,
    approvals,
    audit,
    break_glass,
    cameras,
    checkpoints,
    confirmations,
    declared_plates,
    dispatch_system,
    entries,
    feeds,
    hold_requests,
    hold_steps,
    holds,
    home,
    hotlists,
    keep_results,
    ledger,
    map_page,
    one_alert,
    one_entry,
    packages,
    passkeys,
    people,
    person_page,
    policy,
    push,
    retention,
    saved_searches,
    search,
    second_factor,
    session,
    sign_in,
    single_sign_on,
    sources,
    stopping,
    stream,
    taking,
    training,
    training_register,
    transparency,
    uploads,
    workstations,
)

View = Callable[..., HttpResponseBase | Coroutine[Any, Any, HttpResponseBase]]


class Door(Enum):
    """Who may pass where no permission of a role is asked."""

    PUBLIC = "anyone"
    DEVICE = "a registered device, by its signature"
    SOURCE = "the source of a hot list, by its token"
    FIRST_FACTOR = "a person who has given a password and sets up the second factor"
    SIGNED_IN = "a person signed in with both factors"


MACHINES: Final = frozenset({Door.DEVICE, Door.SOURCE})
"""Doors of machines: they answer in JSON, and take no cookie."""


@dataclass(frozen=True)
class Route:
    """One address. `rule` is a permission of the table or a door; the guard asks it before the view runs.

    A route that needs a permission also needs a person whose training stands (L, D.4). `trained=False` exempts one:
    only for what must be reachable before anybody can be trained, such as the appointment of the Administrator.
    """

    path: str
    view: View
    name: str
    rule: Permission | Door
    methods: tuple[str, ...] = ("GET",)
    trained: bool = True


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
    Route("me/plates/", declared_plates.declare, "declared-plates", Door.SIGNED_IN, _POST),
    Route("me/push/add", push.add, "push-add", _P.ALERTS_SEE, _POST),
    Route("me/push/remove", push.remove, "push-remove", _P.ALERTS_SEE, _POST),
    Route("service-worker.js", push.worker, "service-worker", Door.PUBLIC),
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
    Route("alerts/mute", taking.mute, "alerts-mute", _P.ALERTS_SEE, _POST),
    Route("alerts/unmute", taking.unmute, "alerts-unmute", _P.ALERTS_SEE, _POST),
    Route("alerts/<uuid:alert_id>/", one_alert.one, "alert", _P.ALERTS_SEE),
    Route("alerts/<uuid:alert_id>/card", alerts.card, "alert-card", _P.ALERTS_SEE),
    Route("alerts/<uuid:alert_id>/<str:which>.jpg", alerts.picture, "alert-picture", _P.ALERTS_SEE),
    Route("alerts/<uuid:alert_id>/take", taking.take, "alert-take", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/join", taking.join, "alert-join", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/leave", taking.leave, "alert-leave", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/verify", one_alert.verify, "alert-verify", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/resolve", one_alert.resolve, "alert-resolve", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/ask", one_alert.ask, "alert-ask", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/close", one_alert.close, "alert-close", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/answer", confirmations.answer, "alert-answer", _P.ALERTS_CONFIRM, _POST),
    Route("alerts/<uuid:alert_id>/stop", stopping.begin, "alert-stop", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/justify", stopping.justify, "alert-justify", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/preserve", hold_requests.of_alert, "alert-preserve", _P.ALERTS_WORK, _POST),
    Route("alerts/<uuid:alert_id>/statement/", stopping.statement, "alert-statement", _P.ALERTS_WORK),
    Route("alerts/<uuid:alert_id>/statement.pdf", stopping.statement_pdf, "alert-statement-pdf", _P.ALERTS_WORK),
    Route("alerts/<uuid:alert_id>/statement/waiver", stopping.waive, "alert-waiver", _P.ALERTS_WORK, _POST),
    Route("stops/", stopping.stops, "stops", _P.STOPS_SEE),
    Route("dispatch-system/", dispatch_system.overview, "dispatch-system", _P.CAD_TEND),
    Route("dispatch-system/<int:message_id>/again", dispatch_system.send_again, "cad-again", _P.CAD_TEND, _POST),
    Route("confirmations/", confirmations.queue, "confirmations", _P.ALERTS_CONFIRM),
    Route("search/", search.form, "search", _P.SEARCH, _FORM),
    Route("search/route/", analyses.route, "search-route", _P.SEARCH, _FORM),
    Route("search/scenes/", analyses.scenes, "search-scenes", _P.SEARCH, _FORM),
    Route("search/together/", analyses.together, "search-together", _P.SEARCH, _FORM),
    Route("search/only-here/", analyses.only_here, "search-only-here", _P.SEARCH, _FORM),
    Route("search/<uuid:search_id>/", search.results, "search-results", _P.SEARCH),
    Route("search/saved/<uuid:saved_id>/drop", saved_searches.drop, "search-unsave", _P.SEARCH, _POST),
    Route("search/<uuid:search_id>/save", saved_searches.save, "search-save", _P.SEARCH, _POST),
    Route("search/<uuid:search_id>/document", search.document, "search-document", _P.SEARCHES_APPROVE),
    Route("search/<uuid:search_id>/hold", keep_results.hold, "search-hold", _P.HOLDS_CHANGE, _POST),
    Route("search/<uuid:search_id>/preserve", keep_results.ask, "search-preserve", _P.HOLDS_ASK, _POST),
    Route("search/<uuid:search_id>/<str:key>/", search.one, "search-read", _P.SEARCH),
    Route("search/<uuid:search_id>/<str:key>/<str:which>.jpg", search.picture, "search-picture", _P.SEARCH),
    Route("hot-lists/", hotlists.overview, "hotlists", _P.ENTRIES_SEE),
    Route("hot-lists/new/", sources.add, "hotlist-new", _P.LISTS_IMPORT, _FORM),
    Route("hot-lists/<uuid:source_id>/", hotlists.one, "hotlist", _P.ENTRIES_SEE),
    Route("hot-lists/<uuid:source_id>/back", hotlists.go_back, "hotlist-back", _P.LISTS_IMPORT, _POST),
    Route("hot-lists/<uuid:source_id>/file", uploads.upload, "hotlist-file", _P.LISTS_IMPORT, _POST),
    Route("hot-lists/<uuid:source_id>/settings/", sources.settings, "hotlist-settings", _P.LISTS_IMPORT, _FORM),
    Route("hot-lists/<uuid:source_id>/token", sources.make_token, "hotlist-token", _P.LISTS_IMPORT, _POST),
    Route("hot-lists/<uuid:source_id>/token/end", sources.end_token, "hotlist-token-end", _P.LISTS_IMPORT, _POST),
    Route("hot-lists/<uuid:source_id>/<uuid:version_id>/errors.csv", hotlists.errors, "hotlist-errors", _P.ENTRIES_SEE),
    Route("hot-lists/entries/", entries.overview, "entries", _P.ENTRIES_SEE),
    Route("hot-lists/entries/new/", entries.propose, "entry-new", _P.ENTRIES_PROPOSE, _FORM),
    Route("hot-lists/entries/<uuid:entry_id>/", one_entry.one, "entry", _P.ENTRIES_SEE),
    Route("hot-lists/entries/<uuid:entry_id>/decide", one_entry.decide, "entry-decide", _P.ENTRIES_APPROVE, _POST),
    Route("hot-lists/entries/<uuid:entry_id>/verify", one_entry.verify, "entry-verify", _P.ENTRIES_PROPOSE, _POST),
    Route("hot-lists/entries/<uuid:entry_id>/check", one_entry.check, "entry-check", _P.ENTRIES_PROPOSE, _POST),
    Route("hot-lists/entries/<uuid:entry_id>/extend", one_entry.extend, "entry-extend", _P.ENTRIES_PROPOSE, _POST),
    Route("hot-lists/entries/<uuid:entry_id>/remove", one_entry.remove, "entry-remove", _P.ENTRIES_PROPOSE, _POST),
    Route("approvals/", approvals.overview, "approvals", _P.APPROVALS_SEE),
    Route("approvals/<uuid:approval_id>/", approvals.decide, "approval-decide", _P.APPROVALS_SEE, _POST),
    Route("appointment/", appointment.overview, "appointment", _P.APPOINTMENTS_CHANGE, _FORM, trained=False),
    Route(
        "appointment/<uuid:appointment_id>/end",
        appointment.end,
        "appointment-end",
        _P.APPOINTMENTS_CHANGE,
        _POST,
        trained=False,
    ),
    Route("break-glass/", break_glass.overview, "break-glass", _P.BREAK_GLASS_SEE),
    Route("break-glass/ask", break_glass.ask, "break-glass-ask", _P.BREAK_GLASS_OPEN, _POST),
    Route("break-glass/<uuid:elevation_id>/end", break_glass.end, "break-glass-end", Door.SIGNED_IN, _POST),
    Route("hits/ledger/", ledger.overview, "hit-ledger", _P.LEDGER_SEE),
    Route("hits/ledger.csv", ledger.as_csv, "hit-ledger-csv", _P.LEDGER_SEE),
    Route("holds/", holds.overview, "holds", _P.HOLDS_LIST),
    Route("holds/asked/", hold_requests.overview, "hold-requests", _P.HOLDS_ASK),
    Route("holds/asked/<uuid:request_id>/", hold_requests.one, "hold-request", _P.HOLDS_ASK),
    Route("holds/asked/<uuid:request_id>/document", hold_requests.document, "hold-request-document", _P.HOLDS_CHANGE),
    Route("holds/asked/<uuid:request_id>/end", hold_requests.take_back, "hold-request-end", _P.HOLDS_ASK, _POST),
    Route(
        "holds/asked/<uuid:request_id>/<uuid:read_id>/<str:which>.jpg",
        hold_requests.picture,
        "hold-request-picture",
        _P.HOLDS_CHANGE,
    ),
    Route("holds/<uuid:hold_id>/", holds.one, "hold", _P.HOLDS_SEE),
    Route("holds/<uuid:hold_id>/release", hold_steps.release, "hold-release", _P.HOLDS_CHANGE, _POST),
    Route("holds/<uuid:hold_id>/package", packages.ask, "hold-package", _P.HOLDS_CHANGE, _POST),
    Route("holds/<uuid:hold_id>/packages/<uuid:package_id>", packages.state, "hold-package-state", _P.HOLDS_CHANGE),
    Route("holds/<uuid:hold_id>/packages/<uuid:package_id>.zip", packages.take, "hold-package-file", _P.HOLDS_CHANGE),
    Route("holds/<uuid:hold_id>/export", packages.export, "hold-export", _P.HOLDS_CHANGE, _POST),
    Route("holds/<uuid:hold_id>/review", hold_steps.review, "hold-review", _P.HOLDS_CHANGE, _POST),
    Route("holds/<uuid:hold_id>/hand-over", hold_steps.hand_over, "hold-hand-over", _P.HOLDS_CHANGE, _POST),
    Route("holds/<uuid:hold_id>/waive", hold_steps.waive, "hold-waive", _P.HOLDS_CHANGE, _POST),
    Route("holds/<uuid:hold_id>/documents/<uuid:document_id>", holds.document, "hold-document", _P.HOLDS_CHANGE),
    Route("holds/<uuid:hold_id>/<uuid:read_id>/<str:which>.jpg", holds.picture, "hold-picture", _P.HOLDS_CHANGE),
    Route("policy/", policy.overview, "policy", _P.POLICY_SEE),
    Route("policy/clauses/", policy.matrix, "policy-matrix", _P.POLICY_SEE),
    Route("compliance/", policy.compliance, "compliance", _P.COMPLIANCE_SEE),
    Route("proof-of-deletion/", transparency.proof_of_deletion, "deletion-proof", Door.PUBLIC),
    Route("proof-of-deletion.json", transparency.as_json, "deletion-proof-json", Door.PUBLIC),
    Route("proof-of-deletion/<str:day>.txt", transparency.note, "deletion-proof-note", Door.PUBLIC),
    Route("retention/", retention.overview, "retention", _P.RETENTION_SEE),
    Route("cameras/", cameras.register, "cameras", _P.CAMERAS_SEE),
    Route("cameras/<uuid:camera_id>/attest", cameras.attest, "camera-attest", _P.CAMERAS_CHANGE, _POST),
    Route("cameras/<uuid:camera_id>/locate", cameras.locate, "camera-locate", _P.CAMERAS_CHANGE, _POST),
    Route("map/", map_page.overview, "map", _P.CAMERAS_SEE),
    Route("people/", people.overview, "people", _P.PEOPLE_SEE),
    Route("people/invite", people.invite, "person-invite", _P.PEOPLE_CHANGE, _POST),
    Route("people/links/<uuid:request_id>/", people.make_link, "person-link", _P.PEOPLE_CHANGE, _POST),
    Route("people/<uuid:person_id>/", person_page.one, "person", _P.PEOPLE_SEE),
    Route("people/<uuid:person_id>/admit", person_page.admit, "person-admit", _P.VENDORS_ADMIT, _POST),
    Route("people/<uuid:person_id>/deactivate", person_page.deactivate, "person-deactivate", _P.PEOPLE_CHANGE, _POST),
    Route(
        "people/<uuid:person_id>/grants/<uuid:grant_id>/end",
        person_page.end_grant,
        "grant-end",
        _P.VENDORS_ADMIT,
        _POST,
    ),
    Route("people/<uuid:person_id>/release", person_page.release, "person-release", _P.PEOPLE_CHANGE, _POST),
    Route("people/<uuid:person_id>/reset", person_page.reset, "person-reset", _P.PEOPLE_CHANGE, _POST),
    Route("people/<uuid:person_id>/return", person_page.bring_back, "person-return", _P.PEOPLE_CHANGE, _POST),
    Route("people/<uuid:person_id>/role", person_page.change_role, "person-role", _P.PEOPLE_CHANGE, _POST),
    Route("training/", training.overview, "training", Door.SIGNED_IN),
    Route("training/topics/<str:topic_id>/", training.topic, "training-topic", Door.SIGNED_IN),
    Route("training/topics/<str:topic_id>/begin", training.begin, "training-begin", Door.SIGNED_IN, _POST),
    Route("training/tests/<uuid:sitting_id>/", training.sitting, "training-sitting", Door.SIGNED_IN, _FORM),
    Route("training/certificates/<str:number>/", training.one_certificate, "certificate", Door.SIGNED_IN),
    Route(
        "training/certificates/<str:number>/certificate.pdf",
        training.certificate_pdf,
        "certificate-pdf",
        Door.SIGNED_IN,
    ),
    Route(
        "training/certificates/<str:number>/withdraw",
        training_register.withdraw,
        "certificate-withdraw",
        _P.TRAINING_CHANGE,
        _POST,
    ),
    Route("training/people/", training_register.people, "training-people", _P.TRAINING_SEE),
    Route("training/people.csv", training_register.people_csv, "training-people-csv", _P.TRAINING_SEE),
    Route("training/people/<uuid:person_id>/", training_register.one_person, "training-person", _P.TRAINING_SEE),
    Route("training/import/", training_register.import_records, "training-import", _P.TRAINING_CHANGE, _FORM),
    Route("people/workstations/", workstations.overview, "people-workstations", _P.PEOPLE_CHANGE, _FORM),
    Route(
        "people/workstations/<uuid:workstation_id>/revoke",
        workstations.revoke,
        "people-workstation-revoke",
        _P.PEOPLE_CHANGE,
        _POST,
    ),
    Route("workstation/<str:token>/", workstations.enrol, "workstation-enrol", Door.PUBLIC, _FORM),
    Route("log/", audit.log, "log", _P.AUDIT_READ),
    Route("log/<int:seq>/", audit.one, "log-entry", _P.AUDIT_READ),
    Route("log/<int:seq>/proof", audit.proof, "log-proof", _P.AUDIT_READ),
    Route("log/check", audit.check, "log-check", _P.AUDIT_READ, _POST),
    Route("log/checkpoint", checkpoints.newest, "log-checkpoint", Door.PUBLIC),
    Route("log/checkpoints", checkpoints.several, "log-checkpoints", Door.PUBLIC),
    Route("log/consistency/<int:old>/<int:new>", checkpoints.consistency, "log-consistency", Door.PUBLIC),
    Route("log/export", audit.export, "log-export", _P.AUDIT_READ, _POST),
    Route("log/key", checkpoints.key, "log-key", Door.PUBLIC),
    Route("log/stamp/<int:size>", checkpoints.stamp, "log-stamp", Door.PUBLIC),
    Route("api/v1/hot-lists/<uuid:source_id>", feeds.deliver, "api-hot-list", Door.SOURCE, _POST),
    Route("api/v1/entries", api.entries, "api-entries", Door.DEVICE, _POST),
    Route("api/v1/reads", api.reads, "api-reads", Door.DEVICE, _POST),
)
