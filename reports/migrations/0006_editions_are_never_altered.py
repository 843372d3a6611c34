"""The database itself refuses to alter an edition or one of its files, whoever asks."""

from django.db import migrations

TABLES = ("reports_edition", "reports_editionfile", "reports_editionchange")
REFUSED = "an edition is never altered"


def refuse(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {table}_is_frozen() RETURNS trigger AS $$ "
                f"BEGIN RAISE EXCEPTION '{REFUSED}'; END $$ LANGUAGE plpgsql",
                params=None,
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_is_frozen()",
                params=None,
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
                params=None,
            )


def allow(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}", params=None)
            schema_editor.execute(f"DROP FUNCTION {table}_is_frozen()", params=None)
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_frozen", params=None)


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_editions")]

    operations = [migrations.RunPython(refuse, allow)]
