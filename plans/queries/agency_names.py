"""What a body was called on the days of a year, and finding it by words of that."""

import datetime
from dataclasses import dataclass

from plans.azerbaijani import fold
from plans.models import Agency, AgencyName


@dataclass(frozen=True, slots=True)
class NamePeriod:
    """A name of an agency and the days on which it held; None: from the beginning, until now."""

    name: str
    since: datetime.date | None
    until: datetime.date | None

    def touches(self, year: int) -> bool:
        """Whether the name held on a day of the year."""
        began = self.since is None or self.since.year <= year
        return began and (self.until is None or self.until.year >= year)


def names_over_time(agency: Agency) -> list[NamePeriod]:
    """The body's names, the earliest first. Reads `agency.all_names()`."""
    names = sorted(agency.all_names(), key=lambda name: name.valid_from or datetime.date.min)
    return [
        NamePeriod(name.nominative, name.valid_from, _day_before(names[place + 1 : place + 2]))
        for place, name in enumerate(names)
    ]


def _day_before(following: list[AgencyName]) -> datetime.date | None:
    began = following[0].valid_from if following else None
    return began - datetime.timedelta(days=1) if began else None


def names_during(agency: Agency, year: int) -> list[NamePeriod]:
    """The names that held in the year: more than one where the body was renamed in it; the last one its report carries.

    Before the first known name that one.
    """
    periods = names_over_time(agency)
    return [period for period in periods if period.touches(year)] or periods[:1]


def has_words(agency: Agency, year: int, words: str) -> bool:
    """Whether all the words stand in its code, abbreviation or a name of the year; letters are compared loosely, ə like e."""
    wanted = fold(words, loose=True).split()
    if not wanted:
        return True
    names = " ".join(period.name for period in names_during(agency, year))
    text = fold(f"{agency.code} {agency.abbreviation} {names}", loose=True)
    return all(word in text for word in wanted)
