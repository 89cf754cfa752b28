"""The database's roles: an owner for migrations and an application that can change only what it is granted.

Neither is a superuser. The tables' grants, which keep the application from changing the audit log, are in the
migrations; this module makes the roles that they name, and sees to it that only the owner makes tables.
"""

import os
from pathlib import Path
from typing import Any, Final, Literal

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

from plainview import configuration
from plainview.database import connection, exchange, passwords
from plainview.database.binaries import OLDEST
from plainview.database.connection import APP_ROLE, APP_URL, DATABASE, OWNER_ROLE, ConnectError, connect
from plainview.database.exchange import Names
from plainview.database.trouble import DatabaseError

_LOCK: Final = 7_526_411
"""Key of the advisory lock under which one program at a time prepares a database."""
_THOUSANDS: Final = 10_000
"""PostgreSQL reports 18.6 as 180006."""

Connection = psycopg.Connection[Any]


class RoleError(DatabaseError):
    """The roles cannot be made, or would protect nothing as they are."""


class OldServerError(DatabaseError):
    """The server is older than PostgreSQL 15."""


def prepare_embedded(data: Path) -> str:
    """Makes roles and database on the running embedded server, or mends what is missing; the answer is `prepare`'s."""
    holders: tuple[tuple[Literal["owner", "app"], str], ...] = (("owner", OWNER_ROLE), ("app", APP_ROLE))
    with connect(connection.embedded(data, "admin", "postgres")) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        for holder, role in holders:
            password = passwords.ensure(data, holder)
            if not _exists(admin, role):
                _create_role(admin, role, password)
            elif not _logs_in(connection.embedded(data, holder, "postgres")):
                # The passwords were lost or come from another copy of the data folder; on our own server we mend that.
                admin.execute(
                    sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                        sql.Identifier(role), _verifier(admin, role, password)
                    )
                )
        exchange.undo_interrupted(admin, Names(DATABASE))
        if not exchange.present(admin, DATABASE):
            names = map(sql.Identifier, (DATABASE, OWNER_ROLE))
            admin.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(*names))
        with connect(connection.embedded(data, "owner")) as owner:
            arrange(owner, APP_ROLE)
            _admit(owner, APP_ROLE)
    return connection.embedded(data, "app")


def prepare(owner_url: str, *, data: Path | None = None) -> str:
    """Makes the application's role on a PostgreSQL of your own and arranges what it may do. It may be run again.

    Args:
        owner_url: the address of the database's owner, who should be allowed to make roles. Where that is not so,
            an administrator makes the application's role and gives its address in `PLAINVIEW_DATABASE_APP_URL`.
        data: the data folder that keeps the password, if it is not the one of the environment.

    Returns:
        The application's address for psycopg, with its password.

    Raises:
        OldServerError: the server is older than PostgreSQL 15.
        RoleError: the role cannot be made or is not apart from the owner; the message holds the statements to run.
        ConnectError: owner or application cannot connect.
    """
    folder = data or configuration.data_folder()
    address = connection.parts(owner_url, "PLAINVIEW_DATABASE_URL")
    with connect(make_conninfo(**address)) as owner:
        check_version(owner)
        names = Names(owner.info.dbname)
        cut_off = exchange.neighbours(owner, names)
    if cut_off:
        with connect(make_conninfo(**{**address, "dbname": "postgres"})) as server:
            exchange.undo_interrupted(server, names)
    with connect(make_conninfo(**address)) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        app = _external_app(owner, address, folder)
        _check_apart(owner, str(app["user"]))
        arrange(owner, str(app["user"]))
        admitted = _admit(owner, str(app["user"]))
    found = make_conninfo(**app)
    if admitted:
        connect(found).close()
    return found


def check_version(server: Connection) -> None:
    """Refuses servers that let everybody make tables in the schema public."""
    major, minor = divmod(server.info.server_version, _THOUSANDS)
    if major < OLDEST:
        raise OldServerError(f"The database server is PostgreSQL {major}.{minor}; Plainview needs {OLDEST} or later.")


def arrange(owner: Connection, app: str) -> None:
    """In the owner's database: pg_trgm is there, the application may use the schema, and only the owner makes tables.

    Raises:
        RoleError: the owner does not own the database, or somebody else has granted more.
    """
    name = owner.info.dbname
    try:
        owner.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        owner.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        owner.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        owner.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(app)))
    except errors.InsufficientPrivilege as error:
        raise RoleError(
            f"{owner.info.user} does not own the database {name} ({error.diag.message_primary}). Let an administrator "
            f"run: ALTER DATABASE {name} OWNER TO {owner.info.user}; CREATE EXTENSION IF NOT EXISTS pg_trgm;"
        ) from error
    # A grant or a revocation by somebody without the right is only a warning, so the outcome is looked at.
    row = owner.execute(
        "SELECT has_schema_privilege(%s, 'public', 'CREATE'), has_schema_privilege(%s, 'public', 'USAGE')", [app, app]
    ).fetchone()
    if row != (False, True):
        raise RoleError(
            f"{app} can make tables in the schema public, or cannot use it. Let an administrator run in {name}: "
            f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {app}; GRANT USAGE ON SCHEMA public TO {app};"
        )


def _admit(owner: Connection, app: str) -> bool:
    """Lets the application connect, but not while a restore is under way: the purge has not run yet."""
    if exchange.present(owner, Names(owner.info.dbname).before):
        return False
    exchange.admit(owner, owner.info.dbname, app)
    return True


def _external_app(owner: Connection, address: dict[str, Any], data: Path) -> dict[str, Any]:
    if url := os.environ.get(APP_URL):
        return connection.parts(url, APP_URL)
    app = {**address, "user": APP_ROLE, "password": passwords.ensure(data, "external-app")}
    if not _exists(owner, APP_ROLE):
        try:
            _create_role(owner, APP_ROLE, str(app["password"]))
        except errors.InsufficientPrivilege as error:
            raise RoleError(
                f"{owner.info.user} may not make roles. Let an administrator run, with a password of your choice:\n"
                f"  CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '…';\n"
                f"and give that role's address in {APP_URL}."
            ) from error
    elif not _logs_in(make_conninfo(**app)):
        # The role may serve another installation on the same server: changing its password would cut that one off.
        raise RoleError(
            f"The role {APP_ROLE} exists on this server and does not take the password kept in "
            f"{passwords.path_of(data, 'external-app')}. Put that file back, or give the role's address in {APP_URL}."
        )
    return app


def _check_apart(owner: Connection, role: str) -> None:
    if not _exists(owner, role):
        raise RoleError(f"{APP_URL} names the role {role!r}, which does not exist on the server.")
    row = owner.execute("SELECT pg_has_role(%s, current_user, 'MEMBER')", [role]).fetchone()
    if row != (False,):
        raise RoleError(
            f"{role} has the owner's rights, so nothing would keep the application from changing the audit log: "
            f"name a role in {APP_URL} that is neither {owner.info.user}, nor a member of it, nor a superuser."
        )


def _exists(server: Connection, role: str) -> bool:
    return bool(server.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchall())


def _create_role(server: Connection, role: str, password: str) -> None:
    server.execute(
        sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
            sql.Identifier(role), _verifier(server, role, password)
        )
    )


def _verifier(server: Connection, role: str, password: str) -> sql.Literal:
    # Only a verifier crosses the wire, so that no statement log of any server can hold the password.
    return sql.Literal(server.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode())


def _logs_in(address: str) -> bool:
    try:
        connect(address).close()
    except ConnectError as error:
        # The password was right, and the right to connect is given later.
        return "permission denied for database" in str(error)
    return True
