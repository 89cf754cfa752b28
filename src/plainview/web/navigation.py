"""The places of the navigation, in the order in which a shift needs them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from plainview.accounts.permissions import Permission


@dataclass(frozen=True)
class Place:
    """One line of the navigation. `short` is its word on a phone; `current` where one is; `due` counts what waits."""

    label: str
    short: str
    icon: str
    route: str
    current: bool = False
    due: int = 0


# Route, label, short label, icon, permission (None: whoever is signed in), and what the names of the routes below it
# begin with.
_PLACES: Final = (
    (
        "confirmations",
        "Confirmations",
        "Confirm",
        "headset",
        Permission.ALERTS_CONFIRM,
        ("confirmations", "alert-answer"),
    ),
    ("alerts", "Alerts", "Alerts", "bell-ringing", Permission.ALERTS_SEE, ("alert",)),
    ("search", "Search", "Search", "search", Permission.SEARCH, ("search",)),
    ("hotlists", "Hot lists", "Lists", "list-details", Permission.ENTRIES_SEE, ("hotlist", "entry", "entries")),
    ("stops", "Stops", "Stops", "hand-stop", Permission.STOPS_SEE, ("stops",)),
    ("approvals", "Approvals", "Approve", "clipboard-check", Permission.APPROVALS_SEE, ("approval",)),
    ("appointment", "Appointment", "Appoint", "user", Permission.APPOINTMENTS_CHANGE, ("appointment",)),
    ("holds", "Cases", "Cases", "lock", Permission.HOLDS_LIST, ("hold",)),
    ("hit-ledger", "Hit ledger", "Ledger", "chart-bar", Permission.LEDGER_SEE, ("hit-ledger",)),
    ("compliance", "Compliance", "Comply", "shield-check", Permission.COMPLIANCE_SEE, ("compliance",)),
    ("map", "Map", "Map", "map-2", Permission.CAMERAS_SEE, ("map",)),
    ("cameras", "Cameras", "Cameras", "camera", Permission.CAMERAS_SEE, ("camera",)),
    ("dispatch-system", "Dispatch system", "Dispatch", "send", Permission.CAD_TEND, ("dispatch-system", "cad")),
    ("people", "People", "People", "users", Permission.PEOPLE_SEE, ("people", "person", "grant")),
    ("training", "Training", "Train", "school", None, ("training", "certificate")),
    ("break-glass", "Break-glass", "Emergency", "alert-triangle", Permission.BREAK_GLASS_SEE, ("break-glass",)),
    ("log", "Log", "Log", "history", Permission.AUDIT_READ, ("log",)),
    ("policy", "Policy", "Policy", "scale", Permission.POLICY_SEE, ("policy",)),
    ("retention", "Retention", "Retention", "trash", Permission.RETENTION_SEE, ("retention",)),
)


def places(granted: Iterable[str], here: str | None, due: Mapping[str, int] | None = None) -> list[Place]:
    """The places that the granted permissions (by name) open; `here` is the name of the present route.

    `due` counts what waits at a place, by its route.
    """
    may = set(granted)
    open_to = [place for place in _PLACES if (place[4].name in may if place[4] else may)]
    # The most exact beginning wins: an answer belongs to the confirmations, every other alert page to the alerts.
    fits = [
        (len(each), place[0]) for place in open_to for each in place[5] if here is not None and here.startswith(each)
    ]
    current = max(fits)[1] if fits else None
    return [
        Place(label, short, icon, route, current=route == current, due=(due or {}).get(route, 0))
        for route, label, short, icon, _, _ in open_to
    ]
