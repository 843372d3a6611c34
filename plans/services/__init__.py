"""Every write to the record other than a move of an entry's state (`workflow`)."""

from plans.services.entries import EntryNotEditable, StaleEntry, save_entry
from plans.services.years import YearOutsidePlan, open_reporting_year

__all__ = ["EntryNotEditable", "StaleEntry", "YearOutsidePlan", "open_reporting_year", "save_entry"]
