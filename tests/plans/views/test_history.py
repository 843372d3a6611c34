"""The history of an entry: revisions, moves, texts beside it; comparing, restoring, taking over."""

import datetime
import re

import pytest
from django.urls import reverse

from accounts.models import User
from nap_tracker.templatetags.tracker import sitting
from plans.enums import EntryState, SideKind, YearState
from plans.models import Assignment, Entry, Indicator, ReportingYear, Revision, SideRevision, SubPoint
from plans.services import Draft, Place, save_writing
from plans.workflow import apply_transition
from tests.conftest import stand_as_submitted

pytestmark = pytest.mark.django_db

ENTRY = {"plan": "numune-2020-2024", "year": 2024, "agency": "NUMUNE", "number": "4.2.9"}
PAGE = reverse("plans:entry", kwargs=ENTRY)
HISTORY = reverse("plans:entry-history", kwargs=ENTRY)
COMPARE = reverse("plans:entry-compare", kwargs=ENTRY)


def address(name: str, **more) -> str:
    return reverse(f"plans:{name}", kwargs=ENTRY | more)


@pytest.fixture
def place(year, agency) -> Place:
    return Place(Assignment.objects.get(agency=agency, sub_point__number="4.2.9"), year)


@pytest.fixture
def write(place, people):
    """Each call is a sitting of its own: a page without script."""

    def save(narrative, *, base=None, by="contributor", page="", page_save=0, **content):
        return save_writing(place, people[by], Draft({"narrative": narrative} | content, base, page, page_save))

    return save


@pytest.fixture
def late_text(write):
    """A text of the contributor beside the submitted entry; the entry is returned afterwards."""
    write("<p>Bir.</p><p>İki.</p>", status="implemented")
    Entry.objects.update(state=EntryState.SUBMITTED)
    side = write("<p>Bir.</p><p>İki, davamı.</p>", base=1).side
    Entry.objects.update(state=EntryState.RETURNED)
    return side


# --- The list --------------------------------------------------------------------------------------------------------


def test_history_tells_saves_moves_and_texts_beside_newest_first(write, people, sign_in):
    write("<p>Bir iki.</p>", status="implemented")
    entry = Entry.objects.select_related("reporting_year").get()
    apply_transition(entry, "submit", actor=people["lead"])
    write("<p>Gec gələn mətn.</p>", base=1)
    apply_transition(entry, "return", actor=people["coordinator"], reason="Nümunə səbəb.")
    write("<p>Bir üç dörd.</p>", base=1)
    response = sign_in("contributor").get(HISTORY)
    records = response.context["records"]
    assert [kind for kind, _record in records] == ["revision", "move", "side", "move", "revision"]
    assert [record.action for kind, record in records if kind == "move"] == ["return", "submit"]
    newest, oldest = records[0][1], records[-1][1]
    assert (newest.words_added, newest.words_removed) == (2, 1)
    assert (oldest.words_added, oldest.words_removed) == (2, 0)
    page = response.content.decode()
    assert "Nümunə səbəb." in page
    assert "Gec gələn mətn." not in page


def test_history_of_an_entry_not_started_says_so(year, sign_in, people):
    response = sign_in("lead").get(HISTORY)
    assert (response.status_code, response.context["records"]) == (200, [])


def test_history_is_paged_and_costs_the_same_for_ten_thousand_revisions(
    write, sign_in, people, django_assert_num_queries
):
    entry = write("<p>Bir.</p>").entry
    first = Revision.objects.get()
    Revision.objects.bulk_create(
        [
            Revision(
                entry=entry, version=version, narrative=f"<p>Nümunə mətn {version}.</p>", author=people["contributor"],
                created_at=first.created_at, saved_at=first.saved_at, words_added=1, words_removed=1,
            )
            for version in range(2, 10_001)
        ],
        batch_size=1000,
    )  # fmt: skip
    Entry.objects.update(version=10_000)
    client = sign_in("contributor")
    client.get(HISTORY)
    # session, person, agency with its names, years, assignment, entries; count, page, revisions
    with django_assert_num_queries(9):
        response = client.get(HISTORY)
    assert (len(response.context["records"]), response.context["page"].paginator.count) == (40, 10_000)
    assert response.context["records"][0][1].version == 10_000
    last = client.get(f"{HISTORY}?page=250")
    assert last.context["records"][-1][1].version == 1
    with django_assert_num_queries(13):
        assert len(client.get(PAGE).context["revisions"]) == 10


