"""What the application's role may do, set anew after each migration. What is not granted is out of its reach."""

from typing import Final

import psycopg
from psycopg import sql

from plainview.database import connection

_STATEMENTS: Final = (
    "GRANT USAGE ON SCHEMA public TO {app}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
    # The log grows and is read; nothing else (J.1).
    "REVOKE UPDATE, DELETE, TRUNCATE ON audit_checkpoint, audit_entry FROM {app}",
    "GRANT EXECUTE ON FUNCTION plainview_forget_sealed(timestamptz) TO {app}",
    # What came of hits is added up, and never taken away.
    "REVOKE DELETE, TRUNCATE ON ledger_kepttally FROM {app}",
    # What was proved of a day stays as it was said.
    "REVOKE UPDATE, DELETE, TRUNCATE ON retention_proof FROM {app}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {app}",
    "GRANT EXECUTE ON FUNCTION plainview_make_day(date), plainview_drop_day(date) TO {app}",
    "GRANT EXECUTE ON FUNCTION plainview_close_day(date, timestamptz) TO {app}",
)


def apply() -> None:
    """Grant as the owner, in one transaction."""
    app = sql.Identifier(connection.app_role())
    with psycopg.connect(connection.conninfo("owner")) as owner:
        for statement in _STATEMENTS:
            owner.execute(sql.SQL(statement).format(app=app))
