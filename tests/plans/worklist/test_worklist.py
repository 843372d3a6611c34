"""What waits for a coordinator: each kind with its number and its way there, and nothing that waits for somebody else."""

import datetime
import re

import pytest

from accounts.models import User
from plans.enums import EntryState
from plans.models import (
    Agency,
    Assessment,
    Assignment,
    Comment,
    EditorialVersion,
    Entry,
    Extension,
    ReportingYear,
    SubPoint,
)
from plans.services.comments import add_comment, answer_comment, deal_with, resolve

YEAR = "/plans/numune-2020-2024/2024/"
PAGE, VERSIONS = f"{YEAR}worklist/", f"{YEAR}editorial/"
NOW = datetime.datetime(2025, 1, 10, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def reachable(people):
    """Nothing waits: all agencies have somebody with an address."""
    User.objects.filter(email="").update(email="nümunə@numune.example")


def waiting(client) -> dict[str, str]:
    """The numbers of the page by their sentences."""
    page = client.get(PAGE).content.decode()
    return {
        sentence: number
        for number, sentence in re.findall('<h2 id="work-.*?<b class="number">(.*?)</b> (.*?)</h2>', page)
    }


def word(entry: Entry, by: User, state: str) -> EditorialVersion:
    return EditorialVersion.objects.create(
        entry=entry, entry_version=entry.version, narrative="<p>Nümunə mətn.</p>", state=state, written_by=by,
        written_at=NOW, asked_at=NOW, answered_at=NOW, answered_by=by,
    )  # fmt: skip


def test_nothing_waits_in_a_year_in_which_nothing_was_sent(sign_in, year):
    page = sign_in("coordinator").get(PAGE).content.decode()
    assert waiting(sign_in("coordinator")) == {}
    assert "Sizdən gözlənilən iş yoxdur" in page


def test_texts_wait_that_are_submitted_and_no_others(sign_in, write_entry, people):
    for number, state in (("4.1.6", "submitted"), ("4.2.1", "submitted"), ("4.2.4", "returned"), ("4.2.9", "draft")):
        write_entry(number, state=EntryState(state))
    Entry.objects.filter(sub_point__number="4.1.6").update(reviewer=people["coordinator"])
    Entry.objects.filter(sub_point__number="4.2.1").update(submissions=2)
    client = sign_in("coordinator")
    assert waiting(client) == {"məlumat qərarınızı gözləyir": "2"}
    page = client.get(PAGE).content.decode()
    assert f'<a href="{YEAR}review/?mine=1">siyahınızda: 1</a>' in page
    assert "təkrar təqdim edilib: 1" in page


def test_more_time_waits_until_it_is_answered(sign_in, agency, year):
    asked = Extension.objects.create(
        reporting_year=year, agency=agency, asked_until="2025-02-01", asked_at=NOW, reason="Nümunə mətn"
    )
    assert waiting(sign_in("coordinator")) == {"müddətin uzadılması xahişi": "1"}
    assert f'href="{YEAR}settings/#more-time-title"' in sign_in("coordinator").get(PAGE).content.decode()
    Extension.objects.filter(pk=asked.pk).update(state="refused", decided_at=NOW)
    assert waiting(sign_in("coordinator")) == {}


def test_wording_waits_that_its_agency_refuses(sign_in, write_entry, people):
    version = word(write_entry("4.2.9", state=EntryState.APPROVED), people["coordinator"], "refused")
    Assessment.objects.create(
        sub_point=version.entry.sub_point, reporting_year=version.entry.reporting_year, status="implemented",
        decided_by=people["coordinator"], decided_at=NOW,
    )  # fmt: skip
    sentence = "redaktə variantına qurumun etirazı"
    assert waiting(sign_in("coordinator")) == {sentence: "1"}
    assert f'href="{YEAR}NUMUNE/4.2.9/editorial/"' in sign_in("coordinator").get(PAGE).content.decode()
    for changes in ({"state": "asked"}, {"state": "consented"}, {"state": "refused", "withdrawn_at": NOW}):
        EditorialVersion.objects.update(**changes)
        assert waiting(sign_in("coordinator")) == {}


def test_thread_waits_in_which_the_agency_has_had_the_last_word(sign_in, write_entry, people):
    entry, sentence = write_entry("4.2.9"), "qurumun cavab verdiyi şərh"
    thread = add_comment(entry, people["coordinator"], "Nümunə mətn?")
    assert waiting(sign_in("coordinator")) == {}
    answer_comment(thread, people["lead"], "Nümunə mətn.")
    assert waiting(sign_in("coordinator")) == {sentence: "1"}
    answer_comment(thread, people["coordinator"], "Nümunə mətn, yenə?")
    assert waiting(sign_in("coordinator")) == {}
    deal_with(Comment.objects.get(pk=thread.pk), people["lead"])
    assert waiting(sign_in("coordinator")) == {sentence: "1"}
    resolve(Comment.objects.get(pk=thread.pk), people["coordinator"])
    assert waiting(sign_in("coordinator")) == {}
    add_comment(entry, people["lead"], "Nümunə sual?")
    assert waiting(sign_in("coordinator")) == {sentence: "1"}


def test_sub_point_is_to_be_assessed_once_all_who_must_report_are_approved(sign_in, write_entry, other_agency, people):
    point = SubPoint.objects.get(number="4.2.9")
    Assignment.objects.get_or_create(sub_point=point, agency=other_agency)
    entry = write_entry("4.2.9", state=EntryState.APPROVED)
    assert waiting(sign_in("coordinator")) == {}
    write_entry("4.2.9", by=other_agency, state=EntryState.LOCKED)
    assert waiting(sign_in("coordinator")) == {"qiymətləndirilməli yarımbənd: bütün məlumatları təsdiq edilib": "1"}
    assert f'href="{YEAR}points/4.2.9/">4.2.9</a>' in sign_in("coordinator").get(PAGE).content.decode()
    Assessment.objects.create(
        sub_point=point, reporting_year=entry.reporting_year, status="implemented",
        decided_by=people["coordinator"], decided_at=NOW,
    )  # fmt: skip
    assert waiting(sign_in("coordinator")) == {}


def test_agency_waits_where_nobody_has_an_open_account_and_an_address(sign_in, people, agency, year):
    sentence = "əlaqə saxlanılacaq əməkdaşı olmayan qurum"
    staff = User.objects.filter(membership__agency=agency)
    staff.exclude(pk=people["lead"].pk).update(email="")
    assert waiting(sign_in("coordinator")) == {}
    staff.update(is_active=False)
    assert waiting(sign_in("coordinator")) == {sentence: "1"}
    Assignment.objects.filter(agency=agency).update(role="recommended")
    assert waiting(sign_in("coordinator")) == {}


def test_nothing_waits_in_a_closed_year(sign_in, write_entry, year):
    write_entry("4.1.6", state=EntryState.SUBMITTED)
    ReportingYear.objects.filter(pk=year.pk).update(state="closed")
    page = sign_in("coordinator").get(PAGE).content.decode()
    assert "Bu il üzrə artıq məlumat təqdim edilmir" in page
    assert waiting(sign_in("coordinator")) == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_fullest_page_costs_thirteen_queries_whatever_waits(
    rows, sign_in, write_entry, people, agency, other_agency, django_assert_num_queries
):
    for place, number in enumerate(["4.2.1", "4.2.4", "4.2.9"][:rows]):
        submitted = write_entry(number, state=EntryState.SUBMITTED)
        add_comment(submitted, people["lead"], "Nümunə sual?")
        word(
            write_entry(["4.2.9", "4.2.10", "4.2.4"][place], by=other_agency, state=EntryState.APPROVED),
            people["lead"],
            "refused",
        )
        silent = Agency.objects.create(code=f"SUSAN-{place}")
        Assignment.objects.create(sub_point=SubPoint.objects.get(number=number), agency=silent)
        mine = {"reporting_year": submitted.reporting_year, "agency": silent}
        Extension.objects.create(**mine, asked_at=NOW, asked_until="2025-02-01")
    client = sign_in("coordinator")
    with django_assert_num_queries(13):
        page = client.get(PAGE).content.decode()
    assert page.count("SUSAN-") == 3 * rows


def test_versions_are_listed_in_the_order_of_the_plan_and_by_state(sign_in, write_entry, people):
    for number, state in (("4.2.10", "asked"), ("4.2.9", "refused")):
        word(write_entry(number, state=EntryState.APPROVED), people["coordinator"], state)

    def numbers(query: str = "") -> list[str]:
        return re.findall('<td class="point">(.*?)</td>', sign_in("coordinator").get(VERSIONS + query).content.decode())

    assert numbers() == ["4.2.9", "4.2.10"]
    assert numbers("?state=refused") == ["4.2.9"]
    assert numbers("?state=yoxdur") == ["4.2.9", "4.2.10"]
    assert numbers("?state=draft") == []


def test_coordinator_begins_with_what_waits_and_an_observer_with_the_overview(sign_in, year):
    assert sign_in("coordinator").get("/").url == PAGE
    assert sign_in("observer").get("/").url == f"{YEAR}overview/"
