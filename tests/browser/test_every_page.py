"""Every page that a role reads, at four widths and on paper: nothing is wider than the window, no text is cut, no control is
covered, no number breaks, and axe finds nothing.
"""

import pytest
from django.urls import reverse

from accounts.models import User
from plans.models import Agency, SubPoint
from tests.browser.measuring import flaws_by_width, flaws_on_paper
from tests.test_access_matrix import ADMIN_MODELS, MATRIX, ROLES

# What the addresses of the access matrix name in the demo; an entry that waits for review stands on review's own pages.
DEMO = {"numune-2020-2024": "mfp-2020-2024", "NUMUNE": "DMX", "4.2.9": "4.3.3"}
WAITING = {"4.2.9": "4.3.5"}
READERS = {"coordinator": "koordinator", "lead": "dmx.mesul", "administrator": "inzibatci", "anonymous": None}
# In so many parts, so that no process of the run is left with one of them; the pages of each part, at least.
PARTS = {
    ("coordinator", 1): 14,
    ("coordinator", 2): 14,
    ("lead", 1): 10,
    ("lead", 2): 10,
    ("administrator", 1): 13,
    ("administrator", 2): 13,
    ("anonymous", 1): 5,
}
# The pages of an account are the same for everybody who is signed in, and those of a forgotten password for all.
ALIKE = ("account_", "usersessions_")
DJANGOS_OWN = (
    "empty-table-header: ['thead > tr > .original']",
    "empty-table-header: ['th:nth-child(1)']",
)  # of its tables of fields
NO_PAGES = (".pdf", ".docx", ".md", ".html", ".xlsx", ".csv", ".ics", ".js")


def addresses(role: str) -> list[str]:
    """The addresses that this role reads."""
    found = []
    for name, (parts, _posted, reading, _writing) in MATRIX.items():
        readers = [one for one in ("anonymous", "lead", role) if reading[ROLES.index(one)] == 200]
        if role not in readers or name == "account_logout" or (name.startswith(ALIKE) and role != readers[0]):
            continue
        known = DEMO | (WAITING if "review" in name or "editorial" in name else {})
        known["<person>"] = User.objects.get(username="dmx.mesul").pk
        named = {key: known.get(value, value) for key, value in parts.items()}
        if not any(str(value).startswith("<") for value in named.values()):
            found.append(reverse(name, kwargs=named))
    if role == "administrator":
        found += [reverse("admin:index"), *(reverse(f"admin:{model}_changelist") for model in ADMIN_MODELS)]
        found += [reverse("admin:plans_subpoint_change", args=(SubPoint.objects.get(number="4.2.10").pk,))]
        found += [reverse("admin:plans_agency_change", args=(Agency.objects.get(code="DMX").pk,))]
        found += [
            reverse("admin:plans_agency_import"),
            reverse("admin:accounts_user_change", args=(known["<person>"],)),
        ]
    return [address for address in dict.fromkeys(found) if not address.endswith(NO_PAGES)]


@pytest.mark.parametrize(("role", "part"), PARTS)
def test_nothing_is_wider_cut_covered_or_broken(screen, role, part):
    if who := READERS[role]:
        screen.sign_in(who)
    screen.page.emulate_media(reduced_motion="reduce")
    measured, flaws = 0, {}
    parts = max(number for reader, number in PARTS if reader == role)
    for address in addresses(role)[part - 1 :: parts]:
        response = screen.page.goto(screen.base + address)
        is_page = response.headers.get("content-type", "").startswith("text/html")
        if response.status != 200 or not is_page or not screen.page.evaluate("document.querySelector('main') !== null"):
            continue  # a part of a page, or what the demo has not
        measured += 1
        found: dict[int | str, list[str]] = dict(flaws_by_width(screen.page))
        if on_paper := flaws_on_paper(screen.page):
            found["paper"] = on_paper
        screen.look("light")
        if violations := [one for one in screen.violations() if not one.startswith(DJANGOS_OWN)]:
            found["axe"] = violations
        if found:
            flaws[address] = found
    assert flaws == {}
    assert measured >= PARTS[role, part], measured


def test_measure_finds_what_is_wrong(screen):
    page = screen.page
    page.set_content(
        """<main><p style="width: 40px; overflow: hidden; white-space: nowrap">Kəsilmiş bir sətir</p>
        <p style="width: 40px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">Kəsilmiş bir sətir</p>
        <button>Örtülü</button><div style="position: fixed; inset: 0 0 auto; height: 300px"></div>
        <p style="width: 30px; overflow-wrap: anywhere">4.2.10</p><p style="width: 99px">Qısa</p>
        <p style="width: 60px">2020–2024</p><p style="width: 60px">2020–\u20602024</p>
        <p style="width: 60px">Ay 2024-cü il</p><p style="width: 60px">Ay 2024-\u2060cü\u00a0il</p>
        <p style="width: 60px">12 il</p>
        <blockquote style="width: 60px; margin: 0">2020–2024</blockquote>
        <p style="width: 60px"><a href="#" style="display: block; white-space: nowrap">Çox uzun bir söz</a></p>
        <div style="width: 800px; height: 1px"></div></main>"""
    )
    found = flaws_by_width(page)
    assert [len(found[width]) for width in (1920, 1366, 683, 360)] == [6, 6, 7, 7]
    signs = (
        "in two lines: 4.2.10",
        "in two lines: 2020–2024",
        "in two lines: 2024-cü il",
        "runs out: a",
        "cut: p",
        "covered by div",
    )
    for sign in (*signs, "wider than the window"):
        assert any(flaw.startswith(sign) for flaw in found[360])
