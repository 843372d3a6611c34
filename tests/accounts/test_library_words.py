"""What the administration and the libraries' forms say, in Azerbaijani: no English word, the right capitals, and the
singular after a number.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.contrib import admin
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import trans_real

from accounts.enums import EventKind
from accounts.events import note_event
from accounts.models import AccountEvent
from nap_tracker.library_words import PlanTranslation, boolean_icon
from plans.models import OutboxMail, Section
from plans.notifications import queue_mail
from tests.conftest import PASSWORD

SPOKEN = ("alt", "title", "aria-label", "placeholder")
# The libraries' catalogues, with a language that tells which msgids they have: not all of them know Azerbaijani.
CATALOGUES = [
    ("django", "conf/locale/az"),
    ("django", "contrib/admin/locale/az"),
    ("django", "contrib/auth/locale/az"),
    ("allauth", "locale/az"),
    ("import_export", "locale/de"),
    ("simple_history", "locale/de"),
]
# English words that stand on pages by right: names of formats, of columns in files, of a language.
BY_RIGHT = frozenset({"english", "csv", "id", "ip"})


class Spoken(HTMLParser):
    """The texts of a page, and what is said of its pictures and fields."""

    def __init__(self) -> None:
        super().__init__()
        self.texts, self.silent = list[str](), 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "code")
        said = dict(attributes)
        is_button = tag == "input" and said.get("type") in ("submit", "button")
        self.texts += [text for name in (*SPOKEN, *(["value"] if is_button else [])) if (text := said.get(name))]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style", "code")

    def handle_data(self, text: str) -> None:
        if not self.silent and text.strip():
            self.texts.append(" ".join(text.split()))


def said_on(response) -> list[str]:
    parser = Spoken()
    parser.feed(response.content.decode())
    return parser.texts


def words_of(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Za-zəğıöşüçƏĞİÖŞÜÇ]{2,}", text)}


def english_words() -> set[str]:
    """The words of the libraries' msgids, without those that Azerbaijani has too."""
    english, azerbaijani = set[str](), set[str]()
    root = Path(__file__).resolve().parents[2]
    ours = [root / "locale" / "az", root / "locale" / "libraries" / "az"]
    theirs = [Path(str(find_spec(package).origin)).parent / place for package, place in CATALOGUES]
    for folder in (*ours, *theirs):
        with (folder / "LC_MESSAGES" / "django.po").open("rb") as file:
            for message in read_po(file):
                texts = message.id if isinstance(message.id, tuple) else (message.id,)
                said = message.string if isinstance(message.string, tuple) else (message.string,)
                if folder in theirs:
                    english |= words_of(re.sub(r"%\(\w+\)[sd]|\{\w*\}", "", " ".join(texts)))
                if folder.name == "az":
                    azerbaijani |= words_of(re.sub(r"%\(\w+\)[sd]", "", " ".join(said)))
    return english - azerbaijani - BY_RIGHT


def test_words_of_the_libraries_are_known():
    words = english_words()
    assert {"select", "change", "successfully", "history", "revert", "skipped", "following"} <= words
    assert not {"plan", "format", "word"} & words


