"""Coordinators share sections and agencies among themselves: the page, and the lists that come of it."""

from playwright.sync_api import expect

from plans.models import ReviewAssignment

YEAR = "/plans/mfp-2020-2024/2024/"


def test_sections_and_an_agency_are_shared_and_the_own_list_shows_them(screen):
    page = screen.sign_in("koordinator").open(f"{YEAR}review/")
    page.get_by_role("link", name="Kim nəyi yoxlayır").click()
    expect(page.locator("h1")).to_have_text("Kim nəyi yoxlayır")
    assert screen.flaws() == []
    me = page.locator("#id_new_reviewer option").nth(1).get_attribute("value")
    page.get_by_label("4.3", exact=False).first.select_option(me)
    page.locator("#id_new_agency").select_option("NUMUNE-NAZIRLIYI")
    page.locator("#id_new_reviewer").select_option(me)
    page.get_by_role("button", name="Yadda saxla").click()
    expect(page.get_by_label("Nümunə Nazirliyi", exact=True)).to_have_value(me)
    of = ReviewAssignment.objects.values_list("section__number", "agency__code")
    assert sorted(of, key=str) == [("4.3", None), (None, "NUMUNE-NAZIRLIYI")]
    assert screen.flaws() == []
    page.goto(f"{screen.base}{YEAR}review/?mine=1")
    expect(page.locator(".queue-row.is-mine").nth(1)).to_be_visible()
    expect(page.locator(".queue-row:not(.is-mine)")).to_have_count(0)


def test_one_agency_without_a_reviewer_is_told_and_nothing_is_lost(screen):
    page = screen.sign_in("koordinator").open(f"{YEAR}review/reviewers/")
    page.locator("#id_new_agency").select_option("NUMUNE-NAZIRLIYI")
    page.get_by_role("button", name="Yadda saxla").click()
    expect(page.locator("#reviewers-problem")).to_be_visible()
    expect(page.locator("#id_new_agency")).to_have_value("NUMUNE-NAZIRLIYI")
    assert not ReviewAssignment.objects.exists()
    assert screen.flaws() == []
