"""Words for competencies: suggested by keyboard, read without scripts, decided by staff when they led nowhere."""

import re

import pytest
from playwright.sync_api import expect

PASSWORD = "thread-and-needle"
FIELD = "What can you do?"


@pytest.fixture
def jobseeker(visit):
    def come(**window):
        page = visit(**window)
        sign_in(page, "jobseeker")
        page.goto("/me/growth/new")
        return page

    return come


def sign_in(page, who):
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(f"{who}@guildhall.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.locator(".person-menu")).to_be_attached()


def option(page, name):
    return page.get_by_role("option").filter(has=page.locator(".label", has_text=re.compile(f"^{name}$")))


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_suggestions_are_reached_taken_and_left_by_keyboard(jobseeker, violations, overflow, width, dark):
    page = jobseeker(width=width, dark=dark)
    field, listbox = page.get_by_role("combobox", name=FIELD), page.get_by_role("listbox")
    field.press_sequentially("bakin")
    expect(option(page, "Bake bread and pastry")).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".typeahead [role=status]")).to_have_text(re.compile("suggestion"))
    field.press("ArrowDown")
    first = page.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(first.get_attribute("id")))
    assert (violations(page), overflow(page)) == ([], 0)
    field.press("Escape")
    expect(listbox).to_be_hidden()
    expect(field).to_have_value("bakin")
    field.press("ArrowDown")
    expect(first).to_be_visible()
    field.press("ArrowUp")
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    wanted = first.locator(".label").inner_text()
    field.press("Enter")
    expect(listbox).to_be_hidden()
    expect(field).to_have_value(wanted)


def test_a_slip_is_understood_and_says_so(jobseeker):
    page = jobseeker()
    page.get_by_role("combobox", name=FIELD).press_sequentially("spredsheets")
    expect(option(page, "Spreadsheets")).to_contain_text("typing error", timeout=60_000)


def test_without_scripts_words_are_read_when_they_are_sent(jobseeker, overflow):
    page = jobseeker(scripts=False, width=390)
    page.get_by_role("textbox", name=FIELD).fill("spredsheets")
    page.get_by_label("Alone on routine tasks").check()
    page.locator("main form").get_by_role("button").first.click()
    choice = page.get_by_role("group", name="Did you mean").get_by_role("radio", name=re.compile("^Spreadsheets"))
    expect(choice).to_be_visible()
    expect(page.get_by_label("Alone on routine tasks")).to_be_checked()
    choice.check()
    page.locator("main form").get_by_role("button").first.click()
    expect(page.locator("main")).to_contain_text("Spreadsheets")
    expect(page).to_have_url(re.compile("/me/growth/[0-9a-f-]{36}"))


def test_words_that_led_nowhere_wait_for_staff_and_are_found_once_they_are_added(jobseeker, visit, violations):
    page = jobseeker()
    page.get_by_role("combobox", name=FIELD).fill("zwibbelig glasieren")
    page.get_by_label("With guidance").check()
    page.locator("main form").get_by_role("button").first.click()
    expect(page.locator("main")).to_contain_text("these words are kept for the program team")
    staff = visit()
    sign_in(staff, "staff")
    staff.goto("/competencies/unresolved")
    with staff.expect_navigation():
        staff.get_by_role("link", name=re.compile("zwibbelig glasieren")).click()
    assert violations(staff) == []
    staff.locator("main").get_by_role("link", name="Add it").click()
    staff.get_by_label("Its name").fill("Glaze rusks")
    staff.locator("main form").get_by_role("button").first.click()
    expect(staff.locator("h1")).to_have_text("Glaze rusks")
    field = page.get_by_role("combobox", name=FIELD)
    field.fill("")
    field.press_sequentially("zwibbelig")
    expect(option(page, "Glaze rusks")).to_be_visible()
