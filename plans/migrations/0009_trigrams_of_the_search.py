"""One trigram index for each searched column, on PostgreSQL only: SQLite has none and searches the column itself.

Over the looser key (ə ı ö ü ğ ş ç are e i o u g s c): a text that holds the exact key holds the looser one as well, so
the search asks for both and one index serves both. The indexes over the exact keys go: they only made saving slower.
"""

from django.db import migrations

COLUMNS = {
    "sub_point_measure_loose": ("plans_subpoint", "measure_folded"),
    "entry_narrative_loose": ("plans_entry", "narrative_folded"),
    "comment_text_loose": ("plans_comment", "text_folded"),
    "evidence_title_loose": ("plans_evidence", "title_folded"),
}
EXACT = {
    "sub_point_measure_trigrams": ("plans_subpoint", "measure_folded"),
    "entry_narrative_trigrams": ("plans_entry", "narrative_folded"),
}
LETTERS, LOOSER = "əıöüğşç", "eiougsc"  # as `plans.azerbaijani.fold` does with loose=True


def create_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in EXACT:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")
    for name, (table, column) in COLUMNS.items():
        schema_editor.execute(
            f"CREATE INDEX {name} ON {table} USING gin (translate({column}, '{LETTERS}', '{LOOSER}') gin_trgm_ops)"
        )


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in COLUMNS:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")
    for name, (table, column) in EXACT.items():
        schema_editor.execute(f"CREATE INDEX {name} ON {table} USING gin ({column} gin_trgm_ops)")


class Migration(migrations.Migration):
    dependencies = [("plans", "0008_earlier_records_can_be_searched")]

    operations = [migrations.RunPython(create_indexes, drop_indexes)]
