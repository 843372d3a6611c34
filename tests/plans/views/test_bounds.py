"""A text that is larger than an entry may be is refused by every door, in one sentence; an older one may be shortened."""

import pytest
from django.urls import reverse
from django.utils import translation

from plans.assessment.services.editorial import EditorialRefused, save_wording
from plans.enums import EntryState, SideKind
from plans.models import Entry, Revision, SideRevision
from plans.services import TextTooLarge, clean_within_bounds, require_bounds
from tests.operations import calls_of

pytestmark = pytest.mark.django_db

ENTRY = {"plan": "numune-2020-2024", "year": 2024, "agency": "NUMUNE", "number": "4.2.9"}
PAGE = reverse("plans:entry", kwargs=ENTRY)
AUTOSAVE = reverse("plans:entry-autosave", kwargs=ENTRY)
A, B = "aaaaaaaa-1", "bbbbbbbb-1"
SENTENCES = {
    "bytes": "The text is too long: it has 501 kB, and an entry holds 500 kB. Shorten the text, then save again.",
    "paragraphs": "The text has too many paragraphs and list items: 5001, and an entry holds 5000. "
    "Shorten the text, then save again.",
    "cells": "The tables of the text have too many cells: 5001, and an entry holds 5000. Make them smaller, then save again.",
    "nesting": "Lists and tables are nested too deeply: 21 levels, and an entry holds 20. "
    "Make the text flatter, then save again.",
}


def sized(measure: str, above: int = 0) -> str:
    """A text just as large as an entry may be, or so much larger."""
    number = 5_000 + above
    return {
        "bytes": f"<p>{'a' * (500_000 - len('<p></p>') + above)}</p>",
        "paragraphs": f"<p>a</p><ul>{'<li><p>a</p></li>' * (number - 1)}</ul>",
        "cells": f"<table><tbody><tr>{'<td><p>a</p></td>' * number}</tr></tbody></table>",
        "nesting": f"{'<ul><li>' * (20 + above)}a{'</li></ul>' * (20 + above)}",
    }[measure]


@pytest.fixture
def writer(sign_in, year):
    client = sign_in("contributor")
    client.cookies["django_language"] = "en"
    return client


def send(client, narrative: str, **more):
    data = {"narrative": narrative, "status": "", "page": A, "page_save": 1} | more
    return client.post(AUTOSAVE, data, headers={"X-Requested-With": "fetch"})


@pytest.mark.parametrize("measure", SENTENCES)
def test_a_text_as_large_as_an_entry_may_be_is_saved_and_one_larger_is_refused(writer, measure):
    refused = send(writer, sized(measure, 1))
    assert (refused.status_code, refused.json()) == (
        422,
        {"result": "invalid", "errors": {"narrative": SENTENCES[measure]}},
    )
    page = writer.post(PAGE, {"narrative": sized(measure, 1), "status": ""})
    assert page.status_code == 422
    assert SENTENCES[measure] in page.content.decode()
    assert page.context["form"]["narrative"].value() == sized(measure, 1)  # nothing that was typed is lost
    assert (Entry.objects.count(), Revision.objects.count(), SideRevision.objects.count()) == (0, 0, 0)
    saved = send(writer, sized(measure), page_save=2)
    assert (saved.status_code, saved.json()["result"]) == (200, "saved")
    assert send(writer, sized(measure, 1), page_save=3, version=1).status_code == 422
    assert Revision.objects.count() == 1


FAR_TOO_LARGE = {
    "paragraphs": (
        lambda n: "<p>a" * n,
        "The text has too many paragraphs and list items: {}, and an entry holds 5000. ",
    ),
    "items": (
        lambda n: f"<ul>{'<li>a' * n}",
        "The text has too many paragraphs and list items: {}, and an entry holds 5000. ",
    ),
    "cells": (
        lambda n: f"<table><tr>{'<td>a' * n}",
        "The tables of the text have too many cells: {}, and an entry holds 5000. ",
    ),
}


