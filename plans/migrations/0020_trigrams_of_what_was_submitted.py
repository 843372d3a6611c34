"""Trigram indexes for what observers search, as 0009 has them for the others: on PostgreSQL only, over the looser key."""

from django.db import migrations

COLUMNS = {
    "revision_submitted_loose": ("plans_revision", "submitted_folded"),
    "evidence_submitted_loose": ("plans_evidence", "submitted_title_folded"),
}
LETTERS, LOOSER = "əıöüğşç", "eiougsc"  # as `plans.azerbaijani.fold` does with loose=True


def create_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name, (table, column) in COLUMNS.items():
        schema_editor.execute(
            f"CREATE INDEX {name} ON {table} USING gin (translate({column}, '{LETTERS}', '{LOOSER}') gin_trgm_ops)"
        )


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in COLUMNS:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("plans", "0019_fill_what_was_submitted")]

    operations = [migrations.RunPython(create_indexes, drop_indexes)]
