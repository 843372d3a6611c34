from django.db import migrations

TABLES = ("axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog")


def drop_counts_of_axes(apps, schema_editor):
    """Nobody reads them any more, and they hold addresses of people. Whoever goes back gets new, empty ones."""
    for table in TABLES:
        schema_editor.execute(f"DROP TABLE IF EXISTS {table}")
    schema_editor.execute("DELETE FROM django_migrations WHERE app = 'axes'")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_counts_of_attempts")]

    operations = [migrations.RunPython(drop_counts_of_axes, migrations.RunPython.noop)]
