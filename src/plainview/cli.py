"""The command `plainview`. Each group is imported only when it is called, so that a camera needs no server package."""

import importlib
from typing import Final

import click

from plainview import __version__

COMMANDS: Final = {
    "read": ("plainview.commands.read:read", "Read plates in photographs, folders and videos."),
    "recognition": ("plainview.commands.recognition:recognition", "Measure engines on labelled pictures."),
    "db": ("plainview.commands.db:db", "Look after the database."),
    "serve": ("plainview.commands.serve:serve", "Run the pages, the API and the clock-driven stages."),
    "edge": ("plainview.commands.edge:edge", "Run the box at a camera."),
    "people": ("plainview.commands.people:people", "Invite people and release locked accounts."),
    "cad": ("plainview.commands.cad:cad", "Try the connector to a dispatch system out."),
    "camera": ("plainview.commands.camera:camera", "Register cameras and their device keys."),
    "hotlist": ("plainview.commands.hotlist:hotlist", "Import and expire hot lists."),
    "audit": ("plainview.commands.audit:audit", "Check the log."),
    "policy": ("plainview.commands.policy:policy", "Show who may do what, and what the log holds."),
    "pictures": ("plainview.commands.pictures:pictures", "Try the pictures' store out, and say what waits for it."),
    "retention": ("plainview.commands.retention:retention", "Purge what the policy no longer lets us keep."),
    "keys": ("plainview.commands.keys:keys", "Look after the master key."),
    "training": ("plainview.commands.training:training", "Import training records and say who lapses."),
    "bench": ("plainview.commands.bench:bench", "Measure the system on made-up traffic."),
    "simulate": ("plainview.commands.simulate:simulate", "Write what other systems send, made up."),
    "demo": ("plainview.commands.demo:demo", "Run the whole system on sample cameras."),
}
"""Name on the command line: where it lives, and its line in the help."""


class LazyGroup(click.Group):
    """A group that lists its commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.command(cls=LazyGroup)
@click.version_option(__version__, prog_name="plainview")
def main() -> None:
    """Plainview: licence plate recognition with the policy inside."""
