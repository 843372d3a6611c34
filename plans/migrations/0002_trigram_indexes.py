"""Trigram indexes on the folded columns, on PostgreSQL only: SQLite has none and searches the column itself."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

INDEXES = {
    "sub_point_measure_trigrams": ("plans_subpoint", "measure_folded"),
    "entry_narrative_trigrams": ("plans_entry", "narrative_folded"),
}


def create_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, (table, column) in INDEXES.items():
            schema_editor.execute(f"CREATE INDEX {name} ON {table} USING gin ({column} gin_trgm_ops)")


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [TrigramExtension(), migrations.RunPython(create_indexes, drop_indexes)]
