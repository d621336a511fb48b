"""The first page that anybody sees, in light and dark, wide and narrow, with and without scripts."""

import pytest


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_public_pages_are_readable_for_everybody(visit, violations, overflow, width, dark):
    page = visit(width=width, dark=dark)
    for address in ("/", "/style"):
        page.goto(address)
        assert page.locator("h1").count() == 1
        assert violations(page) == []
        assert overflow(page) == 0


def test_the_first_page_works_without_scripts(visit):
    page = visit(scripts=False)
    page.goto("/")
    assert page.locator("h1").inner_text()
