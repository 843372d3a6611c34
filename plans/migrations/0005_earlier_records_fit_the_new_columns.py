"""Fills the new columns of what was written before: a revision was last saved when it was made; moves had no name."""

from django.db import migrations
from django.db.models import F

ACTIONS = {
    "submitted": "submit",
    "returned": "return",
    "approved": "approve",
    "locked": "lock",
    "draft": "take_back",
}


def fill(apps, schema_editor):
    apps.get_model("plans", "Revision").objects.filter(saved_at__isnull=True).update(saved_at=F("created_at"))
    moves = apps.get_model("plans", "Transition").objects.filter(action="")
    for state, action in ACTIONS.items():
        moves.filter(to_state=state).update(action=action)


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_the_life_of_an_entry")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
