"""Staff find things with one key; a jobseeker reads notices and chooses mails; both on any window, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

PASSWORD = "thread-and-needle"


def sign_in(page, who):
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(f"{who}@guildhall.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.locator(".person-menu")).to_be_visible()


@pytest.fixture
def staff(visit):
    page = visit()
    sign_in(page, "staff")
    return page


def test_the_slash_opens_the_search_and_arrows_lead_to_what_was_found(staff, violations, overflow):
    staff.goto("/cohorts")
    staff.keyboard.press("/")
    expect(staff.locator("#band-search")).to_be_focused()
    staff.keyboard.type("dispatch/")  # in a field it is a sign like any other
    expect(staff.locator("#band-search")).to_have_value("dispatch/")
    staff.keyboard.press("Backspace")
    staff.keyboard.press("Enter")
    expect(staff.locator("h1")).to_have_text("Search")
    assert (violations(staff), overflow(staff)) == ([], 0)
    staff.keyboard.press("/")
    box = staff.locator("#search")
    expect(box).to_be_focused()
    box.fill("fennel")
    expect(staff.locator("[data-live-search] > [role=status]")).to_have_text(re.compile("found"))
    expect(staff).to_have_url(re.compile("q=fennel"))
    staff.keyboard.press("ArrowDown")
    expect(staff.locator(".search-hits a").first).to_be_focused()
    staff.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    staff.keyboard.press("ArrowDown")
    staff.keyboard.press("Enter")
    expect(staff.locator("h1")).to_contain_text("Fennel")
    staff.goto("/search")
    expect(staff.locator("#search-recent a")).to_have_text(["fennel"])


def test_the_list_of_keys_opens_and_switches_them_off(staff, violations):
    staff.goto("/cohorts")
    staff.keyboard.press("?")
    keys = staff.locator("dialog.shortcuts")
    expect(keys).to_be_visible()
    assert violations(staff) == []
    staff.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    staff.keyboard.press("g")
    staff.keyboard.press("e")
    expect(staff).to_have_url(re.compile("/employers$"))
    staff.wait_for_load_state()  # keys act once the page's script runs
    rows = staff.locator(".data-table tbody tr")
    staff.keyboard.press("j")
    expect(rows.nth(0).locator("a").first).to_be_focused()
    staff.keyboard.press("j")
    expect(rows.nth(1).locator("a").first).to_be_focused()
    staff.keyboard.press("k")
    expect(rows.nth(0).locator("a").first).to_be_focused()
    staff.get_by_role("button", name="Keys").click()
    keys.get_by_label("Single keys act").uncheck()
    keys.get_by_role("button", name="Close").click()
    staff.reload()
    staff.wait_for_load_state()
    staff.keyboard.press("?")
    staff.keyboard.press("/")
    expect(keys).to_be_hidden()
    expect(staff.locator("#band-search")).not_to_be_focused()


@pytest.mark.parametrize("dark", [False, True])
def test_search_is_readable_on_a_phone_and_works_without_scripts(visit, violations, overflow, dark):
    page = visit(width=390, dark=dark)
    sign_in(page, "staff")
    for address in ("/search", "/search?q=ma", "/search?q=nowhere", "/search/person?q=a"):
        page.goto(address)
        assert (violations(page), overflow(page)) == ([], 0), address
    plain = visit(scripts=False)
    sign_in(plain, "staff")
    plain.goto("/search")
    plain.locator("#search").fill("dispatch")
    plain.locator("main").get_by_role("button", name="Search").click()
    expect(plain.locator(".search-hits a").first).to_contain_text("Dispatch")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_notices_lead_to_their_pages_and_mails_are_chosen(visit, violations, overflow, width, dark):
    page = visit(width=width, dark=dark)
    sign_in(page, "jobseeker")
    with page.expect_navigation():
        page.get_by_role("link", name="Notices").click()
    assert (violations(page), overflow(page)) == ([], 0)
    notices = page.locator(".notice")
    expect(notices).not_to_have_count(0)
    news = page.locator(".notice.new").count()
    page.locator(".notice.new").get_by_role("button", name="Mark as read").first.click()
    expect(page.locator(".notice.new")).to_have_count(news - 1)
    page.locator(".notice .what").get_by_role("button").first.click()
    expect(page).not_to_have_url(re.compile(r"/notices"))
    expect(page.locator("h1")).not_to_contain_text("not here")
    page.goto("/notices/mail")
    assert (violations(page), overflow(page)) == ([], 0)
    box = page.get_by_label("Receipts")
    before = box.is_checked()
    box.set_checked(not before)
    page.locator("main").get_by_role("button", name="Save").click()
    expect(page.get_by_label("Receipts")).to_be_checked(checked=not before)
