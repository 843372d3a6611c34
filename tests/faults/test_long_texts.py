"""A narrative of half a megabyte through every page that shows or takes it."""

import pytest

from plans.models import Entry, Revision
from plans.rules import NARRATIVE_MAX_CHARACTERS
from tests.faults.conftest import address_of

pytestmark = pytest.mark.django_db

BY_SCRIPT = {"X-Requested-With": "fetch"}
PARAGRAPHS = 5000
LONG = "".join(
    f"<p>Nümunə mətn. Abzas {number}: təlimlər və görüşlər keçirilmişdir, {'ə' * 9}.</p>"
    for number in range(PARAGRAPHS)
)


def changed(number: int) -> str:
    return LONG.replace(f"Abzas {number}:", f"Abzas {number}, dəqiqləşdirilmiş:")


def send(client, narrative: str, page: str, page_save: int, version: int | str = ""):
    form = {"narrative": narrative, "page": page, "page_save": page_save, "version": version}
    return client.post(address_of("4.2.9"), form, headers=BY_SCRIPT)


def test_half_a_megabyte_is_saved_shown_merged_and_compared(year, sign_in):
    assert 490_000 < len(LONG.encode()) < 499_000
    contributor, lead = sign_in("contributor"), sign_in("lead")
    assert send(contributor, LONG, "aaaaaaaa", 1).json()["words"] == PARAGRAPHS * 9
    page = lead.get(address_of("4.2.9", "entry"))
    assert (page.status_code, page.context["form"].initial["narrative"]) == (200, LONG)

    assert send(contributor, changed(10), "aaaaaaaa", 2, 1).json()["version"] == 2
    merged = send(lead, changed(4990), "bbbbbbbb", 1, 1).json()
    both = changed(10).replace("Abzas 4990:", "Abzas 4990, dəqiqləşdirilmiş:")
    assert (merged["result"], merged["version"]) == ("merged", 3)
    assert merged["content"]["narrative"] == both == Entry.objects.get().narrative

    conflict = send(lead, changed(10).replace("Abzas 10,", "Abzas on,"), "bbbbbbbb", 2, 1)
    assert (conflict.status_code, conflict.json()["result"]) == (409, "conflict")

    difference = lead.post(address_of("4.2.9", "entry-difference"), {"narrative": both.replace("7:", "7;")})
    assert difference.status_code == 200
    assert "<ins>" in difference.content.decode()

    history = lead.get(address_of("4.2.9", "entry-history"))
    assert (history.status_code, "keçirilmişdir" in history.content.decode()) == (200, False)
    assert lead.get(address_of("4.2.9", "entry-revision", version=1)).context["revision"].narrative == LONG
    compared = lead.get(address_of("4.2.9", "entry-compare"), {"old": 1, "new": 3})
    assert (compared.status_code, compared.context["difference"].count("<ins>")) == (200, 2)
    assert sorted(Revision.objects.values_list("version", flat=True)) == [1, 2, 3]


def test_text_far_beyond_the_limit_is_refused_in_a_sentence_by_both_doors(year, sign_in):
    client = sign_in("contributor")
    client.cookies["django_language"] = "en"
    sentence = "The text is far too long: an entry holds 500 kB. Shorten the text, then save again."
    too_long = f"<p>{'a' * NARRATIVE_MAX_CHARACTERS}</p>"
    by_script = send(client, too_long, "aaaaaaaa", 1)
    assert (by_script.status_code, by_script.json()["errors"]) == (422, {"narrative": sentence})
    by_page = client.post(address_of("4.2.9", "entry"), {"narrative": too_long})
    assert by_page.status_code == 422
    assert sentence in by_page.content.decode()
    assert Entry.objects.count() == 0
