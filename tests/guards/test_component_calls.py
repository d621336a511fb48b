"""Every call of a component, in every branch of every template, gives only arguments that it has."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.guards.reading import PACKAGE, short

pytestmark = pytest.mark.once

COMPONENTS = PACKAGE / "web" / "templates" / "components"
READER = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


@cache
def arguments(component: str, macro: str) -> tuple[str, ...]:
    tree = READER.parse((COMPONENTS / f"{component}.html").read_text())
    found = next(node for node in tree.find_all(nodes.Macro) if node.name == macro)
    return tuple(argument.name for argument in found.args)


def imports(tree: nodes.Template) -> Iterator[tuple[str, str, str]]:
    """Local name, component and macro of each import from the components."""
    for node in tree.find_all(nodes.FromImport):
        if isinstance(node.template, nodes.Const) and str(node.template.value).startswith("components/"):
            for name in node.names:
                macro, local = name if isinstance(name, tuple) else (name, name)
                yield local, Path(node.template.value).stem, macro


def faults(path: Path) -> Iterator[str]:
    tree = READER.parse(path.read_text())
    known = {local: arguments(component, macro) for local, component, macro in imports(tree)}
    for call in tree.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or call.node.name not in known:
            continue
        has = known[call.node.name]
        where = f"{short(path)}:{call.lineno} {call.node.name}"
        yield from (f"{where} has no argument {given.key}" for given in call.kwargs if given.key not in has)
        if len(call.args) > len(has):
            yield f"{where} takes {len(has)} arguments, not {len(call.args)}"


def test_components_are_called_with_arguments_they_have():
    paths = sorted(PACKAGE.rglob("templates/**/*.html"))
    assert [fault for path in paths for fault in faults(path)] == []


def test_a_wrong_argument_is_found(tmp_path):
    path = tmp_path / "page.html"
    path.write_text('{% from "components/note.html" import note as remark %}\n{{ remark("Words", colour="red") }}')
    assert list(faults(path)) == ["page.html:2 remark has no argument colour"]