@pytest.mark.parametrize("shape", FAR_TOO_LARGE)
@pytest.mark.parametrize(("number", "shown"), [(10_000, "10000"), (10_001, "10000+"), (80_000, "10000+")])
def test_what_is_far_too_large_is_refused_before_all_of_it_is_read(writer, shape, number, shown):
    text, sentence = FAR_TOO_LARGE[shape]
    refused = send(writer, text(number))
    assert refused.status_code == 422
    assert refused.json()["errors"]["narrative"].startswith(sentence.format(shown))
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("shape", FAR_TOO_LARGE)
def test_refusing_takes_as_much_work_however_much_follows(shape):
    text, _sentence = FAR_TOO_LARGE[shape]

    def refuse(number: int) -> None:
        with pytest.raises(TextTooLarge):
            clean_within_bounds(text(number), str)

    refuse(10_001)  # what is made once
    assert calls_of(lambda: refuse(36_000)) <= calls_of(lambda: refuse(12_000)) + 50


@pytest.mark.parametrize("shape", ["<a ", "<b>a", "<b></i>", "<p>a</p>", "ə"])
def test_markup_that_is_far_too_large_is_not_read_at_all(writer, shape):
    text = shape * (660_000 // len(shape.encode()))
    refused = send(writer, text)
    assert refused.status_code == 422
    assert refused.json()["errors"]["narrative"].startswith(
        "The text is too long: it has 660 kB, and an entry holds 500 kB."
    )
    # Work that does not grow with it: none of it is read as HTML.
    assert calls_of(lambda: send_away(text)) <= calls_of(lambda: send_away(text[: len(text) * 99 // 100])) + 5


def send_away(text: str) -> None:
    with pytest.raises(TextTooLarge):
        clean_within_bounds(text, str)


def test_depth_is_refused_first():
    deep = sized("nesting", 1)
    with pytest.raises(TextTooLarge) as refused:
        clean_within_bounds(deep + sized("bytes", 1) + sized("cells", 90_000), str)
    with translation.override("en"):
        assert str(refused.value) == SENTENCES["nesting"]
    assert clean_within_bounds(sized("nesting"), str) != ""


def test_an_older_text_that_is_far_too_large_may_be_shortened_and_does_not_grow(writer, write_entry):
    entry = write_entry("4.2.9")
    make_larger(entry, sized("cells", 5_900))
    grown = send(writer, sized("cells", 5_901), version=1)
    assert grown.json()["errors"]["narrative"].startswith("The tables of the text have too many cells: 10900+, and")
    other = send(writer, sized("paragraphs", 5_901), version=1, page_save=2)
    assert other.json()["errors"]["narrative"].startswith(
        "The text has too many paragraphs and list items: 10000+, and"
    )
    assert send(writer, sized("cells", 5_899), version=1, page_save=3).json()["result"] == "saved"
    assert Entry.objects.get().narrative == sized("cells", 5_899)


def test_a_copy_that_is_larger_than_an_entry_may_be_is_not_compared(writer, write_entry):
    write_entry("4.2.9")
    address = reverse("plans:entry-difference", kwargs=ENTRY)
    for measure in SENTENCES:
        refused = writer.post(address, {"narrative": sized(measure, 1), "status": ""})
        assert (refused.status_code, refused.json()["errors"]) == (422, {"narrative": SENTENCES[measure]})
    assert writer.post(address, {"narrative": sized("cells"), "status": ""}).status_code == 200


@pytest.mark.parametrize("is_valid", [True, False])
def test_what_is_far_too_large_is_given_back_as_it_was_typed(is_valid, writer, write_entry):
    """No editor is there any more; what could have been an entry's text is shown as one, the rest word for word."""
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    more = {"status": "" if is_valid else "unknown", "version": 1}
    page = writer.post(PAGE, {"narrative": "<p>bir<script>", **more})
    assert page.status_code == 409
    assert page.context["unsaved"] == "<p>bir</p>"
    if not is_valid:
        page = writer.post(PAGE, {"narrative": "<td>" + "<p>bir" * 10_001, **more})
        assert page.status_code == 409
        assert page.context["unsaved"] == f"<p>&lt;td&gt;{'&lt;p&gt;bir' * 10_001}</p>"


def make_larger(entry: Entry, narrative: str) -> None:
    """As an entry was saved when there were no bounds."""
    for rows in (Entry.objects.filter(pk=entry.pk), Revision.objects.filter(entry=entry)):
        rows.update(narrative=narrative)


@pytest.mark.parametrize("measure", ["bytes", "paragraphs", "cells"])
def test_an_older_larger_text_is_shown_and_may_be_shortened_or_left(writer, write_entry, measure):
    entry = write_entry("4.2.9")
    make_larger(entry, sized(measure, 1_000))
    assert writer.get(PAGE).context["form"].initial["narrative"] == sized(measure, 1_000)
    grown = send(writer, sized(measure, 1_001), version=1)
    assert (grown.status_code, list(grown.json()["errors"])) == (422, ["narrative"])
    other = send(writer, sized(measure, 1_000), version=1, status="implemented", page_save=2)
    assert other.json()["result"] == "saved"
    shorter = send(writer, sized(measure, 999), version=2, page_save=3, status="implemented")
    assert shorter.json()["result"] == "saved"
    entry.refresh_from_db()
    assert (entry.narrative, entry.status) == (sized(measure, 999), "implemented")


def test_words_beside_an_older_larger_table_can_be_corrected_and_taken_out(writer, write_entry):
    entry = write_entry("4.2.9")
    table = sized("cells", 1_000)
    make_larger(entry, f"<p>Nümunə mətn bir iki.</p>{table}")
    corrected = send(writer, f"<p>Nümunə mətn bir, iki.</p>{table}", version=1)
    assert corrected.json()["result"] == "saved"
    without = send(writer, table, version=2, page_save=2)
    assert without.json()["result"] == "saved"
    grown = send(writer, sized("cells", 1_001), version=3, page_save=3)
    assert (grown.status_code, list(grown.json()["errors"])) == (422, ["narrative"])


def test_a_text_that_is_shortened_in_one_measure_must_not_exceed_another(writer, write_entry):
    entry = write_entry("4.2.9")
    make_larger(entry, sized("paragraphs", 1_000))
    refused = send(writer, sized("bytes", 1), version=1)
    assert refused.json()["errors"] == {"narrative": SENTENCES["bytes"]}


@pytest.mark.parametrize("ticked", [{}, {"figures": "1", "rest": "1"}])
def test_an_earlier_text_that_is_too_large_now_is_not_restored(ticked, writer, write_entry):
    entry = write_entry("4.2.9")
    Revision.objects.filter(entry=entry).update(narrative=sized("cells", 1), page="")
    assert send(writer, "<p>bir</p>", version=1, page=B).json()["version"] == 2
    address = reverse("plans:entry-restore", kwargs=ENTRY | {"version": 1})
    refused = writer.post(address, {"present": 2} | ticked)
    assert refused.status_code == 422
    assert SENTENCES["cells"] in refused.content.decode()
    assert Entry.objects.get().narrative == "<p>bir</p>"


def test_a_text_beside_the_entry_that_is_too_large_stays_there(writer, write_entry, people):
    entry = write_entry("4.2.9")
    side = SideRevision.objects.create(
        reporting_year=entry.reporting_year,
        agency=entry.agency,
        sub_point=entry.sub_point,
        narrative=sized("paragraphs", 1),
        kind=SideKind.LATE,
        author=people["contributor"],
        created_at=entry.updated_at,
    )
    refused = writer.post(reverse("plans:entry-side-take", kwargs=ENTRY | {"side": side.pk}))
    assert refused.status_code == 422
    assert SENTENCES["paragraphs"] in refused.content.decode()
    side.refresh_from_db()
    assert (side.settled_at, Entry.objects.get().narrative) == (None, "<p>Nümunə mətn.</p>")


def test_two_texts_that_are_too_large_together_are_not_put_together(writer, sign_in, write_entry):
    write_entry("4.2.9", "<p>bir</p><p>iki</p>")
    lead = sign_in("lead")
    lead.cookies["django_language"] = "en"
    many = f"<p>{'a' * 260_000}</p>"
    assert send(writer, f"{many}<p>bir</p><p>iki</p>", version=1).json()["version"] == 2
    refused = send(lead, f"<p>bir</p><p>iki</p>{many}", version=1, page=B)
    assert refused.status_code == 422
    sentence = refused.json()["errors"]["narrative"]
    assert sentence.startswith("Together with what was saved in the entry meanwhile, the text is too long: 521 kB")
    assert "Both are kept" in sentence
    assert Entry.objects.get().narrative == f"{many}<p>bir</p><p>iki</p>"
    # Beside the entry it is kept once, however often the page tries, and settled by what is saved in its place.
    again = send(lead, f"<p>bir</p><p>iki</p>{many}<p>b</p>", version=1, page=B, page_save=2)
    side = SideRevision.objects.get()
    assert (refused.json()["side"], again.json()["side"], side.settled_at) == (side.pk, side.pk, None)
    assert side.narrative == f"<p>bir</p><p>iki</p>{many}<p>b</p>"
    shorter = send(lead, "<p>bir</p><p>iki</p><p>b</p>", version=1, page=B, page_save=3, settles_side=side.pk)
    assert shorter.json()["result"] == "merged"
    assert Entry.objects.get().narrative == f"{many}<p>bir</p><p>iki</p><p>b</p>"
    side.refresh_from_db()
    assert side.settled_at is not None


def test_a_page_without_script_says_it_and_settles_what_is_kept(writer, sign_in, write_entry):
    write_entry("4.2.9", "<p>bir</p><p>iki</p>")
    many = f"<p>{'a' * 260_000}</p>"
    send(writer, f"{many}<p>bir</p><p>iki</p>", version=1)
    page = sign_in("lead").post(PAGE, {"narrative": f"<p>bir</p><p>iki</p>{many}", "version": 1})
    assert page.status_code == 422
    assert "Bu müddətdə yadda saxlanılanla birlikdə mətn həddindən artıq uzundur" in page.content.decode()
    side = SideRevision.objects.get()
    assert f'name="settles_side" value="{side.pk}"' in page.content.decode()


def test_a_text_beside_the_entry_that_is_too_large_together_with_it_stays_the_one(writer, write_entry, people):
    many = f"<p>{'a' * 260_000}</p>"
    entry = write_entry("4.2.9", "<p>bir</p><p>iki</p>")
    assert send(writer, f"{many}<p>bir</p><p>iki</p>", version=1).json()["version"] == 2
    side = SideRevision.objects.create(
        reporting_year=entry.reporting_year,
        agency=entry.agency,
        sub_point=entry.sub_point,
        narrative=f"<p>bir</p><p>iki</p>{many}",
        base_version=1,
        kind=SideKind.LATE,
        author=people["contributor"],
        created_at=entry.updated_at,
    )
    refused = writer.post(reverse("plans:entry-side-take", kwargs=ENTRY | {"side": side.pk}))
    assert refused.status_code == 422
    assert "Together with what was saved in the entry meanwhile" in refused.content.decode()
    assert (SideRevision.objects.get().pk, SideRevision.objects.get().settled_at) == (side.pk, None)


def test_the_answer_to_a_conflict_has_the_same_bounds(writer, sign_in, write_entry):
    write_entry("4.2.9", "<p>bir</p>")
    assert send(writer, "<p>bir, iki</p>", version=1).json()["version"] == 2
    conflict = send(sign_in("lead"), "<p>üç</p>", version=1, page=B).json()
    assert conflict["result"] == "conflict"
    answer = {"version": 2, "page": B, "page_save": 2, "settles_side": conflict["side"]}
    assert send(sign_in("lead"), sized("cells", 1), **answer).status_code == 422
    assert SideRevision.objects.get().settled_at is None
    assert send(sign_in("lead"), sized("cells"), **answer | {"page_save": 3}).json()["result"] == "saved"


def test_a_wording_for_the_report_has_the_same_bounds(write_entry, people):
    entry = write_entry("4.2.9", state=EntryState.APPROVED)
    with translation.override("en"), pytest.raises(EditorialRefused, match="5001, and an entry holds 5000"):
        save_wording(
            entry, people["coordinator"], narrative=sized("cells", 1), note="", version=0, entry_version=1, ask=False
        )


def test_a_wording_that_is_far_too_large_is_refused_and_given_back(sign_in, write_entry):
    entry = write_entry("4.2.9", state=EntryState.APPROVED)
    typed = f"<table><tr>{'<td>a' * 80_000}"
    client = sign_in("coordinator")
    client.cookies["django_language"] = "en"
    seen = {"version": 0, "entry_version": entry.version, "submission": entry.submissions}
    page = client.post(
        reverse("plans:editorial", kwargs=ENTRY), {"action": "save", "narrative": typed, "note": ""} | seen
    )
    assert page.status_code == 422
    assert "too many cells: 10000+, and an entry holds 5000" in page.content.decode()
    assert page.context["form"].initial["narrative"] == typed


def test_the_sentence_is_in_the_readers_language():
    with pytest.raises(TextTooLarge) as refused:
        require_bounds(sized("bytes", 1_500))
    with translation.override("az"):
        assert str(refused.value) == (
            "Mətn həddindən artıq uzundur: həcmi 502 KB-dır, ən çoxu 500 KB ola bilər. "
            "Mətni qısaldın, sonra yenidən yadda saxlayın."
        )
