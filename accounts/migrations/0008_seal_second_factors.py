from django.core.exceptions import ImproperlyConfigured
from django.db import migrations

from accounts.sealing import SecretUnreadable, in_all_secrets, seal_again, unseal


def change_all(change):
    """In the transaction of the migration: all are changed, or none."""

    def run(apps, schema_editor):
        authenticators = apps.get_model("mfa", "Authenticator").objects
        for row in authenticators.filter(type__in=("totp", "recovery_codes")).order_by("pk"):
            try:
                data = in_all_secrets(row.data, change)
            except SecretUnreadable as problem:
                raise ImproperlyConfigured(
                    f"The secrets of second factors cannot be encrypted or read, so nothing was changed. {problem} "
                    "Set it as docs/operations.md says, and migrate again."
                ) from None
            authenticators.filter(pk=row.pk).update(data=data)

    return run


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_journal_is_only_added_to"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(change_all(seal_again), change_all(unseal))]
