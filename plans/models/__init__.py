"""The records of truth. What is read is in `queries`, what is written in `services` and `workflow`."""

from plans.models.agency import Agency, AgencyAlias, AgencyName, Membership, name_in_force
from plans.models.announcement import Announcement
from plans.models.assessment import Assessment, AssessmentDecision, EditorialVersion
from plans.models.comment import Comment, CommentStep
from plans.models.entry import CONTENT_FIELDS, INTERNAL_FIELDS, Entry, EntryContent, Revision, SideRevision, Transition
from plans.models.evidence import Evidence
from plans.models.indicator import Indicator
from plans.models.notice import Notice, PersonalSettings, Phrase
from plans.models.people import AccountChange, Invitation, Presence, Responsibility
from plans.models.plan import Assignment, Plan, Section, SubPoint
from plans.models.reminder import Reminder, ReminderStep
from plans.models.reviewing import ReviewAssignment
from plans.models.system import Heartbeat, OutboxMail, SampleData
from plans.models.year import Extension, ReportingYear, YearEvent

__all__ = [
    "CONTENT_FIELDS",
    "INTERNAL_FIELDS",
    "AccountChange",
    "Agency",
    "AgencyAlias",
    "AgencyName",
    "Announcement",
    "Assessment",
    "AssessmentDecision",
    "Assignment",
    "Comment",
    "CommentStep",
    "EditorialVersion",
    "Entry",
    "EntryContent",
    "Evidence",
    "Extension",
    "Heartbeat",
    "Indicator",
    "Invitation",
    "Membership",
    "Notice",
    "OutboxMail",
    "PersonalSettings",
    "Phrase",
    "Plan",
    "Presence",
    "Reminder",
    "ReminderStep",
    "ReportingYear",
    "Responsibility",
    "ReviewAssignment",
    "Revision",
    "SampleData",
    "Section",
    "SideRevision",
    "SubPoint",
    "Transition",
    "YearEvent",
    "name_in_force",
]
