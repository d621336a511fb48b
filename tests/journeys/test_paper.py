"""What comes out of a printer: the content and where it was found, light, with nothing to press."""

from tests.journeys.test_finding import sign_in


def on_paper(page):
    page.emulate_media(media="print", color_scheme="dark")
    return page


def test_a_printed_page_has_no_band_no_rail_and_no_moves(visit):
    page = visit(dark=True)
    sign_in(page, "staff")
    for address in ("/cohorts", "/reports", "/applications"):
        on_paper(page).goto(address)
        for part in (".hall", ".rail", ".foot", ".filter-bar", ".button", ".pager"):
            shown = [one for one in page.locator(part).all() if one.is_visible()]
            assert shown == [], f"{part} of {address}"
        assert page.locator("h1").is_visible()
        assert page.locator(".on-paper").inner_text().endswith(address)
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(28, 39, 48)"
        assert page.locator(".data-table thead").first.is_visible()


def test_what_is_folded_away_is_printed(visit):
    page = visit()
    page.goto("/style")
    words = page.locator("details.fold p").first
    assert not words.is_visible()
    on_paper(page)
    assert words.is_visible()


def test_a_page_whose_address_may_hold_a_secret_does_not_print_it(visit):
    page = visit()
    page.goto("/sign-in")
    assert on_paper(page).locator(".on-paper").count() == 0
