"""The way of a new lead, from the invitation to a submitted entry: at most eight clicks besides typing."""

import pytest
from playwright.sync_api import Locator, expect

from accounts.enums import Role
from accounts.models import User
from plans.models import Agency, Entry
from plans.people.services.invitations import invite
from tests.browser.conftest import DMX_2024

PASSWORD = "tamam-başqa-şifrə-7"
MOST_CLICKS = 8


@pytest.fixture
def link(settings, server, demo) -> str:
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"
    settings.SITE_URL = server
    _invitation, link = invite(
        inviter=User.objects.get(username="inzibatci"),
        email="yeni@numune.example",
        role=Role.LEAD,
        agency=Agency.objects.get(code="DMX"),
        first_name="Nümunə",
        last_name="Yeni",
    )
    return link


def test_new_lead_submits_an_entry_with_at_most_eight_clicks(screen, link):
    page, clicks = screen.page, []

    def click(what: Locator) -> None:
        clicks.append(what)
        what.click()

    page.goto(link)  # as it stands in the mail
    page.locator("[name=username]").fill("yeni.mesul")
    for name in ("password1", "password2"):
        page.locator(f"[name={name}]").fill(PASSWORD)
    click(page.locator("main form button[type=submit]"))
    page.wait_for_url(f"**{DMX_2024}")
    click(page.locator(".deadline .button.is-primary"))  # the first thing to do, as a link
    page.locator("#entry-form[data-ready=yes]").wait_for()
    number = page.locator("h1").inner_text()
    click(page.locator(".ProseMirror"))
    page.keyboard.type("Nümunə mətn. 4 mart 2024-cü ildə 12 nəfər üçün təlim keçirilmişdir.")
    click(page.locator("input[name=status][value=being_implemented]"))
    for figure in page.locator("[data-figure]").all():  # at once: they came with the page
        figure.fill("12")
    click(page.locator("[data-move=submit]"))
    expect(page.locator("#entry-badge")).to_contain_text("Təqdim edilib")

    entry = Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number=number)
    assert (entry.state, entry.updated_by.username) == ("submitted", "yeni.mesul")
    assert len(clicks) <= MOST_CLICKS
    assert screen.errors == []
