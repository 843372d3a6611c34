"""Of several open invitations to one address the latest stays; the others open nothing any more."""

from django.db import migrations
from django.db.models import Exists, OuterRef
from django.utils import timezone


def withdraw(apps, schema_editor):
    waiting = apps.get_model("plans", "Invitation").objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    later = waiting.filter(email=OuterRef("email"), pk__gt=OuterRef("pk"))
    doubled = list(waiting.filter(Exists(later)).values_list("pk", flat=True))
    waiting.filter(pk__in=doubled).update(withdrawn_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("plans", "0012_actions_are_known")]

    operations = [migrations.RunPython(withdraw, migrations.RunPython.noop)]
