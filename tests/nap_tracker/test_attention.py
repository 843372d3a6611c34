"""Nobody is typed over: one module moves the focus and opens dialogs, and templates let the browser do it on few pages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THE_MODULE = "nap_tracker/static/nap_tracker/base/attention.js"
# Runs where no module does: the plain field takes over the focus that its broken editor had.
WITHOUT_MODULES = "nap_tracker/static/nap_tracker/writing/watch.js"
TAKES = re.compile(
    r"\.focus\(|\bautofocus\b|\.showModal\(|\.show\(|\.showPopover\(|\.togglePopover\(|\balert\(|\bconfirm\(|\bprompt\("
)
# Pages on which the field is all there is, and forms that somebody has just asked for by a link.
AUTOFOCUS = {
    "templates/components/field.html",  # signing in and what belongs to it: each of these includes it
    "templates/account/login.html",
    "templates/account/password_reset.html",
    "templates/account/password_reset_from_key.html",
    "templates/account/reauthenticate.html",
    "templates/mfa/authenticate.html",
    "templates/mfa/reauthenticate.html",
    "templates/mfa/webauthn/edit_form.html",
    "templates/plans/comments/_pin_form.html",
    "templates/plans/review/_return_panel.html",
    "templates/plans/search/search.html",
}
# Where a page is left or loaded anew by script, each time because the person asked for it or has not touched it yet.
LEAVES = re.compile(r"\blocation\.(?:reload|assign|replace)\(|\blocation(?:\.href)? = ")
LEAVING = {
    "nap_tracker/static/nap_tracker/base/again.js": 1,
    "nap_tracker/static/nap_tracker/reports/job.js": 1,
    "nap_tracker/static/nap_tracker/reports/parts.js": 1,
    "nap_tracker/static/nap_tracker/writing/entry.js": 5,
    "nap_tracker/static/nap_tracker/writing/flush.js": 1,
    "nap_tracker/static/nap_tracker/writing/reader.js": 1,
}
# The whole text of a place, which would take the caret out of a field in it.
FILLS = re.compile(r"\.innerHTML = |\.outerHTML = |\.replaceWith\(|\.setContent\(")


def scripts() -> dict[str, str]:
    paths = [*ROOT.glob("nap_tracker/static/**/*.js"), *ROOT.glob("*/static/**/*.js")]
    return {path.relative_to(ROOT).as_posix(): without_comments(path.read_text()) for path in sorted(set(paths))}


def without_comments(source: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", source, flags=re.DOTALL)


def templates() -> dict[str, str]:
    return {path.relative_to(ROOT).as_posix(): path.read_text() for path in sorted(ROOT.glob("templates/**/*.html"))}


def test_only_one_module_moves_the_focus_and_opens_dialogs():
    found = {name: TAKES.findall(source) for name, source in scripts().items()}
    assert {name for name, taken in found.items() if taken} == {THE_MODULE, WITHOUT_MODULES}
    assert found[WITHOUT_MODULES] == [".focus("]
    assert sorted(set(found[THE_MODULE])) == [".focus(", ".showModal("]


def test_templates_give_the_focus_where_it_is_declared():
    assert {name for name, source in templates().items() if re.search(r"\bautofocus\b", source)} == AUTOFOCUS
    assert [name for name, source in templates().items() if re.search(r"<dialog[^>]* open|\bpopover\b", source)] == []


def test_no_dialog_of_a_template_has_a_button_that_is_pressed_by_itself():
    dialogs = {name: source for name, source in templates().items() if "<dialog" in source}
    assert len(dialogs) >= 3
    assert [name for name, source in dialogs.items() if "autofocus" in source or "<h2" not in source] == []


def test_scripts_leave_a_page_where_it_is_declared():
    found = {name: len(LEAVES.findall(source)) for name, source in scripts().items()}
    assert {name: number for name, number in found.items() if number} == LEAVING


def test_scripts_fill_places_without_fields():
    filling = {name for name, source in scripts().items() if FILLS.search(source)}
    assert filling == {
        f"nap_tracker/static/nap_tracker/{module}.js"
        for module in (
            "review/review",  # the phrases: buttons
            "writing/following",  # what stands beside the text, by refill, and not where somebody has begun to write
            "writing/figures",  # numbers of the text: buttons, and not while one of them has the focus
            "writing/last-year",  # text to be copied
            "writing/merge",  # a template
            "writing/offer",  # the difference
            "writing/outcomes",  # notices
            "writing/reader",
        )
    }


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("field.focus()", 1),
        ("field?.focus({ preventScroll: true })", 1),
        ("dialog.showModal()", 1),
        ("button.autofocus = true", 1),
        ('if (confirm("?")) go()', 1),
        ("editor.on('focus', hear)", 0),
        ("lead(field)", 0),
        ("announce.show", 0),
    ],
)
def test_what_takes_the_focus_is_recognised(source, number):
    assert len(TAKES.findall(without_comments(source))) == number


def test_comments_are_no_script():
    assert without_comments("a() // b.focus()\n/* c.focus() */\nd('https://x')") == "a() \n\nd('https://x')"
