"""The components: one macro a file, each written down and shown on /style; features have no markup of their own."""

import re
from pathlib import Path

import pytest

from tests.guards.reading import PACKAGE, short

pytestmark = pytest.mark.once

TEMPLATES = PACKAGE / "web" / "templates"
COMPONENTS = TEMPLATES / "components"
IMPORT = re.compile(r'{%-? (?:from|import|include) "components/(\w+)\.html"')
RAW = re.compile(r"<(form|table|svg|style|script)\b|\sstyle=|\son\w+=", re.IGNORECASE)


def macros(path: Path) -> list[str]:
    return re.findall(r"{% macro (\w+)\(", path.read_text())


def reached(path: Path) -> set[str]:
    """The components that a template uses, and those that they use."""
    direct = set(IMPORT.findall(path.read_text()))
    return direct.union(*(reached(COMPONENTS / f"{name}.html") for name in direct))


def names() -> list[str]:
    return sorted(path.stem for path in COMPONENTS.glob("*.html"))


def raw_markup(path: Path) -> list[str]:
    return [
        f"{short(path)}: {match.group().strip()} — use a component (web/templates/components/README.md)"
        for match in RAW.finditer(path.read_text())
    ]


def test_each_component_file_holds_the_one_macro_of_its_name():
    assert [name for name in names() if macros(COMPONENTS / f"{name}.html") != [name]] == []


def test_every_component_is_shown_on_the_style_page():
    shown = reached(TEMPLATES / "style.html") | reached(TEMPLATES / "base.html")
    assert [name for name in names() if name not in shown] == []


def test_every_component_is_written_down():
    written = (COMPONENTS / "README.md").read_text()
    assert [name for name in names() if not re.search(rf"[*`]{name}\b", written)] == []


def test_feature_templates_have_no_raw_markup():
    templates = [
        path
        for path in PACKAGE.rglob("templates/*/*.html")
        if not path.is_relative_to(TEMPLATES) and path.parent.name != "mail"
    ]
    assert [fault for path in sorted(templates) for fault in raw_markup(path)] == []


def test_raw_markup_is_found(tmp_path):
    path = tmp_path / "page.html"
    path.write_text('<form method="post"><p style="color: red" onclick="go()">')
    assert [fault.split(" — ")[0] for fault in raw_markup(path)] == [
        "page.html: <form",
        "page.html: style=",
        "page.html: onclick=",
    ]
