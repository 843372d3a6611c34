"""The entry page, saving: nothing typed is lost, whatever is sent and whoever was faster."""

import pytest
from django.contrib.messages import get_messages

from plans.enums import EntryState, YearState
from plans.models import Entry, Indicator, ReportingYear, Revision, SubPoint
from plans.services import save_entry

PAGE = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
TEXT = "<p>Nümunə mətn. Mənim sözüm.</p>"
OTHERS = "<p>Nümunə mətn. Başqasının sözü.</p>"


@pytest.fixture
def ready(year, people):
    """Nobody has begun; everybody may sign in."""


def post(client, *, narrative=TEXT, status="", version="", **headers):
    return client.post(PAGE, {"narrative": narrative, "status": status, "version": version}, headers=headers)


def stored() -> list[tuple[str, str, int]]:
    return list(Entry.objects.values_list("narrative", "status", "version"))


def save_again(entry: Entry, narrative: str, author=None) -> Entry:
    return save_entry(
        reporting_year=entry.reporting_year,
        agency=entry.agency,
        sub_point=entry.sub_point,
        narrative=narrative,
        status="",
        author=author,
        expected_version=entry.version,
    )


# --- Saving ----------------------------------------------------------------------------------------------------------


def test_save_creates_a_draft_and_redirects_with_a_message(ready, sign_in, people):
    client = sign_in("contributor")
    response = post(client, status="being_implemented")
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Yadda saxlanıldı."]
    entry = Entry.objects.get()
    assert (entry.narrative, entry.status, entry.state, entry.version) == (TEXT, "being_implemented", "draft", 1)
    assert (entry.agency.code, entry.sub_point.number, entry.reporting_year.year) == ("NUMUNE", "4.2.9", 2024)
    assert entry.updated_by == people["contributor"]
    assert "Yadda saxlanıldı." in client.get(PAGE).content.decode()


def test_save_changes_the_entry_and_keeps_what_was_there(sign_in, write_entry, people):
    write_entry("4.2.9", OTHERS)
    response = post(sign_in("lead"), version=1, status="implemented")
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert stored() == [(TEXT, "implemented", 2)]
    revisions = Revision.objects.order_by("version").values_list("version", "narrative", "author")
    assert list(revisions) == [(1, OTHERS, None), (2, TEXT, people["lead"].pk)]


def test_save_of_the_same_text_writes_no_revision(sign_in, write_entry):
    write_entry("4.2.9", TEXT)
    assert post(sign_in("lead"), version=1).status_code == 302
    assert stored() == [(TEXT, "", 1)]
    assert Revision.objects.count() == 1


def test_returned_entry_may_be_mended_and_shows_why_it_came_back(sign_in, write_entry):
    write_entry("4.2.9", OTHERS, state=EntryState.RETURNED)
    client = sign_in("contributor")
    response = client.get(PAGE)
    assert response.context["returned_because"].reason == "Nümunə səbəb."
    assert "Nümunə səbəb." in response.content.decode()
    assert post(client, version=1).status_code == 302
    assert stored() == [(TEXT, "", 2)]


def test_draft_shows_no_reason_of_a_return(sign_in, write_entry):
    write_entry("4.2.9")
    assert sign_in("contributor").get(PAGE).context["returned_because"] is None


@pytest.mark.parametrize(
    ("role", "status"), [("coordinator", 403), ("observer", 404), ("administrator", 404), ("stranger", 404)]
)
def test_save_is_refused_to_everybody_but_the_agencys_staff(role, status, sign_in, write_entry):
    write_entry("4.2.9", OTHERS)
    assert post(sign_in(role), version=1).status_code == status
    assert stored() == [(OTHERS, "", 1)]


def test_save_by_an_observer_of_what_is_readable_is_forbidden(sign_in, write_entry):
    write_entry("4.2.9", OTHERS, state=EntryState.SUBMITTED)
    assert post(sign_in("observer"), version=1).status_code == 403
    assert stored() == [(OTHERS, "", 1)]


# --- Two writers -----------------------------------------------------------------------------------------------------


def test_stale_save_shows_both_texts_and_writes_nothing(sign_in, write_entry, people):
    entry = write_entry("4.2.9")
    save_again(entry, OTHERS, people["lead"])
    client = sign_in("contributor")
    response = post(client, version=1, status="implemented")
    assert response.status_code == 409
    # Both stand in the field, the writer's first: nothing vanishes by saving the page as it came back.
    assert response.context["form"]["narrative"].value() == TEXT + OTHERS
    assert response.context["form"]["status"].value() == "implemented"
    assert response.context["form"]["version"].value() == 2
    conflict = response.context["conflict"]
    assert (conflict.narrative, conflict.version, conflict.updated_by) == (OTHERS, 2, people["lead"])
    page = response.content.decode()
    assert "Mənim sözüm." in page
    assert "Başqasının sözü." in page
    assert stored() == [(OTHERS, "", 2)]
    assert post(client, version=2, status="implemented").status_code == 302
    assert stored() == [(TEXT, "implemented", 3)]


