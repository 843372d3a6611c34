"""What people write, and what the plan says, is marked as Azerbaijani, and no browser translates it."""

import re
from pathlib import Path

import pytest

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
    pages = {name: text for name, text in found.items() if not name.startswith("emails/") and name not in OURS}
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