@pytest.mark.parametrize(("role", "status"), [("coordinator", 200), ("observer", 404), ("stranger", 404)])
def test_history_is_the_agencys_and_the_coordinators(role, status, write_entry, sign_in):
    write_entry("4.2.9", state=EntryState.APPROVED)
    assert sign_in(role).get(HISTORY).status_code == status


# --- Comparing -------------------------------------------------------------------------------------------------------


def test_any_two_texts_are_compared_word_by_word(write, sign_in):
    write("<p>Bir iki üç.</p>")
    write("<p>Bir dörd üç.</p>", base=1)
    write("<p>Bir dörd üç beş.</p>", base=2)
    response = sign_in("contributor").get(COMPARE, {"old": 1, "new": 2})
    assert response.context["difference"] == "<p>Bir <del>iki</del> <ins>dörd</ins> üç.</p>"
    assert response.context["changes"] == []
    turned = sign_in("contributor").get(COMPARE, {"old": 3, "new": 1})
    assert (turned.context["old"].version, turned.context["new"].version) == (1, 3)


def test_text_is_compared_with_the_one_before_it_in_one_step(write, sign_in):
    for version, text in enumerate(("Bir iki.", "Bir iki üç.", "Bir üç."), start=0):
        write(f"<p>{text}</p>", base=version)
    client = sign_in("contributor")
    assert {f"{COMPARE}?new={version}" for version in (1, 2, 3)} <= set(links(client.get(HISTORY)))
    second = client.get(COMPARE, {"new": 2})
    assert (second.context["old"].version, second.context["new"].version) == (1, 2)
    assert second.context["difference"] == "<p>Bir <del>iki.</del> <ins>iki üç.</ins></p>"
    assert [link for link in links(second) if link.startswith("?new=")] == ["?new=1", "?new=3"]
    last = client.get(COMPARE, {"new": 3})
    assert [link for link in links(last) if link.startswith("?new=")] == ["?new=2"]
    first = client.get(COMPARE, {"new": 1})
    assert first.context["difference"] == "<p><ins>Bir iki.</ins></p>"
    assert [link for link in links(first) if link.startswith("?new=")] == ["?new=2"]
    # Any two of one's own choice have no neighbours, and what is not there is not compared.
    assert [link for link in links(client.get(COMPARE, {"old": 1, "new": 3})) if link.startswith("?new=")] == []
    assert client.get(COMPARE, {"new": 4}).status_code == 404


@pytest.mark.parametrize(
    ("began", "ended", "said"),
    [
        ("2024-12-03 09:00", "2024-12-03 09:00", "03.12.2024 13:00"),
        ("2024-12-03 09:00", "2024-12-03 09:25", "03.12.2024 13:00–13:25"),
        ("2024-12-03 19:50", "2024-12-03 20:10", "03.12.2024 23:50 – 04.12.2024 00:10"),
    ],
)
def test_sittings_are_told_apart_by_their_first_and_last_save(began, ended, said):
    times = [datetime.datetime.fromisoformat(f"{time}+00:00") for time in (began, ended)]
    assert sitting(Revision(created_at=times[0], saved_at=times[1])) == said


def test_tables_are_compared_as_tables_and_a_break_is_seen(write, sign_in):
    table = "<table><tbody><tr><td><p>Rəqəm</p></td><td><p>{}</p></td></tr></tbody></table>"
    write(f"<p>Bir iki.</p>{table.format('5')}")
    write(f"<p>Bir<br>iki.</p>{table.format('7')}", base=1)
    response = sign_in("contributor").get(COMPARE, {"old": 1, "new": 2})
    changed = table.format("<del>5</del> <ins>7</ins>")
    assert response.context["difference"] == f"<p>Bir <ins>↵<br></ins> iki.</p>{changed}"
    assert changed in response.content.decode()


def test_what_else_changed_stands_in_a_table(write, sign_in):
    indicator = Indicator.objects.create(
        sub_point=SubPoint.objects.get(number="4.2.9"), name="Nümunə göstərici", unit="nəfər"
    )
    write("<p>Bir.</p>", status="implemented", figures={str(indicator.pk): "5"})
    write("<p>Bir.</p>", base=1, status="no_cases", figures={str(indicator.pk): "7"}, internal_note="Nümunə mətn.")
    changes = sign_in("lead").get(COMPARE, {"old": 1, "new": 2}).context["changes"]
    assert [(before, after) for _what, before, after in changes] == [
        ("İcra edilib", "Hesabat dövründə hal qeydə alınmayıb"),
        ("", "Nümunə mətn."),
        ("5", "7"),
    ]
    assert changes[2][0] == "Nümunə göstərici"


