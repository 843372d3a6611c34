"""The records of truth. What is read is in `queries`, what is written in `services` and `workflow`."""

from plans.models.agency import Agency, AgencyAlias, AgencyName, Membership, name_in_force
from plans.models.entry import Entry, Revision, Transition
from plans.models.plan import Assignment, Plan, Section, SubPoint
from plans.models.system import Heartbeat, SampleData
from plans.models.year import ReportingYear

__all__ = [
    "Agency",
    "AgencyAlias",
    "AgencyName",
    "Assignment",
    "Entry",
    "Heartbeat",
    "Membership",
    "Plan",
    "ReportingYear",
    "Revision",
    "SampleData",
    "Section",
    "SubPoint",
    "Transition",
    "name_in_force",
]
