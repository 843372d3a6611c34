"""What is counted of a year is in indexes: the parts of agencies in the order of their entries, and the returns."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0031_standard_sentence_of_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="entry", name="entry_standing"),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["reporting_year", "agency", "sub_point", "state", "first_submitted_at", "resubmit_by", "id"],
                name="entry_standing",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["agency", "sub_point", "role"], name="assignment_part"),
        ),
        migrations.AddIndex(
            model_name="transition",
            index=models.Index(
                condition=models.Q(("action__in", ("return", "undo"))),
                fields=["entry", "action", "from_state"],
                name="transition_return",
            ),
        ),
    ]
