"""The pages of outcomes as they are seen: by day and by night, on a phone, on paper; and pictures against their tables."""

import re

import pytest

from tests.journeys.test_finding import sign_in
from tests.journeys.test_paper import on_paper

pytestmark = pytest.mark.once
ADDRESSES = (
    "/outcomes",
    "/outcomes/partners",
    "/outcomes/competencies",
    "/outcomes/reach",
    "/outcomes/definitions",
    "/outcomes/lines/application_funnel/base",
    "/outcomes/lines/commitment/base",
    "/outcomes/learned/graduates",
    "/outcomes/people/graduate_placement/base",
    "/reports",
    "/demand/hires",
    "/frozen-reports/new",
    "/how-figures-are-counted",
)
NUMBER = re.compile(r"\d+")


def visited(page, address):
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.locator("main details").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")


@pytest.mark.parametrize("dark", [False, True], ids=["by day", "by night"])
def test_outcomes_can_be_read_on_a_phone(visit, violations, overflow, dark):
    page = visit(width=390, height=844, dark=dark)
    sign_in(page, "staff")
    for address in ADDRESSES:
        visited(page, address)
        assert violations(page) == []
        assert overflow(page) == 0, address


def test_outcomes_on_paper_hold_what_each_figure_stands_on_and_nothing_to_press(visit):
    page = visit(dark=True)
    sign_in(page, "staff")
    for address in ("/outcomes", "/outcomes/partners", "/outcomes/competencies", "/demand/hires"):
        on_paper(page).goto(address)
        shown = [one for one in page.locator("main .button, main .filter-bar, .hall, .rail").all() if one.is_visible()]
        assert shown == [], address
        bases = page.locator("main .basis details p").all()
        assert len(bases) > 0
        assert all(one.is_visible() for one in bases), address
        for drawing in page.locator("main figure.chart svg.plot").all():
            assert drawing.is_visible(), address
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(28, 39, 48)"


def numbers_of(cells):
    return [int(NUMBER.search(words).group()) for words in cells if NUMBER.search(words)]


def test_pictures_say_what_their_tables_say(visit):
    """The numbers written beside the bars are those of the table, in its order, and the longest bar is the most."""
    page = visit()
    sign_in(page, "staff")
    found = 0
    for address, columns in (("/outcomes/partners", 1), ("/outcomes/competencies", 2)):
        visited(page, address)
        for chart in page.locator("main figure.chart").all():
            drawn = [int(words) for words in chart.locator("svg.plot text.value").all_text_contents()]
            rows = [row.locator("td").all_inner_texts()[:columns] for row in chart.locator("tbody tr").all()]
            assert drawn == [number for row in rows for number in numbers_of(row)]
            bars = chart.locator("svg.plot rect:not(.base)").all()
            widths = [one.evaluate("bar => bar.getBBox().width") for one in bars]
            assert widths.index(max(widths)) == drawn.index(max(drawn))
            found += len(drawn)
    assert found > 20


def test_a_filter_narrows_every_page_in_the_same_way(visit):
    """What is chosen stays chosen from page to page, and what it leads to counts no more than the whole."""
    page = visit()
    sign_in(page, "staff")
    page.goto("/outcomes")
    whole = int(page.locator("main dl.facts dd, main .facts dd").first.inner_text())
    values = page.locator("select[name=cohort] option").evaluate_all("all => all.map(one => one.value).filter(Boolean)")
    parts = []
    for value in values:
        page.goto(f"/outcomes?cohort={value}")
        facts = page.locator("main .facts dd")
        parts.append(int(facts.first.inner_text()) if facts.count() else 0)
        for link in page.locator("main a[href*='/outcomes/people/'], main a[href*='/outcomes/lines/']").all()[:3]:
            assert f"cohort={value}" in (link.get_attribute("href") or "")
    assert sum(parts) == whole
    for name in ("province", "employer"):
        for value in page.locator(f"select[name={name}] option").evaluate_all(
            "all => all.map(one => one.value).filter(Boolean)"
        ):
            page.goto(f"/outcomes?{name}={value}")
            facts = page.locator("main .facts dd")
            assert not facts.count() or 0 < int(facts.first.inner_text()) <= whole