@pytest.mark.parametrize("asked", [{}, {"old": 1}, {"old": 1, "new": 1}, {"old": 1, "new": 99}, {"old": "x", "new": 1}])
def test_two_different_texts_must_be_chosen(asked, write, sign_in):
    write("<p>Bir.</p>")
    response = sign_in("contributor").get(COMPARE, asked)
    assert response.status_code == 404
    assert "difference" not in response.context


def test_markup_typed_as_words_stays_words_in_the_difference(write, sign_in):
    write("<p>Bir.</p>")
    write("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", base=1)
    page = sign_in("contributor").get(COMPARE, {"old": 1, "new": 2}).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in re.sub(r"</?(ins|del)>", "", page)
    assert "<script>alert" not in page


# --- Restoring -------------------------------------------------------------------------------------------------------


EARLIER = {"status": "implemented", "internal_note": "Nümunə mətn. Qeyd."}
NOTHING = {"nothing_to_report": True, "nothing_reason": "Nümunə mətn. Səbəb."}


@pytest.fixture
def indicator(plan) -> Indicator:
    sub_point = SubPoint.objects.get(number="4.2.9")
    return Indicator.objects.create(sub_point=sub_point, name="Nümunə göstərici", unit="nəfər")


@pytest.fixture
def changed_wholly(write, people, indicator) -> Entry:
    """The second of two texts of an entry differs from the first one in every field, its evidence, and is ready."""
    key = str(indicator.pk)
    write("<p>Bir iki.</p>", figures={key: "1250"}, **EARLIER)
    entry = write(
        "<p>Bir üç dörd.</p>", base=1, figures={key: "7"}, status="no_cases", internal_note="", **NOTHING
    ).entry
    evidence = [{"id": 1, "title": "Nümunə arayış", "public": False}]
    Revision.objects.filter(version=2).update(evidence=evidence)
    Entry.objects.update(ready_at=entry.updated_at, ready_by=people["contributor"])
    return entry


