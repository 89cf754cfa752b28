"""Every command with its rule: the permission that the server's console needs, or why none is asked.

`setup.ready` asks it before a command reaches the rooms, and a command that is not in this table reaches none.
"""

from typing import Final

from plainview.accounts.permissions import Needs, Permission, Unasked

_CAMERA: Final = Unasked("runs at a camera or a desk, on pictures and a spool of its own")
_DATABASE: Final = Unasked("looks after the database server with the rights of the system's own user; shows no row")
_DOCUMENTS: Final = Unasked("writes down what the program's own text says")

COMMANDS: Final[dict[str, Needs]] = {
    "audit checkpoint": Permission.AUDIT_READ,
    "audit export": Permission.AUDIT_READ,
    "audit forget": Permission.RETENTION_PURGE,
    "audit key": Permission.AUDIT_READ,
    "audit prove": Permission.AUDIT_READ,
    "audit verify": Permission.AUDIT_READ,
    "bench archive": Unasked("measures made-up traffic in a database of its own, and reaches no other"),
    "bench chart": Unasked("draws what a measurement printed, and reaches no database"),
    "cad simulate": Unasked("takes what a server sends it, prints it, and looks at nothing of its own"),
    "camera add": Permission.CAMERAS_CHANGE,
    "camera distrust": Permission.CAMERAS_CHANGE,
    "camera list": Permission.CAMERAS_SEE,
    "camera trust": Permission.CAMERAS_CHANGE,
    "db backup": _DATABASE,
    "db migrate": _DATABASE,
    "db restore": Permission.RETENTION_PURGE,
    "db start": _DATABASE,
    "db status": _DATABASE,
    "db stop": _DATABASE,
    "demo": Unasked("sets up people and cameras that are made up; each action asks for itself"),
    "edge hits": _CAMERA,
    "edge keygen": _CAMERA,
    "edge run": _CAMERA,
    "edge status": _CAMERA,
    "hotlist expire": Permission.ENTRIES_EXPIRE,
    "hotlist import": Permission.LISTS_IMPORT,
    "keys check": Permission.KEYS_CHANGE,
    "keys rewrap": Permission.KEYS_CHANGE,
    "people invite": Permission.PEOPLE_CHANGE,
    "people release": Permission.PEOPLE_CHANGE,
    "pictures check": Permission.RETENTION_SEE,
    "pictures status": Permission.RETENTION_SEE,
    "policy diff": _DOCUMENTS,
    "policy events": _DOCUMENTS,
    "policy matrix": _DOCUMENTS,
    "policy permissions": _DOCUMENTS,
    "read": _CAMERA,
    "recognition engines": _CAMERA,
    "recognition evaluate": _CAMERA,
    "retention purge": Permission.RETENTION_PURGE,
    "retention status": Permission.RETENTION_SEE,
    "serve": Unasked("each page and each stage of the clock asks for itself"),
    "simulate feed": Unasked("writes a file of made-up vehicles"),
    "training import": Permission.TRAINING_CHANGE,
    "training status": Permission.TRAINING_SEE,
}
"""In alphabetical order. The name is what is typed after `plainview`."""
