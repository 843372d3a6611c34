"""Undone, it takes the notices away that the earlier release does not know."""

from django.db import migrations


def forget_notices(apps, _schema_editor):
    apps.get_model("plans", "Notice").objects.filter(kind="ready").delete()


class Migration(migrations.Migration):
    dependencies = [("plans", "0025_leads_are_told_of_what_is_ready")]

    operations = [migrations.RunPython(migrations.RunPython.noop, forget_notices)]
