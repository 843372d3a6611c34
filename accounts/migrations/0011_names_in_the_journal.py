"""Changes of names get lines in the journal. SQLite makes the table anew for it, and loses the trigger that guards it."""

from importlib import import_module

from django.db import migrations, models

NAME = "accounts_journal_is_only_added_to"


def guard_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}")
        import_module("accounts.migrations.0007_journal_is_only_added_to").guard(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_counts_of_changes"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        migrations.RemoveConstraint(
            model_name="accountevent",
            name="account_event_kind_is_known",
        ),
        migrations.AlterField(
            model_name="accountevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("made", "Account made"),
                    ("invited", "Invited"),
                    ("role", "Role changed"),
                    ("agency", "Agency changed"),
                    ("address", "E-mail address changed"),
                    ("name", "Name changed"),
                    ("factor_added", "Second factor added"),
                    ("factor_removed", "Second factor removed"),
                    ("codes_renewed", "Recovery codes renewed"),
                    ("factor_taken", "Second factor taken away"),
                    ("closed", "Account closed"),
                    ("reopened", "Account opened again"),
                    ("reset_sent", "Link for a new password sent"),
                    ("password_set", "Password set on the server"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "made",
                            "invited",
                            "role",
                            "agency",
                            "address",
                            "name",
                            "factor_added",
                            "factor_removed",
                            "codes_renewed",
                            "factor_taken",
                            "closed",
                            "reopened",
                            "reset_sent",
                            "password_set",
                        ],
                    )
                ),
                name="account_event_kind_is_known",
            ),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
