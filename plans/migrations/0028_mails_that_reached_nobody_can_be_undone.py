"""Undone, mails that reached nobody are called sent again, as the earlier release does."""

from django.db import migrations


def call_sent(apps, _schema_editor):
    apps.get_model("plans", "OutboxMail").objects.filter(state="nowhere").update(state="sent")


class Migration(migrations.Migration):
    dependencies = [("plans", "0027_mails_that_reach_nobody_are_not_called_sent")]

    operations = [migrations.RunPython(migrations.RunPython.noop, call_sent)]