def test_two_who_begin_the_same_entry_meet_in_a_conflict(sign_in, write_entry):
    write_entry("4.2.9", OTHERS)
    response = post(sign_in("contributor"), version="")
    assert response.status_code == 409
    assert response.context["conflict"].narrative == OTHERS
    assert response.context["form"]["narrative"].value() == TEXT + OTHERS
    assert stored() == [(OTHERS, "", 1)]


def test_save_from_a_version_that_never_was_is_kept_all_the_same(ready, sign_in):
    assert post(sign_in("contributor"), version=7).status_code == 302
    assert stored() == [(TEXT, "", 1)]


def test_save_into_a_year_closed_meanwhile_shows_the_text_and_writes_nothing(sign_in, write_entry):
    write_entry("4.2.9", OTHERS)
    ReportingYear.objects.update(state=YearState.CLOSED)
    response = post(sign_in("contributor"), version=1)
    assert response.status_code == 409
    assert response.context["unsaved"] == TEXT
    assert response.context["form"] is None
    assert "Mənim sözüm." in response.content.decode()
    assert stored() == [(OTHERS, "", 1)]


def test_first_save_into_a_year_closed_meanwhile_shows_the_text_and_writes_nothing(ready, sign_in):
    ReportingYear.objects.update(state=YearState.CLOSED)
    response = post(sign_in("contributor"))
    assert (response.status_code, response.context["unsaved"]) == (409, TEXT)
    assert "Mənim sözüm." in response.content.decode()
    assert stored() == []


@pytest.mark.parametrize("state", [EntryState.SUBMITTED, EntryState.APPROVED, EntryState.LOCKED])
def test_save_after_the_state_moved_shows_the_text_and_writes_nothing(state, sign_in, write_entry):
    write_entry("4.2.9", OTHERS, state=state)
    response = post(sign_in("contributor"), version=1)
    assert response.status_code == 409
    assert response.context["unsaved"] == TEXT
    assert response.context["form"] is None
    assert response.context["state"] == state
    assert "Mənim sözüm." in response.content.decode()
    assert stored() == [(OTHERS, "", 1)]


# --- Bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "junk",
    [
        {"status": "junk"},
        {"status": "implemented\x00"},
        {"version": "junk"},
        {"version": "-1"},
        {"version": "0"},
        {"version": "1.5"},
        {"version": "9" * 30},
        {"version": "2000000001"},
        {"narrative": "<p>Nümunə\x00 mətn.</p>"},
        {"narrative": "<p>" + "ə" * 1_000_001 + "</p>"},
    ],
    ids=lambda junk: next(iter(junk.items()))[0] + " " + next(iter(junk.values()))[:12].replace("\x00", "NUL"),
)
def test_junk_is_answered_on_the_page_and_writes_nothing(junk, sign_in, write_entry):
    write_entry("4.2.9", OTHERS)
    response = post(sign_in("contributor"), **({"version": "1"} | junk))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(junk)
    assert response.context["form"]["narrative"].value() == junk.get("narrative", TEXT)
    assert stored() == [(OTHERS, "", 1)]


def test_text_of_half_a_megabyte_is_saved(ready, sign_in):
    text = "<p>" + "ə" * 249_996 + "</p>"  # two bytes each: with the marks 499,999
    assert post(sign_in("contributor"), narrative=text).status_code == 302
    assert stored() == [(text, "", 1)]


def test_body_beyond_what_the_server_takes_is_refused(ready, sign_in):
    assert post(sign_in("contributor"), narrative="x" * (12 * 1024 * 1024 + 1)).status_code == 400
    assert stored() == []


def test_markup_is_cleaned_on_the_way_in(ready, sign_in):
    dirty = (
        '<h1 onclick="x()">Nümunə mətn.</h1><script>alert(1)</script><img src="https://example.org/x.png">'
        '<p style="color:red"><b>Qalın</b> <a href="javascript:alert(1)">link</a></p>'
    )
    assert post(sign_in("contributor"), narrative=dirty).status_code == 302
    assert stored() == [("<p>Nümunə mətn.</p><p><strong>Qalın</strong> link</p>", "", 1)]


