"""Fills what observers read of entries that were given away before it was kept: the revision of the last submission.

What is with the coordinator or decided has not changed since it was submitted: its present revision is that one. A
returned entry has the revision that its last submission names; where none is named, the one that held when it was
returned. An entry without any revision stays unseen until it is submitted again.
"""

from django.db import migrations
from django.db.models import Count, Q

from plans.azerbaijani import fold
from plans.narrative import plain_text

GIVEN_AWAY = ("submitted", "returned", "approved", "locked")
BATCH = 200


def fill(apps, schema_editor):
    entries, transitions, revisions, evidence = (
        apps.get_model("plans", name).objects for name in ("Entry", "Transition", "Revision", "Evidence")
    )
    counted = entries.order_by("pk").annotate(sent=Count("transitions", filter=Q(transitions__action="submit")))
    for entry in counted.only("pk", "state", "version").iterator(chunk_size=BATCH):
        given = entry.state in GIVEN_AWAY
        number = max(entry.sent, 1) if given else entry.sent
        revision = _submitted(entry, transitions, revisions) if given else None
        if not number and revision is None:
            continue
        entries.filter(pk=entry.pk).update(submissions=number, submitted=revision)
        if revision is None:
            continue
        if not revision.nothing_to_report:
            revisions.filter(pk=revision.pk).update(submitted_folded=fold(plain_text(revision.narrative)))
        for pk, title in _public(entry, revision, evidence):
            evidence.filter(pk=pk, entry=entry).update(submitted_title=title, submitted_title_folded=fold(title))


def _submitted(entry, transitions, revisions):
    own = revisions.filter(entry=entry).order_by("-version")
    if entry.state != "returned":
        return own.filter(version__lte=entry.version).first()
    moves = transitions.filter(entry=entry, revision__isnull=False).select_related("revision").order_by("-pk")
    sent = moves.filter(action="submit").first()
    back = moves.filter(to_state="returned").first()
    if sent is not None or back is not None:
        return (sent or back).revision
    returned = transitions.filter(entry=entry, to_state="returned").order_by("-pk").first()
    return own.filter(saved_at__lte=returned.created_at).first() if returned is not None else None


def _public(entry, revision, evidence):
    """(key, title) of what was public when the entry was submitted."""
    if entry.state == "returned":
        return [(item["id"], item["title"]) for item in revision.evidence if item["public"]]
    return evidence.filter(entry=entry, is_public=True, removed_at__isnull=True).values_list("pk", "title")


class Migration(migrations.Migration):
    dependencies = [("plans", "0018_what_was_submitted")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
