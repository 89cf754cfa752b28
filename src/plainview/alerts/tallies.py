"""Alerts as counts. An alert goes with its read (K.1); the count of those that were alike may stay."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, Count, F, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate

from plainview.alerts.models import Alert
from plainview.matching.rules import Tier
from plainview.terms.tally import KEYS, Tally

COVERT: Final = "Covert entries"
"""Stands instead of the list's name: a count does not tell that a covert entry exists on this list or that."""
BANDS: Final = (99, 95, 90, 80, 70)
"""How sure the read was, in whole per cent: the lower ends of the bands. The last begins at 0."""


def of(alerts: QuerySet[Alert]) -> list[Tally]:
    """Count the hits among these alerts, each once: the same number of another state is none."""
    # An alert has columns of the same names, so what is counted by gets a name of its own.
    by = {f"by_{name}": expression for name, expression in _by().items()}
    alike = alerts.exclude(tier=Tier.OTHER_STATE).order_by().values(**by).annotate(together=Count("pk"))
    return [Tally(*row) for row in alike.values_list(*(f"by_{name}" for name in KEYS), "together")]


def _by() -> dict[str, Any]:
    bands = (When(confidence__gte=lowest / 100, then=Value(lowest)) for lowest in BANDS)
    return {
        "day": TruncDate("captured_at", tzinfo=ZoneInfo(settings.DISPLAY_ZONE)),
        "camera_id": F("camera_id"),
        "hot_list": Case(When(entry_covert=True, then=Value(COVERT)), default=F("entry_list")),
        "state": Coalesce("state", Value("")),
        "tier": F("tier"),
        "confidence": Case(*bands, default=Value(0)),
        "disposition": F("disposition"),
    }