def pages_of(model: type[models.Model]) -> Iterator[str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
    yield reverse(name + "changelist")
    yield reverse(name + "changelist") + "?q=zzz"
    for page in ("add", "import", "export"):
        try:
            yield reverse(name + page)
        except NoReverseMatch:
            continue
    first = model._default_manager.first()
    if first is not None:
        yield from (reverse(name + page, args=[first.pk]) for page in ("change", "history", "delete"))
        if kept := getattr(first, "history", None):
            yield from (reverse(name + "simple_history", args=[first.pk, row.pk]) for row in kept.all()[:1])


@pytest.fixture
def administration(sign_in, plan, year, agency, people, write_entry):
    """An administrator's client, where each list of the administration has something in it."""
    write_entry("4.2.9", "<p>Nümunə mətn.</p>")
    queue_mail(to="a@numune.example", kind="account_change", subject="Nümunə", text="Nümunə mətn.")
    note_event(people["lead"], EventKind.NAME, actor=people["lead"], before="Nümunə", after="Nümunə iki")
    section = Section.objects.get(number="4.2")
    section.title = "Nümunə ikinci istiqamət"
    section.save()
    return sign_in("administrator")


NOTHING_IN_IT = {
    f"{prefix}-{key}": value
    for prefix in ("names", "aliases", "assignments")
    for key, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
}


# A wrong letter, a record without a name, a name of Python or of a class; the columns of files are spelled out.
RAW = re.compile(r"\bI(?=[bdklnmst])|None|True|False|\w+ object\b|\b[A-Z]\w*[a-z][A-Z][a-z]\w*|\w_\w")


def test_raw_words_are_noticed():
    for raw in ("Entry object (3)", "lead_executor", "None", "SMTPDataError", "Istifadəçi"):
        assert RAW.search(raw), raw
    assert not RAW.search("Nümunə Nazirliyi (NUMUNE), mfp-2020-2024, 4.2.10")


@pytest.mark.django_db
def test_administration_says_no_english_word_and_no_wrong_letter(administration):
    english, wrong = english_words(), {}
    pages = ["/admin/"]
    pages += [page for model in admin.site._registry for page in pages_of(model)]
    for page in pages:
        response = administration.get(page)
        if response.status_code == 403:  # nobody is deleted
            continue
        assert response.status_code == 200, page
        for text in said_on(response):
            if words_of(text) & english or RAW.search(text):
                wrong.setdefault(text, page)
    posted = {
        "/admin/plans/plan/add/": {"start_year": "x", "date_of_act": "x"},
        "/admin/plans/agency/add/": NOTHING_IN_IT,
        "/admin/plans/section/": {"action": "delete_selected", "_selected_action": [Section.objects.first().pk]},
    }
    for page, content in posted.items():
        for text in said_on(administration.post(page, content)):
            if words_of(text) & english:
                wrong.setdefault(text, f"POST {page}")
    # Columns of the files, by their names there.
    wrong = {text: page for text, page in wrong.items() if not re.fullmatch(r"[a-z_]+", text)}
    assert wrong == {}


def test_every_field_that_the_administration_shows_has_words():
    """A field without a name of its own is called after its column: “Unconfirmed”, “SECTİON”."""
    shown = {
        model._meta.get_field(name)
        for model, of in admin.site._registry.items()
        for name in (*of.list_display, *(of.fields or ()), *(of.readonly_fields or ()))
        if hasattr(model, name) and not hasattr(of, name) and name != "__str__"
    }
    assert len(shown) > 30
    assert [str(field) for field in shown if not isinstance(field.verbose_name, Promise)] == []


@pytest.mark.django_db
def test_number_of_records_takes_the_singular(administration):
    assert "5 yarımbənd" in said_on(administration.get("/admin/plans/subpoint/"))
    administration.cookies["django_language"] = "en"
    assert "5 sub-points" in said_on(administration.get("/admin/plans/subpoint/"))


@pytest.mark.django_db
def test_history_of_a_record_names_what_changed(administration):
    section = Section.objects.get(number="4.2")
    page = said_on(administration.get(f"/admin/plans/section/{section.pk}/history/"))
    assert [text for text in page if text in ("Nə vaxt", "Nə", "Kim", "Nə dəyişib")] == [
        "Nə vaxt", "Nə", "Kim", "Nə dəyişib",
    ]  # fmt: skip
    assert "Dəyişdirilib" in page
    assert page[page.index("Ad:") + 1].endswith("→ Nümunə ikinci istiqamət")


@pytest.mark.django_db
def test_mail_and_event_are_shown_by_their_words(administration):
    mail, event = OutboxMail.objects.get(kind="account_change"), AccountEvent.objects.get(kind=EventKind.NAME)
    said = said_on(administration.get(f"/admin/plans/outboxmail/{mail.pk}/change/"))
    assert said[said.index("Növ:") + 1] == "Təsdiq sorğusu"
    assert str(event) == "Nümunə mesul (mesul): Ad dəyişdirildi"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "content", "sentence"),
    [
        ("account_login", {"login": "mesul", "password": "x"}, "İstifadəçi adı və ya şifrə yanlışdır."),
        ("account_login", {}, "Bu sahəni doldurun."),
        ("account_reset_password", {"email": "x"}, "E-poçt ünvanını düzgün yazın."),
    ],
)
def test_forms_of_the_libraries_say_what_is_wrong_as_clerks_do(client, people, place, content, sentence):
    said = said_on(client.post(reverse(place), content))
    assert sentence in said
    assert not {word for text in said for word in words_of(text)} & english_words()


@pytest.mark.django_db
def test_new_password_is_judged_in_whole_sentences(sign_in):
    client = sign_in("lead")
    new = {"oldpassword": PASSWORD, "password1": "12345678901", "password2": "12345678901"}
    said = said_on(client.post(reverse("account_change_password"), new))
    assert "Şifrə çox qısadır: ən azı 12 işarə olmalıdır." in said
    assert "Şifrə yalnız rəqəmlərdən ibarətdir." in said
    assert not {word for text in said for word in words_of(text)} & english_words()


# --- Capitals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words", "written"),
    [
        ("az", "istifadəçilər", "İstifadəçilər"),
        ("az", "ılıq", "Ilıq"),
        ("az", "şəxs", "Şəxs"),
        ("az", "", ""),
        ("az", "<a href>", "<a href>"),
        ("en", "indicator", "Indicator"),
    ],
)
def test_libraries_begin_words_as_the_language_does(language, words, written):
    with translation.override(language):
        assert str(capfirst(words)) == written


@pytest.mark.parametrize(
    ("language", "value", "said"),
    [("az", True, "bəli"), ("az", False, "xeyr"), ("az", None, "naməlum"), ("en", True, "yes")],
)
def test_mark_of_yes_or_no_has_its_word(language, value, said):
    with translation.override(language):
        assert f'alt="{said}"' in boolean_icon(value)


def test_django_takes_the_translations_that_know_the_plan():
    """`trans_real` makes them by the name of its class, and templates, lazy labels and plurals ask no other."""
    assert {type(trans_real.translation(language)) for language in ("az", "en")} == {PlanTranslation}
