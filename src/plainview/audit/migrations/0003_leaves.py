"""The chain becomes a tree: each entry there is becomes a leaf, and keeps the hash that it had in the chain.

The trigger is off while the new columns are filled, inside the migration's transaction and for nobody else.
"""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The form of a leaf and the hashes over it never change, or no root that was signed could be checked again.
from plainview.audit import merkle
from plainview.audit.leaf import Leaf

STEP = 2_000


def grow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    entries, frontier = apps.get_model("audit", "Entry").objects.order_by("seq"), merkle.Frontier()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
        last = 0
        while step := list(entries.filter(seq__gt=last)[:STEP]):
            filled = []
            for entry in step:
                frontier, nodes = frontier.appended(merkle.leaf_hash(_written(entry)))
                filled.append((b"".join(nodes), entry.seq))
            cursor.executemany("UPDATE audit_entry SET nodes = %s WHERE seq = %s", filled)
            last = step[-1].seq
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only")


def _written(entry: Any) -> bytes:
    names = ("seq", "at", "event", "actor", "actor_name", "outcome", "clause", "subject", "source", "pack", "facts")
    seal = None if entry.seal is None else bytes(entry.seal)
    return Leaf(**{name: getattr(entry, name) for name in names}, seal=seal, chain=bytes(entry.chain)).written()


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.RenameField("Entry", "hash", "chain"),
        migrations.AlterField("Entry", "chain", models.BinaryField(null=True)),
        migrations.RemoveField("Entry", "previous"),
        migrations.AddField(
            "Entry", "source", models.CharField(blank=True, default="", max_length=128), preserve_default=False
        ),
        migrations.AddField("Entry", "pack", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("Entry", "nodes", models.BinaryField(default=b""), preserve_default=False),
        migrations.RunPython(grow, elidable=False),
    ]
