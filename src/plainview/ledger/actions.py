"""What the ledger takes over from the purge."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Final

from django.db import connection

from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.terms.tally import Tally

_KEEP: Final = """
    INSERT INTO ledger_kepttally (day, camera_id, hot_list, state, tier, confidence, disposition, count)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (day, camera_id, hot_list, state, tier, confidence, disposition)
    DO UPDATE SET count = ledger_kepttally.count + excluded.count
"""


@enforces(clauses.I_6)
def keep(tallies: Sequence[Tally]) -> None:
    """Add what the purge took, in the transaction in which it takes it: neither happens without the other."""
    with connection.cursor() as cursor:
        # In one order, so that two that keep at once never wait for each other.
        cursor.executemany(_KEEP, [astuple(tally) for tally in sorted(tallies, key=astuple)])
