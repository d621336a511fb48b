"""Live notes on the real server: two write at once, the line drops, a page is old, somebody clicks twice. No character is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_finding import sign_in

SESSION = "Thornapple Bakeries"
FIELD = "What was said, in their words"


@pytest.fixture
def notes(visit):
    """Opens the session that is under way, as somebody of the program team."""

    def open_notes(who: str = "staff", **how) -> Page:
        page = visit(**how)
        sign_in(page, who)
        page.goto("/discovery?stage=under_way")
        page.get_by_role("link", name=SESSION).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(SESSION)
        return page

    return open_notes


def topic(page, name):
    return page.locator("section.sheet", has=page.get_by_role("heading", name=name, exact=True))


def answer(page, name):
    return topic(page, name).get_by_label(FIELD).first


def kept(page, name):
    expect(topic(page, name).locator(".saved").first).to_have_text(re.compile("^Kept at"), timeout=15_000)


def everything(page, name):
    """All that the page shows of a topic after it was loaded again: the answer, and what lies beside it."""
    page.reload()
    words = topic(page, name).locator("textarea").evaluate_all("fields => fields.map(field => field.value)")
    return "\n".join([*words, *topic(page, name).locator("blockquote").all_inner_texts()])


def test_two_who_type_at_the_same_moment_lose_no_character_and_put_both_together(notes):
    one, two = notes(), notes("coordinator")
    first, second = "The driver waits and the bread gets cold. ", "My sister in law answers the telephone. "
    for mine, theirs in zip(first, second, strict=False):
        answer(one, "Who feels it").press_sequentially(mine)
        answer(two, "Who feels it").press_sequentially(theirs)
    kept(one, "Who feels it")
    kept(two, "Who feels it")
    shown = everything(one, "Who feels it")
    assert first[: len(second)].strip() in shown
    assert second[: len(first)].strip() in shown

    merging = topic(one, "Who feels it").get_by_label(FIELD).nth(1)
    both = merging.input_value()
    with one.expect_navigation():
        topic(one, "Who feels it").get_by_role("button", name="Keep this text").click()
    assert answer(one, "Who feels it").input_value() == both
    expect(topic(one, "Who feels it").get_by_role("button", name="Keep this text")).to_have_count(0)


def test_what_is_typed_while_the_line_is_down_arrives_when_it_is_back(notes, visit):
    page = notes()
    page.route("**/draft", lambda route: route.abort())
    answer(page, "What changed").press_sequentially("They used to knock on the door. Now nobody does.")
    expect(topic(page, "What changed").locator(".saved").first).to_have_text(re.compile("The line is down"))
    assert "knock on the door" not in everything(notes("coordinator"), "What changed")
    page.unroute("**/draft")
    kept(page, "What changed")
    assert "They used to knock on the door. Now nobody does." in everything(notes("coordinator"), "What changed")
    visit.troubles.clear()  # the aborted requests


def test_a_page_that_was_closed_without_a_line_brings_its_words_back(notes, visit):
    page = notes()
    page.route("**/draft", lambda route: route.abort())
    answer(page, "Deciding").press_sequentially("Whoever turns up twice.")
    expect(topic(page, "Deciding").locator(".saved").first).to_have_text(re.compile("The line is down"))
    page.evaluate("navigator.sendBeacon = () => false")  # the last words of a page that goes away pass no route
    page.goto("about:blank")
    page.unroute("**/draft")
    page.go_back()
    expect(answer(page, "Deciding")).to_have_value("Whoever turns up twice.")
    kept(page, "Deciding")
    assert "Whoever turns up twice." in everything(notes("coordinator"), "Deciding")
    visit.troubles.clear()  # the aborted requests


def test_what_is_typed_before_the_scripts_have_come_is_kept(notes):
    page = notes()
    held = []
    page.route(re.compile("/guildhall[^/]*[.]js"), lambda route: held.append(route))  # noqa: PLW0108  # a builtin is not taken
    page.reload(wait_until="commit")
    answer(page, "The problem solved").press_sequentially("Somebody who is awake.")
    assert held != []
    for route in held:
        route.continue_()
    kept(page, "The problem solved")
    assert "Somebody who is awake." in everything(notes("coordinator"), "The problem solved")


def test_an_answer_of_the_server_that_was_lost_does_not_set_a_page_against_itself(notes, visit):
    page = notes()
    lost = []

    def lose(route):
        if len(lost) < 2:
            lost.append(route.fetch())  # it arrives, and its answer does not come back
            route.abort()
        else:
            route.continue_()

    page.route("**/draft", lose)
    answer(page, "Looking for people").press_sequentially("I ask the priest.")
    expect(topic(page, "Looking for people").locator(".saved").first).to_have_text(re.compile("The line is down"))
    answer(page, "Looking for people").press_sequentially(" And the miller.")
    kept(page, "Looking for people")
    page.reload()
    assert answer(page, "Looking for people").input_value() == "I ask the priest. And the miller."
    expect(topic(page, "Looking for people").get_by_role("button", name="Keep this text")).to_have_count(0)
    visit.troubles.clear()  # the aborted requests


def test_an_old_page_without_scripts_keeps_both_texts(notes):
    old, new = notes(scripts=False), notes("coordinator")
    answer(new, "The hardest role").fill("A baker who begins at three.")
    kept(new, "The hardest role")
    answer(old, "The hardest role").fill("Somebody for the counter.")
    with old.expect_navigation():
        topic(old, "The hardest role").get_by_role("button", name="Keep", exact=True).click()
    shown = everything(old, "The hardest role")
    assert "A baker who begins at three." in shown
    assert "Somebody for the counter." in shown


def test_a_double_click_keeps_one_text(notes):
    page = notes()
    answer(page, "Growing").press("End")
    answer(page, "Growing").press("Control+End")
    answer(page, "Growing").press_sequentially(" Twice as much bread.")
    topic(page, "Growing").get_by_role("button", name="Keep", exact=True).dblclick()
    expect(page.get_by_text("The answer is kept.")).to_be_visible()
    topic(page, "Growing").get_by_role("link", name="Every text of it Growing").click()
    expect(page).to_have_url(re.compile("/texts$"))
    expect(page.locator("blockquote").first).to_be_visible()
    texts = page.locator("blockquote").all_inner_texts()
    assert len(texts) == len(set(texts))
    assert texts[0].endswith("Twice as much bread.")


def test_keys_lead_through_the_topics_and_mark_a_quote_in_one_step(notes, violations, overflow):
    page = notes()
    assert (violations(page), overflow(page)) == ([], 0)
    answer(page, "Growing").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(answer(page, "The problem solved")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(answer(page, "Growing")).to_be_focused()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Alt+q")
    expect(topic(page, "Growing").locator(".saved").first).to_have_text(re.compile("^Marked"))
    page.reload()
    marked = topic(page, "Growing").locator(".marked")
    expect(marked).to_have_count(1)
    assert (violations(page), overflow(page)) == ([], 0)
    marked.get_by_label("What it tells").select_option("pain")
    with page.expect_navigation():
        marked.get_by_role("button", name="Keep the quote").click()
    expect(topic(page, "Growing").locator(".marked")).to_have_count(0)
    expect(topic(page, "Growing").locator("blockquote").first).to_be_visible()
