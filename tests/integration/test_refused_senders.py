"""What the log keeps of requests that are not believed, when there are very many."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import devices
from plainview.audit.models import Entry as LogEntry
from plainview.cameras import actions as cameras
from plainview.web.strangers import EACH

pytestmark = pytest.mark.usefixtures("instance")


def test_the_refusals_of_a_registered_box_stand_in_the_log_whatever_strangers_send() -> None:
    stranger, known = devices.box("Elsewhere"), devices.box("Main Street")
    cameras.revoke_device(stranger.key.id, actor=devices.CONSOLE, at=datetime.now(UTC))
    for _ in range(EACH + 1):
        stranger.send(devices.batch(known.camera), **{"Signature-Input": "nonsense"})
        stranger.send(devices.batch(known.camera))
    assert LogEntry.objects.filter(event="batch.refused").count() == EACH
    late = datetime.now(UTC) - timedelta(minutes=10)
    assert known.send(devices.batch(known.camera), at=late).status_code == 401
    assert known.send(devices.batch(known.camera), Signature="device=:AAAA:").status_code == 401
    said = [each.facts for each in LogEntry.objects.filter(event="batch.refused")][-2:]
    assert LogEntry.objects.filter(event="batch.refused").count() == EACH + 2
    assert all("it names the key of Main Street" in each for each in said), said
