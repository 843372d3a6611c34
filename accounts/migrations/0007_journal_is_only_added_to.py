"""The database itself refuses to change a line of the journal, and PostgreSQL to take one away, too.

SQLite's emptying of a database (`manage.py flush`) takes rows away one by one: there the model alone refuses that.
"""

from django.db import migrations

POSTGRESQL = (
    """
    CREATE FUNCTION accounts_journal_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal of accounts is only added to'; END $$
    """,
    """
    CREATE TRIGGER accounts_journal_is_only_added_to BEFORE UPDATE OR DELETE ON accounts_accountevent
    FOR EACH ROW EXECUTE FUNCTION accounts_journal_is_only_added_to()
    """,
)
SQLITE = (
    """
    CREATE TRIGGER accounts_journal_is_only_added_to BEFORE UPDATE ON accounts_accountevent
    BEGIN SELECT RAISE(ABORT, 'the journal of accounts is only added to'); END
    """,
)


def guard(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER accounts_journal_is_only_added_to ON accounts_accountevent")
        schema_editor.execute("DROP FUNCTION accounts_journal_is_only_added_to()")
    else:
        schema_editor.execute("DROP TRIGGER accounts_journal_is_only_added_to")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_journal_of_accounts")]

    operations = [migrations.RunPython(guard, unguard)]
