"""What was sent says nothing any more; what was called back has a state of its own."""

from django.db import migrations


def erase(apps, schema_editor):
    mails = apps.get_model("plans", "OutboxMail").objects
    mails.filter(state="given_up", text="").update(state="withdrawn", last_error="", html="")
    mails.filter(state="sent").update(text="", html="")


def call_given_up(apps, schema_editor):
    apps.get_model("plans", "OutboxMail").objects.filter(state="withdrawn").update(state="given_up")


class Migration(migrations.Migration):
    dependencies = [("plans", "0015_mails_can_be_withdrawn")]

    operations = [migrations.RunPython(erase, call_given_up)]
