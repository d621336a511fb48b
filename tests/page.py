"""A parsed page, and the checks that every page of the site must pass."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

NEEDS_LABEL = "input, select, textarea"
SPEAKS_FOR_ITSELF = frozenset({"hidden", "submit", "button", "reset", "image"})
REFERS = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage")
LEAKS = re.compile(r"\{\{|\}\}|\{%|LazyString|&lt;bound method|object at 0x|\bUndefined\b")
SPACE = re.compile(r"\s+")


@dataclass
class Form:
    """A form of a page: where it goes, and what it would send untouched."""

    action: str
    method: str
    fields: dict[str, str | list[str]]
    names: frozenset[str] = frozenset()
    button: str = ""


@dataclass
class Page:
    """An answer as a person meets it. `faults` lists what every page must not have."""

    html: str
    status: int = 200
    location: str = ""
    path: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html)

    def all(self, selector: str) -> list[LexborNode]:
        """Every element that the CSS selector meets, in order."""
        return self.tree.css(selector)

    def one(self, selector: str) -> LexborNode:
        """The only element that the selector meets."""
        found = self.all(selector)
        assert len(found) == 1, f"{self.path}: {len(found)} elements meet {selector!r}"
        return found[0]

    def texts(self, selector: str) -> list[str]:
        """The words of every element that the selector meets."""
        return [_words(node) for node in self.all(selector)]

    def has(self, selector: str) -> bool:
        return bool(self.all(selector))

    @property
    def title(self) -> str:
        return ", ".join(self.texts("head > title"))

    @property
    def h1(self) -> str:
        return ", ".join(self.texts("h1"))

    @property
    def text(self) -> str:
        """All visible words of the page, spaces folded."""
        shown = LexborHTMLParser(self.html)
        shown.strip_tags(["script", "style", "template"])
        return _words(shown.body) if shown.body else ""

    @property
    def main(self) -> str:
        """The words of the page's own part, without bands and menus."""
        return _words(self.one("main"))

    @property
    def links(self) -> dict[str, str]:
        """Words of each link → its address."""
        return {_words(link): link.attributes.get("href") or "" for link in self.all("a[href]")}

    @property
    def flashes(self) -> list[str]:
        return self.texts(".toasts .note")

    @property
    def refusal(self) -> str:
        """The sentence on top of a refused form."""
        return " ".join(self.texts("[role=alert]"))

    @property
    def forms(self) -> list[Form]:
        """Every form that sends something; the one that closes a dialog sends nothing."""
        return [form for form in (_form(node, self.path) for node in self.all("form")) if form.method != "dialog"]

    def form(self, action: str = "") -> Form:
        """The form whose address ends in `action` (the POST form, beside a filter); without one, the only POST of `main`."""
        found = [_form(node, self.path) for node in self.all("main form" if not action else "form")]
        found = [form for form in found if form.method != "dialog" and form.action.endswith(action)]
        sending = [form for form in found if form.method == "post"]
        found = sending if sending or not action else found
        assert len(found) == 1, f"{self.path}: {len(found)} forms go to {action or 'anywhere by post'}"
        return found[0]

    @cached_property
    def faults(self) -> list[str]:
        """What is wrong with this page by the rules of every page."""
        return [f"{self.path}: {fault}" for check in CHECKS for fault in check(self)]


def _words(node: LexborNode) -> str:
    return SPACE.sub(" ", node.text(separator=" ", strip=False)).strip()


def _form(node: LexborNode, path: str) -> Form:
    fields: dict[str, str | list[str]] = {}
    for entry in node.css("input[name], select[name], textarea[name]"):
        name = entry.attributes["name"] or ""
        for value in _values(entry):
            before = fields.get(name)
            many = entry.tag == "select" or entry.attributes.get("type") == "checkbox"
            fields[name] = (
                [*before, value]
                if isinstance(before, list)
                else ([before, value] if before is not None and many else value)
            )
    button = node.css_first("button[type=submit], button:not([type]), input[type=submit]")
    return Form(
        action=node.attributes.get("action") or path,
        method=(node.attributes.get("method") or "get").lower(),
        fields=fields,
        button=_words(button) if button else "",
        names=frozenset(entry.attributes["name"] or "" for entry in node.css("[name]")),
    )


def _values(entry: LexborNode) -> list[str]:
    given = entry.attributes
    if "disabled" in given:
        return []
    if entry.tag == "textarea":
        return [entry.text(strip=False).removeprefix("\n")]
    if entry.tag == "select":
        chosen = [option for option in entry.css("option") if "selected" in option.attributes]
        if not chosen and "multiple" not in given:
            chosen = entry.css("option")[:1]
        return [option.attributes.get("value") or "" for option in chosen]
    kind = (given.get("type") or "text").lower()
    if kind in {"checkbox", "radio"}:
        value = (given["value"] or "") if "value" in given else "on"
        return [value] if "checked" in given else []
    return [] if kind in {"submit", "button", "file", "image", "reset"} else [given.get("value") or ""]


