"""Numbers, dates and times as pages print them, in both languages."""

import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone, translation

from nap_tracker.templatetags import tracker
from plans.addresses import entry_url

DAY = datetime.date(2021, 11, 4)
LATE_EVENING = datetime.datetime(2021, 11, 3, 21, 30, tzinfo=datetime.UTC)  # 01:30 of the next day in Baku


@pytest.fixture(params=["az", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def expect(language: str, azerbaijani: str, english: str) -> str:
    return {"az": azerbaijani, "en": english}[language]


@pytest.mark.parametrize(
    ("value", "azerbaijani"), [("4.2.10", "4.2.10-cu"), ("4.1", "4.1-ci"), (2021, "2021-ci"), (2000, "2000-ci")]
)
def test_ordinal_has_its_suffix_in_azerbaijani_only(language, value, azerbaijani):
    assert tracker.numbered(value) == expect(language, azerbaijani, str(value))


def test_point_name_tells_points_from_sub_points(language):
    assert tracker.point_name("4.2.10") == expect(language, "4.2.10-cu yarımbənd", "Sub-point 4.2.10")
    assert tracker.point_name("4.2") == expect(language, "4.2-ci bənd", "Point 4.2")


def test_long_date_is_written_out(language):
    assert tracker.long_date(DAY) == expect(language, "4 noyabr 2021-ci il", "4 November 2021")


def test_moments_are_dated_by_the_clock_of_baku(language):
    assert tracker.long_date(LATE_EVENING) == expect(language, "4 noyabr 2021-ci il", "4 November 2021")
    assert tracker.table_date(LATE_EVENING) == tracker.table_date(DAY) == "04.11.2021"


@pytest.mark.parametrize(
    ("now", "azerbaijani", "english"),
    [
        ("2021-11-04 10:00:00+04:00", "bu gün 01:30", "today 01:30"),
        ("2021-11-04 23:59:00+04:00", "bu gün 01:30", "today 01:30"),
        ("2021-11-05 00:01:00+04:00", "dünən 01:30", "yesterday 01:30"),
        ("2021-11-06 00:01:00+04:00", "04.11.2021 01:30", "04.11.2021 01:30"),
        ("2021-11-03 23:00:00+04:00", "04.11.2021 01:30", "04.11.2021 01:30"),
    ],
)
def test_moment_is_told_as_people_tell_it(language, now, azerbaijani, english):
    with time_machine.travel(now, tick=False):
        assert tracker.moment(LATE_EVENING) == expect(language, azerbaijani, english)


def test_day_until_has_its_case(language):
    assert tracker.dative_until(datetime.date(2025, 1, 20)) == expect(
        language, "20 yanvar 2025-ci ilədək", "until 20 January 2025"
    )


def test_tags_are_there_without_loading_them(language):
    text = Template("{{ number|ordinal }} {{ day|table_date }}").render(Context({"number": "4.2.9", "day": DAY}))
    assert text == expect(language, "4.2.9-cu 04.11.2021", "4.2.9 04.11.2021")


def test_state_badge_says_the_label_as_text_not_markup(language):
    html = Template('{% state_badge "draft" label %}').render(Context({"label": "<b>Qaralama"}))
    assert "&lt;b&gt;Qaralama" in html
    assert "is-draft" in html
    assert timezone.get_current_timezone_name() == "Asia/Baku"


class _Plan:
    code = "numune-2020-2024"


class _Year:
    year = 2023


class _Agency:
    code = "NUMUNE"


@pytest.mark.parametrize(
    ("context", "address"),
    [
        ({"active": "overview"}, "/plans/numune-2020-2024/2023/overview/"),
        ({"active": "search"}, "/plans/numune-2020-2024/2023/"),
        ({"active": "home", "agency": _Agency}, "/plans/numune-2020-2024/2023/NUMUNE/"),
        ({"active": "report", "agency": _Agency}, "/reports/numune-2020-2024/2023/NUMUNE/"),
        ({"active": "report"}, "/reports/numune-2020-2024/2023/"),
        # The coordinators' lists are not for an agency's staff.
        ({"active": "search", "own_agency": _Agency}, "/plans/numune-2020-2024/2023/NUMUNE/"),
        ({"active": "report", "own_agency": _Agency}, "/reports/numune-2020-2024/2023/NUMUNE/"),
    ],
)
def test_year_switch_leads_to_a_page_that_the_reader_may_open(context, address):
    assert tracker.same_page_in(context, _Plan, _Year) == address


@pytest.mark.parametrize(
    ("tag", "path"),
    [
        ('"entry"', ""),
        ('"entry-history"', "history/"),
        ('"editorial"', "editorial/"),
        ('"entry-revision" version=3', "revisions/3/"),
    ],
)
def test_entry_url_leads_to_the_entry_that_the_page_is_about(tag, path):
    about = {
        "plan": SimpleNamespace(code="nap"),
        "reporting_year": SimpleNamespace(year=2024),
        "agency": SimpleNamespace(code="NUMUNE"),
        "sub_point": SimpleNamespace(number="4.2.9"),
    }
    assert Template(f"{{% entry_url {tag} %}}").render(Context(about)) == f"/plans/nap/2024/NUMUNE/4.2.9/{path}"


def test_entry_url_takes_what_a_list_has_of_each_row():
    about = {"plan": SimpleNamespace(code="nap"), "reporting_year": SimpleNamespace(year=2024)}
    page = Template('{% entry_url "entry" agency="BASHQA" number="4.1.6" year=2023 as address %}{{ address }}')
    assert page.render(Context(about)) == entry_url("entry", "nap", 2023, "BASHQA", "4.1.6")
    with pytest.raises(KeyError):
        Template('{% entry_url "entry" %}').render(Context(about))
