"""Steps with comments: an append-only table."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0009_trigrams_of_the_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommentStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("dealt_with", "Comment marked as dealt with"),
                            ("resolved", "Comment resolved"),
                            ("reopened", "Comment reopened"),
                        ],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="plans.comment"
                    ),
                ),
            ],
            options={
                "verbose_name": "step with a comment",
                "verbose_name_plural": "steps with comments",
                "ordering": ["comment", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action__in", ["dealt_with", "resolved", "reopened"])),
                        name="comment_step_is_known",
                    )
                ],
            },
        ),
    ]