# ---- the rules of every page --------------------------------------------------------------------------


def one_h1(page: Page) -> Iterator[str]:
    if len(page.all("h1")) != 1:
        yield f"{len(page.all('h1'))} h1 headings, one is wanted"
    elif not page.h1:
        yield "the h1 says nothing"


def headings_in_order(page: Page) -> Iterator[str]:
    before = 0
    for node in page.all("h1, h2, h3, h4, h5, h6"):
        level = int((node.tag or "h1")[1])
        if level > before + 1:
            yield f"h{level} “{_words(node)}” follows h{before}"
        before = level


def title_and_language(page: Page) -> Iterator[str]:
    if not page.title.split("·")[0].strip():
        yield "no title"
    if not page.one("html").attributes.get("lang"):
        yield "the html element names no language"


def every_field_is_labelled(page: Page) -> Iterator[str]:
    labelled = {label.attributes.get("for") for label in page.all("label[for]") if _words(label)}
    for entry in page.all(NEEDS_LABEL):
        given = entry.attributes
        if (given.get("type") or "").lower() in SPEAKS_FOR_ITSELF:
            continue
        if not (
            given.get("aria-label")
            or given.get("aria-labelledby")
            or given.get("id") in labelled
            or _inside_label(entry)
        ):
            yield f"the field {given.get('name')!r} has no label"


def _inside_label(entry: LexborNode) -> bool:
    parent = entry.parent
    while parent is not None:
        if parent.tag == "label":
            return bool(_words(parent))
        parent = parent.parent
    return False


def nothing_inline(page: Page) -> Iterator[str]:
    for node in page.all("script:not([src]):not([type='application/json']):not([type='application/ld+json'])"):
        if not node.attributes.get("nonce"):
            yield "a script inside the page without nonce"
    for node in page.all("style"):
        if not node.attributes.get("nonce"):
            yield "a style element inside the page without nonce"
    for node in page.all("*"):
        for name in node.attributes:
            if name == "style" or name.startswith("on"):
                yield f"<{node.tag}> carries {name}="


def ids_are_unique(page: Page) -> Iterator[str]:
    ids = Counter(node.attributes.get("id") for node in page.all("[id]"))
    yield from (f"the id {name!r} stands {times} times" for name, times in ids.items() if times > 1)


def references_are_met(page: Page) -> Iterator[str]:
    ids = {node.attributes.get("id") for node in page.all("[id]")}
    for label in page.all("label[for]"):
        if label.attributes.get("for") not in ids:
            yield f"a label is for {label.attributes.get('for')!r}, which is not there"
    for name in REFERS:
        for node in page.all(f"[{name}]"):
            for wanted in (node.attributes.get(name) or "").split():
                if wanted not in ids:
                    yield f"{name} names {wanted!r}, which is not there"


def posts_carry_a_token(page: Page) -> Iterator[str]:
    for node in page.all("form"):
        method = (node.attributes.get("method") or "get").lower()
        if method == "post" and not node.css("input[name$=csrf_token]"):
            yield f"the form to {node.attributes.get('action')!r} has no csrf_token"
        if method == "get" and node.css("input[name$=csrf_token]"):
            yield f"the GET form to {node.attributes.get('action')!r} would put the csrf_token into the address"


def controls_have_names(page: Page) -> Iterator[str]:
    for node in page.all("a[href], button"):
        pictures = [picture.attributes.get("alt") for picture in node.css("img[alt]")]
        named = node.attributes.get("aria-label") or node.attributes.get("aria-labelledby") or any(pictures)
        if not named and not _words(node):
            yield f"a {node.tag} without words ({node.attributes.get('href') or node.attributes.get('class')})"
    for node in page.all("img:not([alt])"):
        yield f"an image without alt ({node.attributes.get('src')})"


def nothing_leaks(page: Page) -> Iterator[str]:
    found = LEAKS.search(page.text)
    if found:
        yield f"machine words on the page: {page.text[max(0, found.start() - 30) : found.end() + 30]!r}"


CHECKS = (
    one_h1,
    headings_in_order,
    title_and_language,
    every_field_is_labelled,
    nothing_inline,
    ids_are_unique,
    references_are_met,
    posts_carry_a_token,
    controls_have_names,
    nothing_leaks,
)
