"""The window of one person in a story: it goes where the person clicks, and every page it comes to is examined."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.conftest import wait_until

Look = Callable[[Page], list[str]]
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
MAKE = """() => [innerWidth, matchMedia("(prefers-color-scheme: dark)").matches, ...new Set(
  [...document.querySelectorAll("body *")].map(part => `${part.tagName} ${part.getAttribute("class")} ${part.getAttribute("role")}`)
)].sort().join()"""
LINK = re.compile(r"https?://\S+")


def begins(words: str) -> re.Pattern[str]:
    """What is called so, whatever follows: "(optional)" after a label, whom it is about after a button."""
    return re.compile(rf"^\s*{re.escape(words)}")


@dataclass
class Window:
    """What `who` sees and does. Every step that fails says who could not do what, and where."""

    who: str
    page: Page
    look: Look
    overflow: Callable[[Page], int]
    known: set[Any]  # the makes of pages that somebody of this story has come to

    def go(self, address: str) -> None:
        """Type an address, or open a link out of a mail: only its path counts."""
        parts = urlsplit(address)
        answer = self.page.goto(parts.path + (f"?{parts.query}" if parts.query else ""))
        assert answer is not None
        assert answer.status == 200, f"{self.who} got {answer.status} at {address}"
        self.examine()

    def room(self, name: str) -> None:
        """Go to a place of the navigation."""
        if not self.places(name).count():
            self.page.locator(".places-menu summary").click()
        self._click(self.places(name).first)

    def places(self, name: str) -> Locator:
        """The links to a place that can be seen; the band, the rail and the bar of a phone all have them."""
        return self.page.get_by_role("navigation").get_by_role("link", name=begins(name)).filter(visible=True)

    def follow(self, name: str) -> None:
        """Click a link of the page."""
        self._click(self.main.get_by_role("link", name=begins(name)).first)

    def press(self, name: str) -> None:
        """Press a button; whatever is refused ends the story here, with what the page says about it."""
        self._click(self.main.get_by_role("button", name=begins(name)).first)
        refused = self.page.locator(".refusal, .error-summary").all_inner_texts()
        assert refused == [], f"{self.who} pressed “{name}” and was refused: {refused}"

    def fill(self, answers: dict[str, str]) -> None:
        """Fill in fields by their labels; in a list, an option that begins with the words is chosen."""
        for label, value in answers.items():
            field = self.field(label)
            if field.evaluate("field => field.tagName") == "SELECT":
                option = field.locator("option").filter(has_text=value).first
                field.select_option(option.get_attribute("value"))
            else:
                field.fill(value)

    def tick(self, *labels: str) -> None:
        """Tick boxes and choose among options."""
        for label in labels:
            self.field(label).check()

    def field(self, label: str) -> Locator:
        """The field of that label, else the first whose label begins so."""
        whole = self.main.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(optional\))?\s*$"))
        return whole.first if whole.count() else self.main.get_by_label(begins(label)).first

    def suggest(self, label: str, typed: str, wanted: str) -> None:
        """Type into a field that suggests, go down to the wanted answer by arrow, and take it by Enter."""
        field = self.main.get_by_role("combobox", name=begins(label))
        field.press_sequentially(typed)
        suggestions = self.main.get_by_role("option")
        expect(suggestions.filter(has_text=wanted)).not_to_have_count(0)
        names = suggestions.locator(".label").all_inner_texts()
        for _step in range(names.index(wanted) + 1):
            field.press("ArrowDown")
        field.press("Enter")
        expect(field).to_have_value(wanted)

    def sees(self, *words: str) -> None:
        """The page says all of this."""
        for said in words:
            expect(self.main, f"{self.who} at {self.page.url}").to_contain_text(said)

    def examine(self) -> None:
        """Nothing hinders anybody on this page, and nothing sticks out of it; a page of the same make is known."""
        make = (ID.sub("", urlsplit(self.page.url).path), self.page.evaluate(MAKE))
        if make not in self.known:
            assert self.look(self.page) == []
            self.known.add(make)
        assert self.overflow(self.page) == 0, f"{self.page.url} is wider than the window of {self.who}"

    def examine_dark(self) -> None:
        """The page as it stands, by night."""
        self.page.emulate_media(color_scheme="dark")
        self.examine()
        self.page.emulate_media(color_scheme="light")

    def mail(self, to: str, subject: str) -> str:
        """The link in the newest mail of that subject to this address, read on the page of the mailbox."""
        row = self.page.get_by_role("row").filter(has_text=to).filter(has_text=subject).first

        def arrived() -> bool:
            self.page.goto("/mailbox")
            return row.count() > 0

        wait_until(arrived, seconds=30)
        self._click(row.get_by_role("link"))
        found = LINK.search(self.main.inner_text())
        assert found, f"the mail “{subject}” to {to} has no link"
        return found.group()

    @property
    def main(self) -> Locator:
        """What the page is about, without the navigation."""
        return self.page.locator("main")

    def _click(self, target: Locator) -> None:
        with self.page.expect_navigation():
            target.click()
        self.examine()
