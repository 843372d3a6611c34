"""What people write, and what the plan says, is marked as Azerbaijani, and no browser translates it."""

import ast
import datetime
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation.template import templatize

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
TAG = re.compile(r"<(?!html)[a-z][^<>]*?(?:\{[{%].*?[%}]\}[^<>]*?)*>", re.DOTALL)
# The name of a language in itself: a word of ours.
OURS = {"components/language_switch.html"}


def unmarked(text: str) -> list[str]:
    """Tags of fields to write in, and of texts in Azerbaijani, that a browser may translate."""
    tags = [tag for tag in TAG.findall(text) if 'lang="az"' in tag or tag.startswith("<textarea")]
    return [tag for tag in tags if 'translate="no"' not in tag]


def test_no_template_lets_a_browser_translate_what_people_write():
    found = {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")
    }
    pages = {name: text for name, text in found.items() if name not in OURS}
    assert len(pages) > 100
    assert {name: unmarked(text) for name, text in pages.items() if unmarked(text)} == {}
    assert unmarked(found["components/language_switch.html"]) != []


@pytest.mark.parametrize(
    ("tag", "is_marked"),
    [
        ('<p lang="az">', False),
        ('<p lang="az" translate="no">', True),
        ("<textarea name=a>", False),
        ('<textarea name=a translate="no">', True),
        ("<p>", True),
        ('<html lang="az">', True),
        ('<p class="{% if a > b %}c{% endif %}" lang="az">', False),
    ],
)
def test_tag_without_the_mark_is_found(tag, is_marked):
    assert (unmarked(tag) == []) is is_marked


SENTENCE = re.compile(r"\{% blocktranslate([^%]*)%\}(.*?)\{% endblocktranslate %\}", re.DOTALL)
NAMES = frozenset({"who", "person", "actor", "asker", "inviter", "agency", "agency_name"})


def unmarked_names(text: str) -> list[str]:
    """Sentences that take in somebody's name as words like their own."""
    found = []
    for given, sentence in SENTENCE.findall(text):
        names = NAMES & {*re.findall(r"\{\{ (\w+) \}\}", sentence)}
        found += [sentence for name in names if not re.search(rf"\b{name}=\S+\|as_written\b", given)]
    return found


def test_no_sentence_of_a_page_lets_a_browser_translate_a_name():
    found = {path: unmarked_names(path.read_text(encoding="utf-8")) for path in TEMPLATES.rglob("*.html")}
    assert {path.relative_to(TEMPLATES).as_posix(): names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("given", "is_marked"), [("with who=user", False), ("with who=user|as_written", True), ("", False)]
)
def test_sentence_with_a_name_as_its_own_word_is_found(given, is_marked):
    sentence = f"{{% blocktranslate {given} trimmed %}}Saved by {{{{ who }}}}.{{% endblocktranslate %}}"
    assert (unmarked_names(sentence) == []) is is_marked


# --- Mails -----------------------------------------------------------------------------------------------------------

DAY = datetime.date(2025, 1, 20)
VOID = frozenset({"br", "meta"})


class Outside(HTMLParser):
    """What stands outside of everything that says `translate="no"`."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.text = list[bool](), ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(("translate", "no") in attributes)

    def handle_endtag(self, _tag: str) -> None:
        self.open.pop()

    def handle_data(self, text: str) -> None:
        self.text += "" if any(self.open) else text


def outside_marks(html: str) -> str:
    parser = Outside()
    parser.feed(html)
    assert parser.open == []
    return parser.text


def context(**more) -> dict:
    """Names and texts of people are "Əli & …"; all that a mail may take in at once."""
    place = SimpleNamespace(number="4.2.9", due=DAY, is_late=True, year=2024)
    notice = SimpleNamespace(
        get_kind_display="x", entry=SimpleNamespace(sub_point=place), reporting_year=place, actor="Əli & actor",
        visible_at=datetime.datetime(2025, 1, 20, 9, 30, tzinfo=datetime.UTC),
    )  # fmt: skip
    names = {name: f"Əli & {name}" for name in ("person", "reader", "actor", "agency_name", "inviter", "about")}
    return names | {
        "plan": SimpleNamespace(title="Əli & plan"), "number": "4.2.9", "year": 2024, "until": DAY, "resubmit_by": DAY,
        "expires_at": DAY, "first_due": DAY, "day": DAY, "days_left": 3, "late": 1, "count": 1, "left_out": 1,
        "deadline": DAY, "words": "Əli & words", "own_words": "Əli & own",
        "granted": True, "consented": True, "link": "https://a.example", "points": [(place, "x")], "role": "x",
        "lines": [(notice, "Əli & line", "https://a.example")], "event": SimpleNamespace(before="a", after="b"),
        "told": [(notice, "https://a.example")],
        "change": SimpleNamespace(
            requested_by="Əli & asker", get_kind_display="x", agency="Əli & agency", expires_at=DAY
        ),
    } | more  # fmt: skip


@pytest.mark.parametrize("name", sorted(path.parent.name for path in TEMPLATES.glob("emails/*/letter.html")))
@pytest.mark.parametrize("language", ["az", "en"])
def test_no_mail_lets_a_program_translate_names_and_texts_of_people(name, language):
    with translation.override(language):
        html = render_to_string(f"emails/{name}/letter.html", context())
        of_nobody = render_to_string(f"emails/{name}/letter.html", context(agency_name=""))
    assert html.count("Əli &amp; ") >= 2, html
    assert "Əli" not in outside_marks(html) + outside_marks(of_nobody)
    assert len(outside_marks(html).split()) > 20


def test_name_outside_of_the_marks_is_found():
    assert outside_marks('<p>a <span translate="no">b<br><i>c</i></span> d</p>') == "a  d"


SMALL_YOU = re.compile(r"\bsiz(i|ə|in|də|dən|inlə)?\b")
LETTERS = sorted(path for folder in ("emails", "email") for path in TEMPLATES.rglob(f"{folder}/**/*.*"))


def sentences_of(text: str) -> set[str]:
    """The msgids of a template, as gettext looks for them."""
    calls = re.findall(r"""gettext\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", templatize(text))
    return {ast.literal_eval(call) for call in calls}


def test_letters_write_you_with_a_capital():
    assert len(LETTERS) > 50
    with translation.override("az"):
        said = {
            sentence: translation.gettext(sentence) for path in LETTERS for sentence in sentences_of(path.read_text())
        }
    assert len(said) > 50
    assert {text for text in said.values() if SMALL_YOU.search(text)} == set()
    assert SMALL_YOU.search("bunu siz etmisiniz")
    assert not SMALL_YOU.search("Bunu Siz etmisiniz, yazın və göndərin")
