"""Everything that lies under the master key, under another one: all of it or nothing."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.archive import master_key
from plainview.archive.master_key import Change
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.evidence import keys as cases
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.search import keys as searches
from plainview.terms.actor import Actor
from plainview.web import second_factor_secret

_OTHERS: Final = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Rewrapped:
    """How much lies under the new key: keys of days and of cases, documents, and second factors."""

    days: int
    cases: int
    documents: int
    factors: int


@door(Event.KEYS_REWRAPPED, needs=Permission.KEYS_CHANGE)
@enforces(clauses.I)
def rewrap(change: Change, *, actor: Actor, at: datetime) -> Rewrapped:
    """Wrap and seal everything anew. A server that runs would go on with the old key, so none may.

    Raises:
        PolicyRefusal: the actor may not, somebody else uses the database, or the old key is not the one in use.
        Damaged: something that is stored does not open.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        others = cursor.fetchone()[0]
    if others:
        words = "Stop the server and every other command, then change the key."
        raise PolicyRefusal(Refused(clauses.I, f"{others} other connections use the database", words))
    if not master_key.opens(change.old):
        words = "Start the server once, so that there is a day, with the key that is in use."
        raise PolicyRefusal(Refused(clauses.I, "the old key does not open what is stored", words))
    days, (held, papers) = master_key.rewrap(change), cases.rewrap(change)
    done = Rewrapped(days, held, papers + searches.rewrap(change), second_factor_secret.rewrap(change))
    facts = {**asdict(done), "from": master_key.mark(change.old), "to": master_key.mark(change.new)}
    audit.append(Event.KEYS_REWRAPPED, actor=actor, at=at, subject="master-key", facts=facts)
    return done
