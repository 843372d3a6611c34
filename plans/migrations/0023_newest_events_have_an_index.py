"""The journal takes the newest events of each kind from an index; counting entries reads no texts."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0022_names_stand_on_one_line"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="entry",
            name="entry_year_agency",
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["created_at", "id"], name="comment_newest"),
        ),
        migrations.AddIndex(
            model_name="commentstep",
            index=models.Index(fields=["created_at", "id"], name="comment_step_newest"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["reporting_year", "agency", "sub_point", "state", "first_submitted_at", "resubmit_by"],
                name="entry_standing",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(fields=["added_at", "id"], name="evidence_newest"),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["saved_at", "id"], name="revision_newest"),
        ),
        migrations.AddIndex(
            model_name="transition",
            index=models.Index(fields=["created_at", "id"], name="transition_newest"),
        ),
    ]
