"""The records of truth. What is read is in `queries`, what is written in `services` and `workflow`."""

from plans.models.agency import Agency, AgencyAlias, AgencyName, Membership, name_in_force
from plans.models.comment import Comment
from plans.models.entry import CONTENT_FIELDS, Entry, EntryContent, Revision, SideRevision, Transition
from plans.models.evidence import Evidence
from plans.models.indicator import Indicator
from plans.models.people import Invitation, Presence, Responsibility
from plans.models.plan import Assignment, Plan, Section, SubPoint
from plans.models.system import Heartbeat, OutboxMail, SampleData
from plans.models.year import ReportingYear

__all__ = [
    "CONTENT_FIELDS",
    "Agency",
    "AgencyAlias",
    "AgencyName",
    "Assignment",
    "Comment",
    "Entry",
    "EntryContent",
    "Evidence",
    "Heartbeat",
    "Indicator",
    "Invitation",
    "Membership",
    "OutboxMail",
    "Plan",
    "Presence",
    "ReportingYear",
    "Responsibility",
    "Revision",
    "SampleData",
    "Section",
    "SideRevision",
    "SubPoint",
    "Transition",
    "name_in_force",
]
