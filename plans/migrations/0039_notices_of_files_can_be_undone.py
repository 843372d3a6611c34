"""Undone, it takes the notices away that the earlier release does not know."""

from django.db import migrations


def forget_notices(apps, _schema_editor):
    apps.get_model("plans", "Notice").objects.filter(kind__in=["report_ready", "report_failed"]).delete()


class Migration(migrations.Migration):
    dependencies = [("plans", "0038_notices_of_files")]

    operations = [migrations.RunPython(migrations.RunPython.noop, forget_notices)]
