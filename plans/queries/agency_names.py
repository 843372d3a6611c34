"""What a body was called on the days of a year, and finding it by words of that."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from plans.azerbaijani import fold
from plans.models import Agency, AgencyName
from plans.queries.years import names_prefetch


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


# --- By any name ------------------------------------------------------------------------------------------------------

_PARTS = str.maketrans(dict.fromkeys("-/.,;:()\"'«»", " "))


def agencies_called(agencies: QuerySet[Agency], words: str) -> list[Agency]:
    """Those of the agencies that are called so: each word begins a word of their names of all times (their cases too), the
    abbreviation, the code, the self-name, or another spelling. First those that are called exactly so, then in protocol
    order; letters are compared loosely. Three queries; the agencies have their names and spellings at hand.
    """
    wanted = _key(words).split()
    if not wanted:
        return []
    whole = " ".join(wanted)
    named = agencies.prefetch_related(names_prefetch("names"), "aliases")
    found: list[tuple[bool, int, Agency]] = []
    for place, agency in enumerate(named):
        keys = [_key(name) for name in _spellings(agency)]
        if _has_all(" ".join(keys), wanted):
            found.append((whole not in keys, place, agency))
    return [agency for _is_partly, _place, agency in sorted(found, key=lambda one: one[:2])]


def other_name(agency: Agency, words: str, day: datetime.date) -> str:
    """The former name or other spelling by which the words find the agency; "" where the name of the day, the abbreviation
    or the code does. Reads what `agencies_called` gives.
    """
    wanted = _key(words).split()
    now = agency.name_on(day)
    current = [agency.code, agency.abbreviation, *((now.nominative, now.genitive) if now else ())]
    if _has_all(_key(" ".join(current)), wanted):
        return ""
    others = [*(name.nominative for name in agency.all_names()), *(alias.text for alias in agency.aliases.all())]
    return next((name for name in others if _has_all(_key(name), wanted)), "")


def _spellings(agency: Agency) -> list[str]:
    own = [agency.code, agency.abbreviation, agency.abbreviation_genitive, agency.self_name, agency.self_name_genitive]
    for name in agency.all_names():
        own += [name.nominative, name.genitive, name.official, name.official_genitive]
    return [*own, *(alias.text for alias in agency.aliases.all())]


def _key(text: str) -> str:
    """The text's words as they are compared, with one space between them."""
    return " ".join(fold(text, loose=True).translate(_PARTS).split())


def _has_all(key: str, wanted: list[str]) -> bool:
    spaced = f" {key}"
    return all(f" {word}" in spaced for word in wanted)
