"""Whoever withholds small numbers asks what is set for the site: nobody keeps to a number of their own."""

import ast

from tests.guards.reading import PACKAGE

#: Where the least number is said: its own place, the setting with its bounds, and what was released before it was set.
MAY_NAME_IT = {
    "accounts/models/acts.py",
    "accounts/queries/smallest.py",
    "administration/actions/settings.py",
    "administration/forms.py",
    "administration/views/settings.py",
    "home/actions/roles.py",
    "outcomes/reports/queries/releases.py",
    "outcomes/reports/queries/withholding.py",
    "suppression.py",
}


def test_the_least_number_is_named_only_where_it_is_set():
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Name) and node.id == "SMALLEST")
        or (isinstance(node, ast.Attribute) and node.attr == "SMALLEST")
    }
    assert found == MAY_NAME_IT