def after_restoring(client, **ticked) -> tuple[Entry, list[str]]:
    """The entry after its first text was restored, and what the page then says."""
    response = client.post(address("entry-restore", version=1), {"present": 2} | ticked, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    return Entry.objects.get(), [str(message) for message in response.context["messages"]]


def restored(names: str) -> list[str]:
    told = f"Bərpa edildi: {names}. Digər məlumatlar dəyişməyib, əvəz olunanlar tarixçədədir."
    return [told, "“Hazırdır” qeydi ləğv edildi."]


def test_restoring_a_text_restores_the_text_and_nothing_else(changed_wholly, sign_in, indicator):
    entry, told = after_restoring(sign_in("contributor"))
    rest = {"figures": {str(indicator.pk): "7"}, "status": "no_cases", "internal_note": "", **NOTHING}
    assert entry.content == {"narrative": "<p>Bir iki.</p>"} | rest
    assert (entry.version, entry.state, entry.narrative_folded) == (3, EntryState.DRAFT, "bir iki.")
    assert entry.ready_at is None  # as after every change of a text: nobody has called this one ready
    newest = Revision.objects.get(version=3)
    assert (newest.origin, newest.author.username, newest.content) == ("restore", "emekdas", entry.content)
    assert newest.evidence == [{"id": 1, "title": "Nümunə arayış", "public": False}]
    assert list(Revision.objects.order_by("version").values_list("narrative", flat=True)) == [
        "<p>Bir iki.</p>",
        "<p>Bir üç dörd.</p>",
        "<p>Bir iki.</p>",
    ]
    assert told == restored("Mətn")


def test_figures_are_restored_where_they_are_ticked(changed_wholly, sign_in, indicator):
    entry, told = after_restoring(sign_in("contributor"), figures="1")
    rest = {"status": "no_cases", "internal_note": "", **NOTHING}
    assert entry.content == {"narrative": "<p>Bir iki.</p>", "figures": {str(indicator.pk): "1250"}} | rest
    assert told == restored("Mətn; Göstəricilər")


def test_all_else_is_restored_where_it_is_ticked_without_the_figures(changed_wholly, sign_in, indicator):
    entry, told = after_restoring(sign_in("contributor"), rest="1")
    earlier = EARLIER | {"nothing_to_report": False, "nothing_reason": ""}
    assert entry.content == {"narrative": "<p>Bir iki.</p>", "figures": {str(indicator.pk): "7"}} | earlier
    names = "Mətn; İcra vəziyyəti; Bildiriləcək məlumat yoxdur; Bildiriləcək məlumatın olmamasının səbəbi; Daxili qeyd"
    assert told == restored(names)
    assert Revision.objects.get(version=3).evidence == [{"id": 1, "title": "Nümunə arayış", "public": False}]


def test_both_ticks_restore_everything_but_the_evidence(changed_wholly, sign_in):
    entry, _told = after_restoring(sign_in("contributor"), figures="1", rest="1")
    assert entry.content == Revision.objects.get(version=1).content
    assert Revision.objects.get(version=3).evidence == Revision.objects.get(version=2).evidence != []


def test_page_says_what_restoring_will_change(changed_wholly, sign_in):
    response = sign_in("contributor").get(address("entry-revision", version=1))
    restoring = response.context["restoring"]
    assert (restoring.words_added, restoring.words_removed) == (1, 2)
    assert restoring.figures == [("Nümunə göstərici", "7", "1\u00a0250")]
    assert [(now, then) for _what, now, then in restoring.rest] == [
        ("Hesabat dövründə hal qeydə alınmayıb", "İcra edilib"),
        ("bəli", "xeyr"),
        ("Nümunə mətn. Səbəb.", ""),
        ("", "Nümunə mətn. Qeyd."),
    ]
    page = response.content.decode()
    assert re.findall(r'<input type="checkbox"[^>]*>', page) == [
        '<input type="checkbox" name="figures" value="1">',
        '<input type="checkbox" name="rest" value="1">',
    ]
    assert "“hazırdır” qeydi ləğv ediləcək" in page


def test_only_what_differs_can_be_ticked(write, sign_in, indicator):
    write("<p>Bir.</p>", figures={str(indicator.pk): "5"}, **EARLIER)
    write("<p>İki.</p>", base=1)
    client = sign_in("contributor")
    page = client.get(address("entry-revision", version=1)).content.decode()
    assert ('type="checkbox"' in page, "ləğv ediləcək" in page) == (False, False)
    assert address("entry-restore", version=1) in page
    Entry.objects.update(internal_note="Nümunə mətn. Başqa qeyd.")
    page = client.get(address("entry-revision", version=1)).content.decode()
    assert re.findall(r'type="checkbox" name="([a-z]+)"', page) == ["rest"]


def test_text_that_differs_in_its_figures_only_changes_nothing_unless_they_are_ticked(write, sign_in, indicator):
    key, client = str(indicator.pk), sign_in("contributor")
    write("<p>Bir.</p>", figures={key: "5"})
    write("<p>Bir.</p>", base=1, figures={key: "7"})
    assert not client.get(address("entry-revision", version=1)).context["restoring"].has_text
    entry, told = after_restoring(client)
    assert (entry.version, entry.figures) == (2, {key: "7"})
    assert told == ["Heç nə dəyişmədi: seçdikləriniz artıq məlumatdadır."]
    entry, told = after_restoring(client, figures="1")
    assert (entry.version, entry.figures, told) == (3, {key: "5"}, restored("Göstəricilər")[:1])


@pytest.mark.parametrize("present", [1, 3, "", "x"])
def test_ticks_do_not_restore_over_what_was_not_seen(present, changed_wholly, sign_in):
    before = Entry.objects.get().content
    sent = {"present": present, "figures": "1", "rest": "1"}
    assert sign_in("contributor").post(address("entry-restore", version=1), sent).status_code == 409
    entry = Entry.objects.get()
    assert (entry.content, entry.version, entry.ready_at is None) == (before, 2, False)


@pytest.mark.parametrize("role", ["coordinator", "lead"])
def test_only_who_may_restore_is_offered_it(role, changed_wholly, sign_in):
    response = sign_in(role).get(address("entry-revision", version=1))
    assert ("restoring" in response.context, 'name="figures"' in response.content.decode()) == (role == "lead",) * 2


def test_restoring_over_a_text_that_was_not_seen_is_refused(write, sign_in):
    write("<p>Bir.</p>")
    write("<p>İki.</p>", base=1)
    write("<p>Üç.</p>", base=2, by="lead")
    response = sign_in("contributor").post(address("entry-restore", version=1), {"present": 2})
    assert response.status_code == 409
    assert "problem" in response.context
    assert (Entry.objects.get().narrative, Revision.objects.count()) == ("<p>Üç.</p>", 3)


@pytest.mark.parametrize("state", ["submitted", "approved", "locked"])
def test_restoring_is_refused_where_the_entry_is_not_with_the_agency(state, write, sign_in):
    write("<p>Bir.</p>")
    write("<p>İki.</p>", base=1)
    Entry.objects.update(state=state)
    assert sign_in("contributor").post(address("entry-restore", version=1), {"present": 2}).status_code == 409
    assert Entry.objects.get().narrative == "<p>İki.</p>"


def test_restoring_is_refused_in_a_closed_year(write, sign_in, year):
    write("<p>Bir.</p>")
    write("<p>İki.</p>", base=1)
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    assert sign_in("contributor").post(address("entry-restore", version=1), {"present": 2}).status_code == 409
    assert Entry.objects.get().narrative == "<p>İki.</p>"


@pytest.mark.parametrize(("role", "status"), [("coordinator", 403), ("observer", 404), ("stranger", 404)])
def test_restoring_is_the_agencys(role, status, write, sign_in):
    write("<p>Bir.</p>")
    write("<p>İki.</p>", base=1)
    assert sign_in(role).post(address("entry-restore", version=1), {"present": 2}).status_code == status
    assert Entry.objects.get().narrative == "<p>İki.</p>"


def test_restoring_what_stands_there_writes_nothing(write, sign_in):
    write("<p>Bir.</p>")
    assert sign_in("contributor").post(address("entry-restore", version=1), {"present": 1}).status_code == 302
    assert Revision.objects.count() == 1


# --- Texts beside the entry ------------------------------------------------------------------------------------------


def test_late_text_is_offered_to_its_author_only_with_the_difference(late_text, sign_in):
    response = sign_in("contributor").get(PAGE)
    assert [side.pk for side in response.context["sides"]] == [late_text.pk]
    assert sign_in("lead").get(PAGE).context["sides"] == []
    page = sign_in("contributor").get(address("entry-side", side=late_text.pk))
    assert page.context["difference"] == "<p>Bir.</p><p><del>İki.</del> <ins>İki, davamı.</ins></p>"
    assert (page.context["may_take"], page.context["may_put_away"]) == (True, True)
    read = sign_in("lead").get(address("entry-side", side=late_text.pk))
    assert (read.status_code, read.context["may_take"], read.context["may_put_away"]) == (200, False, False)


@pytest.mark.parametrize(("role", "status"), [("coordinator", 200), ("observer", 404), ("stranger", 404)])
def test_text_beside_is_read_by_agency_and_coordinator(role, status, late_text, sign_in):
    assert sign_in(role).get(address("entry-side", side=late_text.pk)).status_code == status


def test_text_of_another_entry_is_not_found_here(late_text, sign_in, write_entry):
    write_entry("4.2.1")
    client = sign_in("contributor")
    assert (
        client.get(reverse("plans:entry-side", kwargs=ENTRY | {"number": "4.2.1", "side": late_text.pk})).status_code
        == 404
    )
    assert client.get(address("entry-side", side=late_text.pk + 1)).status_code == 404


def test_late_text_is_put_into_the_entry_that_came_back(late_text, sign_in):
    response = sign_in("contributor").post(address("entry-side-take", side=late_text.pk))
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert Entry.objects.get().narrative == "<p>Bir.</p><p>İki, davamı.</p>"
    assert SideRevision.objects.get().settled_at is not None
    assert sign_in("contributor").get(PAGE).context["sides"] == []


def test_late_text_is_merged_with_what_came_in_since(late_text, write, sign_in):
    write("<p>Bir, həmkar.</p><p>İki.</p>", base=1, by="lead")
    sign_in("contributor").post(address("entry-side-take", side=late_text.pk))
    assert Entry.objects.get().narrative == "<p>Bir, həmkar.</p><p>İki, davamı.</p>"


def test_late_text_against_the_same_paragraph_is_chosen_in_the_page(late_text, write, sign_in):
    write("<p>Bir.</p><p>İki, həmkar.</p>", base=1, by="lead")
    response = sign_in("contributor").post(address("entry-side-take", side=late_text.pk))
    assert response.status_code == 409
    assert response.context["conflict"].narrative == "<p>Bir.</p><p>İki, həmkar.</p>"
    form = response.context["form"]
    both = "<p>Bir.</p><p>İki, davamı.</p><p>İki, həmkar.</p>"
    assert (form["narrative"].value(), form["version"].value()) == (both, 2)
    assert Entry.objects.get().narrative == "<p>Bir.</p><p>İki, həmkar.</p>"
    open_sides = SideRevision.objects.filter(settled_at__isnull=True)
    assert [(side.kind, side.narrative) for side in open_sides] == [
        (SideKind.CONFLICT, "<p>Bir.</p><p>İki, davamı.</p>")
    ]


def test_text_cannot_be_put_into_an_entry_that_is_not_with_the_agency(late_text, sign_in):
    Entry.objects.update(state=EntryState.SUBMITTED)
    assert sign_in("contributor").post(address("entry-side-take", side=late_text.pk)).status_code == 409
    assert SideRevision.objects.filter(settled_at__isnull=True).count() == 1
    assert Entry.objects.get().narrative == "<p>Bir.</p><p>İki.</p>"


@pytest.mark.parametrize("name", ["entry-side-take", "entry-side-away"])
def test_only_its_author_decides_about_a_text(name, late_text, sign_in):
    assert sign_in("lead").post(address(name, side=late_text.pk)).status_code == 403
    assert SideRevision.objects.get().settled_at is None


def test_text_put_away_is_offered_no_more_and_stays_in_the_history(late_text, sign_in):
    client = sign_in("contributor")
    assert client.post(address("entry-side-away", side=late_text.pk)).status_code == 302
    assert client.get(PAGE).context["sides"] == []
    assert ("side", late_text) in client.get(HISTORY).context["records"]
    assert Entry.objects.get().narrative == "<p>Bir.</p><p>İki.</p>"


def test_late_text_in_conflict_takes_nothing_of_a_colleagues_away(late_text, write, sign_in):
    write("<p>Bir, həmkar.</p><p>İki, həmkar.</p>", base=1, by="lead", status="no_cases")
    client = sign_in("contributor")
    response = client.post(address("entry-side-take", side=late_text.pk))
    form = response.context["form"]
    assert form["narrative"].value() == "<p>Bir, həmkar.</p><p>İki, davamı.</p><p>İki, həmkar.</p>"
    assert form["status"].value() == "no_cases"
    settled = {"version": form["version"].value(), "settles_side": form["settles_side"].value()}
    client.post(PAGE, settled | {"narrative": form["narrative"].value(), "status": "no_cases"})
    assert Entry.objects.get().narrative == "<p>Bir, həmkar.</p><p>İki, davamı.</p><p>İki, həmkar.</p>"
    assert SideRevision.objects.filter(settled_at__isnull=True).count() == 0


def test_text_put_in_already_is_not_put_in_again(late_text, write, sign_in):
    client = sign_in("contributor")
    client.post(address("entry-side-take", side=late_text.pk))
    write("<p>Bir.</p><p>İki.</p>", base=2)
    response = client.post(address("entry-side-take", side=late_text.pk))
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert Entry.objects.get().narrative == "<p>Bir.</p><p>İki.</p>"


def test_author_who_writes_for_no_agency_any_more_puts_nothing_in(late_text, people, sign_in):
    User.objects.filter(pk=people["contributor"].pk).update(role="coordinator")
    people["contributor"].refresh_from_db()
    assert sign_in("contributor").post(address("entry-side-take", side=late_text.pk)).status_code == 403
    assert Entry.objects.get().narrative == "<p>Bir.</p><p>İki.</p>"


def test_restoring_without_saying_what_was_seen_is_refused(write, sign_in):
    write("<p>Bir.</p>")
    write("<p>İki.</p>", base=1)
    assert sign_in("contributor").post(address("entry-restore", version=1)).status_code == 409
    assert Entry.objects.get().narrative == "<p>İki.</p>"


@pytest.mark.parametrize("opened", [address("entry-revision", version=1), PAGE])
def test_opened_revision_is_not_overwritten(opened, write, sign_in):
    write("<p>Bir.</p>", page="aaaaaaaa-1", page_save=1)
    assert not Revision.objects.get().is_settled
    sign_in("coordinator").get(opened)
    write("<p>Bir iki.</p>", base=1, page="aaaaaaaa-1", page_save=2)
    assert list(Revision.objects.order_by("version").values_list("narrative", flat=True)) == [
        "<p>Bir.</p>",
        "<p>Bir iki.</p>",
    ]


def test_submitted_revision_that_observers_read_is_not_overwritten(write, sign_in):
    write("<p>Bir.</p>", page="aaaaaaaa-1", page_save=1)
    stand_as_submitted(EntryState.RETURNED)
    write("<p>Bir iki.</p>", base=1, page="aaaaaaaa-1", page_save=2)
    assert Revision.objects.get(version=1).narrative == "<p>Bir.</p>"
    write("<p>Bir iki üç.</p>", base=2, page="aaaaaaaa-1", page_save=3)
    assert "<p>Bir.</p>" in sign_in("observer").get(PAGE).content.decode()
    assert not Revision.objects.get(
        version=3
    ).is_settled  # an observer's look ends nobody's sitting: it is not at this text


# --- All that a text holds -------------------------------------------------------------------------------------------


def test_side_shows_every_other_field_that_differs(write, sign_in, indicator):
    key = str(indicator.pk)
    write("<p>Bir.</p>", status="implemented", figures={key: "5"}, internal_note="Nümunə mətn. Qeyd.")
    Entry.objects.update(state=EntryState.SUBMITTED)
    side = write(
        "<p>Bir.</p>", base=1, status="no_cases", figures={key: "1250"}, internal_note="Nümunə mətn. Gec qeyd.",
        nothing_to_report=True, nothing_reason="Nümunə mətn. Səbəb.",
    ).side  # fmt: skip
    response = sign_in("lead").get(address("entry-side", side=side.pk))
    assert [(before, after) for _what, before, after in response.context["changes"]] == [
        ("İcra edilib", "Hesabat dövründə hal qeydə alınmayıb"),
        ("xeyr", "bəli"),
        ("", "Nümunə mətn. Səbəb."),
        ("Nümunə mətn. Qeyd.", "Nümunə mətn. Gec qeyd."),
        ("5", "1\u00a0250"),
    ]
    page = response.content.decode()
    for shown in ("Nümunə göstərici", "1\u00a0250", "Nümunə mətn. Səbəb.", "Nümunə mətn. Gec qeyd."):
        assert shown in page


def test_side_that_differs_in_its_words_only_has_no_table(late_text, sign_in):
    response = sign_in("lead").get(address("entry-side", side=late_text.pk))
    assert response.context["changes"] == []
    assert '<table class="changes">' not in response.content.decode()


def test_side_of_an_entry_never_begun_is_read_whole(place, people, sign_in, year):
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    closed = ReportingYear.objects.get(pk=year.pk)
    draft = Draft({"narrative": "<p>Bir.</p>", "internal_note": "Nümunə mətn."}, None)
    side = save_writing(Place(place.assignment, closed), people["contributor"], draft).side
    response = sign_in("contributor").get(address("entry-side", side=side.pk))
    assert [(before, after) for _what, before, after in response.context["changes"]] == [("", "Nümunə mətn.")]


def test_evidence_made_public_is_a_difference(write, sign_in):
    write("<p>Bir.</p>")
    write("<p>Bir.</p>", base=1, internal_note="Nümunə mətn.")
    for version, public in ((1, False), (2, True)):
        evidence = [{"id": 1, "title": "Nümunə arayış", "public": public}]
        Revision.objects.filter(version=version).update(evidence=evidence)
    client = sign_in("lead")
    changes = client.get(COMPARE, {"old": 1, "new": 2}).context["changes"]
    assert changes[-1][1:] == ("Nümunə arayış (Daxili)", "Nümunə arayış (Açıq)")
    Revision.objects.filter(version=1).update(evidence=evidence)
    assert [what for what, _old, _new in client.get(COMPARE, {"old": 1, "new": 2}).context["changes"]] == [
        "Daxili qeyd"
    ]
    assert "Açıq" in client.get(address("entry-revision", version=2)).content.decode()


def test_revisions_show_their_figures_as_people_write_them(write, sign_in, indicator):
    key = str(indicator.pk)
    write("<p>Bir.</p>", figures={key: "1250"})
    write("<p>Bir.</p>", base=1, figures={key: "12500"})
    client = sign_in("lead")
    changes = client.get(COMPARE, {"old": 1, "new": 2}).context["changes"]
    assert changes == [("Nümunə göstərici", "1\u00a0250", "12\u00a0500")]
    page = client.get(address("entry-revision", version=1)).content.decode()
    assert "<dd>1\u00a0250</dd>" in page
    assert "1250" not in page


# --- Any two of a long history ---------------------------------------------------------------------------------------


@pytest.fixture
def long_history(write, people) -> Entry:
    """Ninety revisions: three pages."""
    entry = write("<p>Nümunə mətn 1.</p>").entry
    first = Revision.objects.get()
    Revision.objects.bulk_create(
        Revision(
            entry=entry, version=version, narrative=f"<p>Nümunə mətn {version}.</p>", author=people["contributor"],
            created_at=first.created_at, saved_at=first.saved_at, words_added=1, words_removed=1,
        )
        for version in range(2, 91)
    )  # fmt: skip
    Entry.objects.update(version=90, narrative="<p>Nümunə mətn 90.</p>")
    return entry


def links(response) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', response.content.decode())]


def test_two_texts_of_different_pages_are_chosen_and_compared(long_history, sign_in):
    client = sign_in("contributor")
    first = client.get(HISTORY)
    assert "?old=89&page=1" in links(first)
    assert 'type="radio"' not in first.content.decode()
    chosen = client.get(f"{HISTORY}?old=89&page=1")
    assert chosen.context["chosen"].version == 89
    assert "?old=89&page=2" in links(chosen)
    assert f"{COMPARE}?old=89&new=90" in links(chosen)
    assert f"{COMPARE}?old=89&new=89" not in links(chosen)
    last = client.get(f"{HISTORY}?old=89&page=3")
    assert {"?old=89&page=2", "?page=3", f"{COMPARE}?old=89&new=1"} <= set(links(last))
    compared = client.get(f"{COMPARE}?old=89&new=1")
    assert (compared.context["old"].version, compared.context["new"].version) == (1, 89)
    assert compared.context["difference"] == "<p>Nümunə mətn <del>1.</del> <ins>89.</ins></p>"


@pytest.mark.parametrize("old", ["91", "0", "x", "99999999999999999999"])
def test_choice_of_a_text_that_is_not_there_is_no_choice(old, long_history, sign_in):
    response = sign_in("contributor").get(f"{HISTORY}?old={old}")
    assert (response.status_code, response.context["chosen"]) == (200, None)
    assert {"?page=2", "?old=90&page=1"} <= set(links(response))


def test_texts_of_one_page_are_compared_by_its_form(write, sign_in):
    write("<p>Bir.</p>")
    write("<p>İki.</p>", base=1)
    response = sign_in("contributor").get(HISTORY)
    assert response.content.decode().count('type="radio"') == 4
    assert [link for link in links(response) if "old=" in link] == []


def test_text_chosen_for_comparison_is_not_overwritten(write, sign_in):
    write("<p>Bir.</p>", page="aaaaaaaa-1", page_save=1)
    client = sign_in("coordinator")
    client.get(HISTORY)
    assert not Revision.objects.get().is_settled
    client.get(f"{HISTORY}?old=1")
    assert Revision.objects.get().is_settled


# --- Moves -----------------------------------------------------------------------------------------------------------


def test_each_move_leads_to_the_text_as_it_was(write, people, sign_in, django_assert_num_queries):
    write("<p>Bir iki.</p>", status="implemented")
    entry = Entry.objects.select_related("reporting_year").get()
    apply_transition(entry, "submit", actor=people["lead"])
    apply_transition(entry, "return", actor=people["coordinator"], reason="Nümunə səbəb.")
    write("<p>Bir üç.</p>", base=1)
    client = sign_in("contributor")
    client.get(HISTORY)
    # session, person, agency with its names, years, assignment, entries; count, page, revisions, moves; words
    with django_assert_num_queries(12):
        response = client.get(HISTORY)
    moves = re.findall(r'<li class="is-move">.*?</li>', response.content.decode(), re.DOTALL)
    assert len(moves) == 2
    for move in moves:
        assert re.findall(r'href="([^"]+)"', move) == [address("entry-revision", version=1)]


def test_latest_moves_stand_beside_the_entry(write, people, sign_in):
    write("<p>Bir iki.</p>", status="implemented")
    client = sign_in("contributor")
    assert 'class="history is-moves"' not in client.get(PAGE).content.decode()
    entry = Entry.objects.select_related("reporting_year").get()
    apply_transition(entry, "submit", actor=people["lead"])
    moves = re.search(r'<ul class="history is-moves".*?</ul>', client.get(PAGE).content.decode(), re.DOTALL)
    assert moves[0].count("<li>") == 1
    assert "Təqdim edilib" in moves[0]
    assert str(people["lead"]) in moves[0]
    Entry.objects.update(state=EntryState.APPROVED)
    assert 'class="history is-moves"' not in sign_in("observer").get(PAGE).content.decode()
