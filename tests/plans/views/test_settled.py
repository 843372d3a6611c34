"""Pages of an entry that is saved again while it is read: they show what stays in the history, or say that it may not."""

import pytest
from django.urls import reverse

from plans.models import Entry
from plans.revisions import settle
from plans.services import save_entry
from plans.views.settled import TURNS

pytestmark = pytest.mark.django_db

PARTS = {"plan": "numune-2020-2024", "year": 2024, "agency": "NUMUNE", "number": "4.2.9"}
PAGES = [
    ("plans.views.entry_page", "plans:entry", "contributor"),
    ("plans.views.review_page", "plans:entry-review", "coordinator"),
]
SENTENCE = "Bu məlumat dayanmadan yadda saxlanılır"


@pytest.fixture
def save_between(monkeypatch, write_entry, people):
    """`save_between("plans.views.entry_page", 2)`: twice somebody saves after the page has read the text."""
    entry = write_entry("4.2.9", "<p>Nümunə mətn.</p>")

    def begin(module: str, times: int) -> list[int]:
        turns: list[int] = []

        def save_then_settle(revision) -> bool:
            turns.append(revision.version)
            if len(turns) > times:
                return settle(revision)
            place = {name: getattr(entry, name) for name in ("reporting_year", "agency", "sub_point")}
            text = f"<p>Nümunə mətn {len(turns)}.</p>"
            author = people["lead"]
            save_entry(**place, narrative=text, status="", author=author, expected_version=revision.version)
            return False

        monkeypatch.setattr(f"{module}.settle", save_then_settle)
        return turns

    return begin


@pytest.mark.parametrize(("module", "name", "reader"), PAGES)
def test_page_is_read_again_until_nobody_saves_in_between(sign_in, save_between, module, name, reader):
    turns = save_between(module, 2)
    shown = sign_in(reader).get(reverse(name, kwargs=PARTS))
    assert (shown.status_code, turns) == (200, [1, 2, 3])
    assert shown.context["entry"].narrative == "<p>Nümunə mətn 2.</p>"
    if reader == "contributor":
        assert shown.context["form"]["version"].value() == 3
    assert SENTENCE not in shown.content.decode()


@pytest.mark.parametrize(("module", "name", "reader"), PAGES)
def test_page_gives_up_and_says_so_where_somebody_saves_all_the_time(sign_in, save_between, module, name, reader):
    turns = save_between(module, TURNS)
    shown = sign_in(reader).get(reverse(name, kwargs=PARTS))
    assert (shown.status_code, turns) == (200, list(range(1, TURNS + 1)))
    assert shown.context["entry"].version == TURNS
    assert SENTENCE in shown.content.decode()
    assert Entry.objects.get().version == TURNS + 1
