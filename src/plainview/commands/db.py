"""`plainview db`: look after the database. Exit code 2 and one message when something stands in the way."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
import psycopg

from plainview import configuration
from plainview.commands import setup
from plainview.database import backup as backups
from plainview.database import connection, grants, known_backups, restoring, server
from plainview.database.server import EmbeddedServer
from plainview.database.trouble import DatabaseError

ROLE: Final = "PLAINVIEW_DATABASE_ROLE"
"""`owner` makes the settings connect as the owner, as migrations need; otherwise the application's role is used."""
_FILE = click.Path(dir_okay=False, path_type=Path)


class Refusal(click.ClickException):
    """Something that the operator can put right."""

    exit_code = 2


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise Refusal(str(error)) from error
    except psycopg.Error as error:
        raise Refusal(f"The database refused: {str(error).strip()}") from error
    except PermissionError as error:
        place = error.filename or "The data folder"
        raise Refusal(f"{place}: {error.strerror}. Run this as the user who owns the data folder.") from error


@click.group()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The data folder (PLAINVIEW_DATA).")
def db(data: Path | None) -> None:
    """Look after the database."""
    if data is not None:
        os.environ["PLAINVIEW_DATA"] = str(data)


@db.command()
def status() -> None:
    """Say whether the database server runs, and where."""
    with _explained():
        if configuration.database_url() is not None:
            click.echo(_own_server())
            return
        found = EmbeddedServer(configuration.data_folder()).status()
    place = f"PostgreSQL {found.version}, {found.size_bytes / 1e6:.1f} MB in {found.cluster}"
    if found.started_at is None:
        click.echo(f"Stopped. {place}.")
    else:
        click.echo(f"Running since {found.started_at:%Y-%m-%d %H:%M:%S} UTC (pid {found.pid}). {place}.")


@db.command()
def start() -> None:
    """Start the database server and prepare its roles. A server that runs already is adopted."""
    with _explained():
        server.ensure_running()
        if configuration.database_url() is not None:
            click.echo(f"{_own_server()} Its roles are prepared.")
            return
        found = EmbeddedServer(configuration.data_folder()).status()
    click.echo(f"The database server runs (pid {found.pid}).")


@db.command()
def stop() -> None:
    """Stop the database server. Its clients are disconnected."""
    with _explained():
        if configuration.database_url() is not None:
            raise Refusal("PLAINVIEW_DATABASE_URL is set: that server is not Plainview's to stop.")
        stopped = EmbeddedServer(configuration.data_folder()).stop()
    click.echo("The database server has stopped." if stopped else "The database server was not running.")


@db.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Save the whole database in FILE, which only you can read."""
    with _explained():
        server.ensure_running()
        saved = backups.backup(file)
        known_backups.note(saved.file, at=datetime.now(UTC))
    click.echo(
        f"Saved {saved.size_bytes:,} bytes in {saved.file}. A purge does not reach this copy: "
        "destroy it before the reads in it reach the end of their retention."
    )


@db.command()
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Give up the present database for the one in FILE.")
def restore(file: Path, *, replace: bool) -> None:
    """Make the backup in FILE the database. If that fails, the present one stays as it is."""
    with _explained():
        server.ensure_running()
        restoring.restore(file, replace=replace, before_use=_purge)
    click.echo(f"Restored {file}. What may no longer be kept was purged before anyone could see it (K.1).")


def _purge() -> None:
    """Purge the restored database as its owner, who alone can connect to it yet."""
    os.environ[ROLE] = "owner"
    setup.ready()
    from django.db import Error, connections, transaction  # noqa: PLC0415 - after Django is set up

    from plainview import jobs  # noqa: PLC0415 - the same
    from plainview.audit import actions as audit  # noqa: PLC0415 - the same
    from plainview.audit import signing_key  # noqa: PLC0415 - the same
    from plainview.audit.events import Event  # noqa: PLC0415 - the same
    from plainview.evidence import actions as evidence  # noqa: PLC0415 - the same

    actor, at = setup.console(), datetime.now(UTC)
    try:
        evidence.release_again(actor=actor, at=at)
        if waits := jobs.purge(actor=actor, at=at).waits:
            day, trouble = waits[0]
            raise restoring.RestoreError(
                f"The held pictures of {day} cannot be copied to their case: {trouble}. So the backup cannot be purged,"
                " and the old database is back in its place. Try again when the pictures' store answers."
            )
        with transaction.atomic():
            audit.append(Event.DATABASE_RESTORED, actor=actor, at=at)
        # The log went back to the time of the backup, and its key has signed more than is there now.
        signing_key.retire(at=at)
    except Error as error:
        raise restoring.RestoreError(
            f"The backup cannot be purged, so the old database is back in its place: {str(error).strip()}"
        ) from error
    connections.close_all()


@db.command()
def migrate() -> None:
    """Bring the tables up to date, as the database's owner."""
    setup.check_rules()
    with _explained():
        server.ensure_running()
    os.environ[ROLE] = "owner"
    # Django reads its settings once, so it is set up only when the role is known.
    setup.configure()
    from django.core.management import CommandError, call_command  # noqa: PLC0415 - see above
    from django.db import Error  # noqa: PLC0415 - see above

    try:
        call_command("migrate", interactive=False)
        grants.apply()
    except (CommandError, Error, psycopg.Error) as error:
        raise Refusal(f"The tables could not be brought up to date: {str(error).strip()}") from error


def _own_server() -> str:
    with connection.connect(connection.conninfo("owner")) as found:
        major, minor = divmod(found.info.server_version, 10_000)
        return f"Your own server, PostgreSQL {major}.{minor}, database {found.info.dbname} on {found.info.host}."