def test_text_in_a_conflict_comes_back_cleaned(sign_in, write_entry):
    save_again(write_entry("4.2.9"), OTHERS)
    response = post(sign_in("contributor"), version=1, narrative=TEXT + "<script>alert(1)</script>")
    assert response.status_code == 409
    assert response.context["form"]["narrative"].value() == TEXT + OTHERS


def test_text_that_could_not_be_saved_comes_back_cleaned(sign_in, write_entry):
    write_entry("4.2.9", OTHERS, state=EntryState.APPROVED)
    response = post(sign_in("contributor"), version=1, narrative=TEXT + '<img src="x" onerror="alert(1)">')
    assert response.context["unsaved"] == TEXT
    assert "onerror" not in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        PAGE.replace("4.2.9", "4.2.99"),
        PAGE.replace("4.2.9", "9999.1"),
        PAGE.replace("4.2.9", "99999.1"),
        PAGE.replace("4.2.9", "4.2"),
        PAGE.replace("/2024/", "/2022/"),
        PAGE.replace("/2024/", "/0000/"),
        PAGE.replace("NUMUNE", "YOXDUR"),
        PAGE.replace("numune-2020-2024", "yoxdur"),
    ],
)
def test_address_that_names_nothing_is_not_found(address, ready, sign_in):
    client = sign_in("contributor")
    assert client.get(PAGE).status_code == 200
    assert client.get(address).status_code == 404
    assert client.post(address, {"narrative": TEXT}).status_code == 404
    assert stored() == []


def test_text_of_a_page_that_another_person_opened_is_not_saved_under_the_wrong_name(sign_in, people, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Əvvəlki.</p>")
    data = {
        "narrative": "<p>Nümunə mətn. Əməkdaşın.</p>",
        "status": "",
        "version": "1",
        "writer": people["contributor"].pk,
    }
    response = sign_in("lead").post("/plans/numune-2020-2024/2024/NUMUNE/4.2.9/", data)
    assert response.status_code == 409
    assert response.context["other_writer"] is True
    assert "Əməkdaşın." in response.content.decode()
    assert Entry.objects.get().narrative == "<p>Nümunə mətn. Əvvəlki.</p>"
    again = data | {"writer": people["lead"].pk}
    assert sign_in("lead").post("/plans/numune-2020-2024/2024/NUMUNE/4.2.9/", again).status_code == 302
    assert Entry.objects.get().updated_by == people["lead"]


def test_figure_that_is_no_number_comes_back_as_typed_and_the_rest_is_saved(sign_in, write_entry):
    indicator = Indicator.objects.create(
        sub_point=SubPoint.objects.get(number="4.2.9"), name="Nümunə göstərici", unit="nəfər"
    )
    write_entry("4.2.9", OTHERS)
    client, name = sign_in("contributor"), f"figure-{indicator.pk}"
    response = client.post(PAGE, {"narrative": TEXT, "status": "", "version": "1", "parts": "figures", name: "çox"})
    assert response.status_code == 422
    assert [(row.typed, row.error) for row in response.context["figures"]] == [
        ("çox", "Ədəd yazın, məsələn: 1250 və ya 12,5.")
    ]
    assert response.context["form"]["version"].value() == 2
    assert stored() == [(TEXT, "", 2)]
    corrected = client.post(PAGE, {"narrative": TEXT, "status": "", "version": "2", "parts": "figures", name: "12"})
    assert (corrected.status_code, Entry.objects.get().figures) == (302, {str(indicator.pk): "12"})


def test_what_a_colleague_changed_elsewhere_survives_a_conflict_without_script(sign_in, write_entry, people):
    entry = write_entry("4.2.9", "<p>Bir.</p><p>İki.</p>", status="implemented")
    save_entry(
        reporting_year=entry.reporting_year, agency=entry.agency, sub_point=entry.sub_point, author=people["lead"],
        narrative="<p>Bir, həmkar.</p><p>İki, həmkar.</p>", status="no_cases", internal_note="Nümunə qeyd.",
        expected_version=1,
    )  # fmt: skip
    client = sign_in("contributor")
    sent = {"narrative": "<p>Bir.</p><p>İki, mənim.</p>", "status": "implemented", "internal_note": "", "version": "1"}
    response = client.post(PAGE, sent | {"parts": "internal_note"})
    form = response.context["form"]
    assert response.status_code == 409
    assert form["narrative"].value() == "<p>Bir, həmkar.</p><p>İki, mənim.</p><p>İki, həmkar.</p>"
    assert (form["status"].value(), form["internal_note"].value()) == ("no_cases", "Nümunə qeyd.")
