"""Dates of the administration as tables have them (domain.md 4.3): Django's own format for Azerbaijani writes the month
with a capital and leaves “-ci il” out.
"""

DATE_FORMAT = "d.m.Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "d.m.Y H:i"
