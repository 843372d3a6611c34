"""A plan of two levels has bənd where others have yarımbənd: on its pages, in its files and mails."""

import io
import re
from html import unescape
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, ngettext

from plans.models import Section, SubPoint
from plans.naming import point_name
from plans.point_words import has_two_levels, take_words_of_plan, words_of_plan
from plans.rules import NOTHING_TO_REPORT_SENTENCE
from tests.test_access_matrix import MATRIX, ROLES

# By people, and the sentence of the plan as its record tells it: it stays.
WRITTEN = "yazılmış yarımbənd"
OWN_WORDS = (WRITTEN, NOTHING_TO_REPORT_SENTENCE)
# Papers have a test of their own; the catalogue of scripts has no such word.
PAPERS = (".pdf", ".docx", ".md", ".json", ".ics")


def in_two_levels(number: str) -> str:
    return number.replace(".", "", 1)


def give_two_levels() -> None:
    """The plan's numbers become 41.6, 42.9, …"""
    for section in Section.objects.all():
        for point in section.sub_points.all():
            SubPoint.objects.filter(pk=point.pk).update(number=in_two_levels(point.number))
        Section.objects.filter(pk=section.pk).update(number=in_two_levels(section.number))


def words_of(response) -> str:
    content = response.getvalue()
    if response.headers["Content-Type"].startswith("application/vnd.openxml"):
        parts = ZipFile(io.BytesIO(content))
        return " ".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    return unescape(content.decode())


def pages_of_plan(sign_in, role: str, change) -> dict[str, str]:
    """What the role reads at every address that names the plan."""
    found = {}
    client = sign_in(role)
    for name, (parts, _posted, reading, _writing) in MATRIX.items():
        if "plan" not in parts or reading[ROLES.index(role)] != 200 or "<" in "".join(map(str, parts.values())):
            continue
        named = parts | ({"number": change(parts["number"])} if "number" in parts else {})
        address = reverse(name, kwargs=named)
        if not address.endswith(PAPERS):
            response = client.get(address)
            if response.status_code == 200:
                found[address] = words_of(response)
    return found


def say_it(pages: dict[str, str], term: str) -> dict[str, list[str]]:
    """Where interface words with the term are."""
    own = re.compile("|".join(map(re.escape, OWN_WORDS)))
    found = {
        address: re.findall(rf"(?i).{{0,40}}{term}.{{0,20}}", own.sub("", text)) for address, text in pages.items()
    }
    return {address: words for address, words in found.items() if words}


@pytest.mark.parametrize(("role", "least"), [("coordinator", 30), ("lead", 12)])
def test_pages_and_files_of_a_plan_say_what_its_measures_are(sign_in, write_entry, closed_year, role, least):
    SubPoint.objects.filter(number="4.2.9").update(measure=f"Nümunə: {WRITTEN}")
    write_entry("4.2.9", f"<p>Nümunə mətn: {WRITTEN}.</p>")
    three = pages_of_plan(sign_in, role, str)
    give_two_levels()
    two = pages_of_plan(sign_in, role, in_two_levels)
    assert len(two) == len(three) > least
    assert say_it(two, "yarımbənd") == {}
    assert len(say_it(three, "yarımbənd")) > least // 3
    assert len(say_it(two, r"\bbənd")) >= len(say_it(three, "yarımbənd"))
    kept, written = (sum(text.count(WRITTEN) for text in pages.values()) for pages in (two, three))
    assert kept == written > least // 3


def test_pages_of_no_plan_say_what_all_plans_have_and_the_general_term_where_one_has_three_levels(
    sign_in, year, agency
):
    pages = [
        ("lead", reverse("plans:help")),
        ("lead", reverse("plans:search")),
        ("administrator", reverse("admin:index")),
    ]
    three = {address: words_of(sign_in(role).get(address)) for role, address in pages}
    give_two_levels()
    two = {address: words_of(sign_in(role).get(address)) for role, address in pages}
    assert say_it(two, "yarımbənd") == {}
    assert set(say_it(three, "yarımbənd")) == {address for _role, address in pages}
    point = SubPoint.objects.first()
    SubPoint.objects.filter(pk=point.pk).update(number=f"{point.number}.1")
    assert set(say_it({address: words_of(sign_in(role).get(address)) for role, address in pages}, "yarımbənd")) == set(
        three
    )


# --- The words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "found"), [([], False), (["4.2"], True), (["4"], True), (["4.2", "4.2.1"], False), (["4.2.1.1"], False)]
)
def test_plan_of_two_levels_has_no_number_of_three(numbers, found):
    assert has_two_levels(numbers) is found


def test_only_translations_change_and_only_within():
    lazy = gettext_lazy("Sub-points")
    with translation.override("az"):
        assert str(lazy) == "Yarımbəndlər"
        with words_of_plan(two_levels=True):
            assert str(lazy) == "Bəndlər"
            assert gettext("How do I assess a sub-point?") == "Bəndi necə qiymətləndirim?"
            assert ngettext("%(number)s sub-point", "%(number)s sub-points", 2) == "%(number)s bənd"
            assert gettext("By name or by the number of the sub-point (4.2.10)").endswith("bəndin nömrəsinə (4.2) görə")
            assert point_name("4.2.10") == "4.2.10-cu yarımbənd"
            assert point_name("4.2") == "4.2-ci bənd"
            with words_of_plan(two_levels=False):
                take_words_of_plan(two_levels=True)
                take_words_of_plan(two_levels=False)
                assert str(lazy) == "Yarımbəndlər"
            assert str(lazy) == "Bəndlər"
        assert str(lazy) == "Yarımbəndlər"
    with translation.override("en"), words_of_plan(two_levels=True):
        assert str(lazy) == "Sub-points"
