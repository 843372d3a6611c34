"""Fills the steps of threads from before there were any with those that the threads' columns still tell of."""

from django.db import migrations

COLUMNS = (("dealt_with", "dealt_with_at", "dealt_with_by_id"), ("resolved", "resolved_at", "resolved_by_id"))


def fill(apps, schema_editor):
    comments, steps = apps.get_model("plans", "Comment").objects, apps.get_model("plans", "CommentStep")
    for action, when, who in COLUMNS:
        without = comments.filter(**{f"{when}__isnull": False}).exclude(steps__action=action)
        known = without.order_by("pk").values_list("pk", when, who)
        steps.objects.bulk_create(
            (steps(comment_id=pk, action=action, created_at=at, actor_id=actor) for pk, at, actor in known.iterator()),
            batch_size=500,
        )


class Migration(migrations.Migration):
    dependencies = [("plans", "0010_comment_steps")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
