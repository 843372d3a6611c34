"""Who did what, and when: the activity of a plan, an agency, an entry, within what the reader may see."""

from plans.activity.queries.choices import ActivityChoices, activity_choices, people_named, sub_points_numbered
from plans.activity.queries.plan_data import FieldChange
from plans.activity.queries.rows import ActivityPage, ActivityRow, activity_batches, activity_page
from plans.activity.queries.scope import ActivityFilter, activity_facts, kinds_for, may_see_activity
from plans.activity.queries.sources import KINDS

__all__ = [
    "KINDS",
    "ActivityChoices",
    "ActivityFilter",
    "ActivityPage",
    "ActivityRow",
    "FieldChange",
    "activity_batches",
    "activity_choices",
    "activity_facts",
    "activity_page",
    "kinds_for",
    "may_see_activity",
    "people_named",
    "sub_points_numbered",
]
