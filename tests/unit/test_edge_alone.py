"""The box at the camera needs nothing of the server."""

import subprocess
import sys

ALLOWED = {"edge", "commands", "recognition", "terms", "configuration", "cli"}


def test_the_edge_loads_no_room_of_the_server_no_django_and_no_driver_for_postgresql() -> None:
    program = "import sys, plainview.commands.edge; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    rooms = {name.split(".")[1] for name in loaded if name.startswith("plainview.")}
    assert "edge" in rooms
    assert rooms <= ALLOWED
    assert not {"django", "psycopg", "psycopg2", "asyncpg"} & set(loaded)
