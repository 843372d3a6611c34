"""A move's action is one of `EntryAction`."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0011_fill_comment_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="transition",
            name="action",
            field=models.CharField(
                choices=[
                    ("submit", "Submitted"),
                    ("take_back", "Taken back"),
                    ("take_into_review", "Taken into review"),
                    ("approve", "Approved"),
                    ("return", "Returned for correction"),
                    ("reopen", "Reopened"),
                    ("undo", "Decision undone"),
                    ("lock", "Locked"),
                    ("unlock", "Unlocked"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="transition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "submit",
                            "take_back",
                            "take_into_review",
                            "approve",
                            "return",
                            "reopen",
                            "undo",
                            "lock",
                            "unlock",
                        ],
                    )
                ),
                name="transition_action_is_known",
            ),
        ),
    ]
