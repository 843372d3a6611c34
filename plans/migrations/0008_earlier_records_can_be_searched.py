"""Fills the search keys of comments and evidence written before there were any."""

from django.db import migrations

from plans.azerbaijani import fold

COLUMNS = (("Comment", "text", "text_folded"), ("Evidence", "title", "title_folded"))


def fill(apps, schema_editor):
    for model, source, key in COLUMNS:
        rows = apps.get_model("plans", model).objects
        for pk, text in rows.exclude(**{source: ""}).values_list("pk", source).iterator():
            rows.filter(pk=pk).update(**{key: fold(text)})


class Migration(migrations.Migration):
    dependencies = [("plans", "0007_the_coordinators_desk")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
