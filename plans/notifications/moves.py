"""Who is told of a move by mail, and in which words."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.enums import AGENCY_ROLES, Role
from accounts.models import User
from plans.models import Entry, Transition
from plans.notifications.outbox import in_mail_language, new_mail, queue_mails

# Action → kind of the mail. Of the other moves nobody is told: they are the agency's own, or change nothing for it.
KINDS = {"return": "entry_returned", "reopen": "entry_reopened", "approve": "entry_approved"}
TOLD_TO_WRITERS = frozenset({"return", "reopen"})  # and not only to the leads


def queue_move_mail(entry: Entry, history: Transition) -> None:
    """Puts the mails about a move into the outbox, within the caller's transaction.

    A mail names the sub-point and what happened, never a text or a reason: they may speak of victims. Two queries,
    none for a move that nobody is told of.
    """
    kind = KINDS.get(history.action)
    if kind is None:
        return
    people = list(people_told_of(entry, history))
    if not people:
        return
    place = {
        "plan": entry.reporting_year.plan.code,
        "year": entry.reporting_year.year,
        "agency": entry.agency.code,
        "number": entry.sub_point.number,
    }
    with in_mail_language():
        context = {
            "plan": entry.reporting_year.plan,
            "year": entry.reporting_year.year,
            "number": entry.sub_point.number,
            "actor": history.actor,
            "resubmit_by": history.resubmit_by,
            "link": settings.SITE_URL + reverse("plans:entry", kwargs=place),
        }
        subject = render_to_string(f"emails/{kind}_subject.txt", context)
        queue_mails(
            new_mail(
                to=person.email,
                recipient=person,
                kind=kind,
                subject=subject,
                text=render_to_string(f"emails/{kind}.txt", context | {"person": person}),
                entry=entry,
            )
            for person in people
        )


def people_told_of(entry: Entry, history: Transition) -> QuerySet[User]:
    """The agency's leads; of a return also the person named for the sub-point and the last author. Each once.

    Only people who still write for the agency and have an address; never the one who made the move.
    """
    wanted = Q(role=Role.LEAD)
    if history.action in TOLD_TO_WRITERS:
        wanted |= Q(pk=entry.updated_by_id) | Q(
            responsibilities__assignment__sub_point=entry.sub_point_id,
            responsibilities__assignment__agency=entry.agency_id,
        )
    members = User.objects.filter(membership__agency=entry.agency_id, role__in=AGENCY_ROLES, is_active=True)
    return members.filter(wanted).exclude(email="").exclude(pk=history.actor_id).distinct().order_by("pk")
