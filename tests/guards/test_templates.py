"""Every sentence goes through gettext, and pages are composed from components."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.guards.reading import PACKAGE, ROOT, short

pytestmark = pytest.mark.once

SPOKEN = frozenset({"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label"})
UNSPOKEN = frozenset({"script", "style", "svg", "code"})
OWN_TAGS = frozenset({"form", "table", "svg", "style", "script"})  # a component's business
LETTERS = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[A-Z][a-z]+([ ,.]|$)|[a-z]{2,} [a-z]{2,} [a-z]+")
TRANSLATES = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})
MACHINE = frozenset({"class_", "class", "id", "name", "endpoint", "autocomplete", "inputmode", "tone", "edge"})
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])


class Words(HTMLParser):
    """Collects the words that a page would say untranslated."""

    def __init__(self, *, composed: bool, mail: bool = False) -> None:
        super().__init__()
        self.mail = mail  # mail programs know no style sheets
        self.found: list[tuple[int, str]] = []
        self.silent: list[str] = []
        self.composed = composed

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        if tag in UNSPOKEN:
            self.silent.append(tag)
        if self.composed and tag in OWN_TAGS:
            self.found.append((line, f"<{tag}>: use or make a component"))
        for name, value in attrs:
            if (name == "style" and not self.mail) or name.startswith("on"):
                self.found.append((line, f"{name}= on <{tag}>: a class, or the script file"))
            if name in SPOKEN and LETTERS.search(value or ""):
                self.found.append((line, f"{name}={value!r} outside gettext"))

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent and LETTERS.search(data):
            lead = data[: LETTERS.search(data).start()].count("\n")  # type: ignore[union-attr]
            self.found.append((self.getpos()[0] + lead, f"{' '.join(data.split())!r} outside gettext"))


def faults(source: str, *, composed: bool, mail: bool = False) -> Iterator[str]:
    """What a template says untranslated or builds by hand; `composed` when it must use components."""
    words = Words(composed=composed, mail=mail)
    words.feed(_without_jinja(source))
    words.close()
    yield from (f"{line}: {what}" for line, what in words.found)
    yield from (f"{line}: {text!r} outside gettext" for line, text in _spoken_arguments(source))


def _without_jinja(source: str) -> str:
    """The HTML of a template; what Jinja puts in is left out, line numbers stay."""
    kept: list[str] = []
    translating = inside = False
    names: list[str] = []
    for _line, kind, value in ENVIRONMENT.lex(source):
        if kind == "data" and not translating:
            kept.append(value)
            continue
        kept.append("\n" * value.count("\n"))
        inside = (inside or kind == "block_begin") and kind != "block_end"
        names = [*names, value] if inside and kind == "name" else ([] if kind == "block_begin" else names)
        if kind == "block_end" and names:
            translating = names[0] == "trans" or (translating and names[0] != "endtrans")
            names = []
    return "".join(kept)


def _spoken_arguments(source: str) -> Iterator[tuple[int, str]]:
    """Sentences handed to a macro as bare text."""
    for call in ENVIRONMENT.parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATES:
            continue
        for argument in [*call.args, *(pair.value for pair in call.kwargs if pair.key not in MACHINE)]:
            if isinstance(argument, nodes.Const) and isinstance(argument.value, str) and SENTENCE.match(argument.value):
                yield argument.lineno, argument.value


def templates() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("templates/**/*") if path.suffix in {".html", ".txt"})


def is_composed(path: Path) -> bool:
    """Whether a template must use components: all but the components, the base, the mails and what is put on paper."""
    return not {"web", "mail", "paper"} & set(path.relative_to(ROOT).parts)


def test_templates_say_nothing_untranslated_and_build_nothing_by_hand():
    found = [
        f"{short(path)}:{fault}"
        for path in templates()
        for fault in faults(path.read_text(), composed=is_composed(path), mail="mail" in path.parts)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>Hello there</p>", "1: 'Hello there' outside gettext"),
        ('\n<a href="{{ x }}" title="Go on">{{ _("Go") }}</a>', "2: title='Go on' outside gettext"),
        ("{% if x %}\nwords{% endif %}", "2: 'words' outside gettext"),
        ('{{ sheet(title="Seats left") }}', "1: 'Seats left' outside gettext"),
        ("<form>{{ x }}</form>", "1: <form>: use or make a component"),
        ('<p style="color: red">{{ x }}</p>', "1: style= on <p>: a class, or the script file"),
        ("<table></table>", "1: <table>: use or make a component"),
    ],
)
def test_bare_text_and_handmade_parts_are_found(source, said):
    assert list(faults(source, composed=True)) == [said]


@pytest.mark.parametrize(
    "source",
    [
        '<p>{{ _("Hello") }} · {% trans n=3 %}There are {{ n }}{% endtrans %} →</p>',
        '<a href="/about"{% if x == "some words here" %} aria-current="page"{% endif %}>{{ _("About") }}</a>',
        '{{ link_button(_("Go"), url_for("programs.listing"), tone="go") }}{# a note to ourselves #}',
    ],
)
def test_translated_templates_pass(source):
    assert list(faults(source, composed=True)) == []
