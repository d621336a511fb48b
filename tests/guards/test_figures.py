"""No page prints a bare percentage, and none of outcomes a count of a base or a middle of its own.

A share is shown by the components that say its base and what is unknown: `measure`, and what it is made of.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.guards.reading import PACKAGE, python_files, short

pytestmark = pytest.mark.once

COMPONENTS = PACKAGE / "web" / "templates" / "components"
#: A share with everything beside it; and how much of a score is known, always beside the score.
SAY_MORE = ("measure", "basis", "share_of", "figure", "chart_", "score_", "person_card")
SCORES = frozenset({"marketplace/hiring/matches/templates/matches/referral.html"})
SHARE = re.compile(r"(?:\d|}}|\)[sd]|\|\w+)\s?%{1,2}(?![\w(}%])|&percnt;|\bper ?cent\b", re.IGNORECASE)
OUTCOMES = PACKAGE / "outcomes"
READER = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
FIGURES = frozenset({"measure", "figure", "basis", "share_of"})
MIDDLES = frozenset({"median", "middle"})
OF_ALL = re.compile(r"%\(\w+\)[sd] of %\(\w+\)[sd]")
#: What looks like a figure of outcomes and is none, by the template and its words; each with why.
ALLOWED = {
    # how far a job has come: its base is the work of the job, and nothing of it is unknown
    "snapshots/templates/snapshots/_progress.html": {"%(done)s of %(total)s cohorts are counted."},
    "exports/templates/exports/_progress.html": {
        "%(done)s of one cohort is written.",
        "%(done)s of %(num)s cohorts are written.",
        "%(done)s of %(num)s placements are packed.",
    },
    # names, and no numbers; how many an audit drew
    "exports/templates/exports/page.html": {
        "%(cohort)s of %(program)s",
        "%(size)s of %(all)s placements, by the seed %(seed)s",
    },
    # what a match said of one requirement: the points of one person, with the most there are
    "reports/templates/reports/chain.html": {"%(points)s of %(most)s points"},
    # rows of one partner beside each other: not yet in the component
    "reports/templates/reports/partner.html": {
        "%(hired)s of %(intended)s intended",
        "%(given)s of %(promised)s promised",
    },
}
LENGTH = re.compile(r'\b(?:width|height|[xy][12]?)="[^"]*"')  # of a drawing or a mail's frame
MARKED_UP = re.compile(
    r"{#.*?#}|{%-?\s*(?:if|elif|for|set|call|macro|block|else|end\w+|from|extends|include)\b(?:(?!_\().)*?%}", re.DOTALL
)


def bare(source: str) -> Iterator[str]:
    """The places of a template, or of a file with sentences, that print a share by itself."""
    kept = MARKED_UP.sub(lambda found: "\n" * found.group().count("\n"), LENGTH.sub("", source))
    for match in SHARE.finditer(kept):
        line = kept.count("\n", 0, match.start()) + 1
        yield f"{line}: {kept[max(0, match.start() - 20) : match.end()].split(chr(10))[-1].strip()}"


def pages() -> list[Path]:
    """Every template but the components that say more."""
    found = [path for path in PACKAGE.rglob("templates/**/*") if path.suffix in {".html", ".txt"}]
    return sorted(path for path in found if not _says_more(path) and short(path) not in SCORES)


def _says_more(path: Path) -> bool:
    return path.parent == COMPONENTS and path.stem.startswith(SAY_MORE)


def test_no_page_prints_a_bare_percentage():
    assert [f"{short(path)}:{fault}" for path in pages() for fault in bare(path.read_text())] == []


def written_by_hand(source: str) -> Iterator[str]:
    """The places of a template of outcomes that print “n of all”, or a middle, and give it to no component."""
    tree = READER.parse(source)
    for text in tree.find_all(nodes.Const):
        if isinstance(text.value, str) and OF_ALL.search(text.value):
            yield f"{text.lineno}: {text.value}"
    kept = {one.target.name for one in tree.find_all(nodes.Assign) if any(_middles(one.node))}
    given = set(_given(tree))
    for read in _middles(tree):
        if id(read) not in given:
            yield f"{read.lineno}: .{read.attr}"
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name in kept and id(name) not in given:
            yield f"{name.lineno}: .{name.name}"


def _middles(node: nodes.Node) -> Iterator[nodes.Getattr]:
    found = [node, *node.find_all(nodes.Getattr)]
    return (one for one in found if isinstance(one, nodes.Getattr) and one.attr in MIDDLES)


def _given(tree: nodes.Template) -> Iterator[int]:
    """What is handed to a component, kept under a name for later, or only decides what is shown."""
    calls = [call for call in tree.find_all(nodes.Call) if _is_component(call)]
    kept = [one.node for one in tree.find_all(nodes.Assign)]
    tests = [one.test for kind in (nodes.If, nodes.CondExpr) for one in tree.find_all(kind)]
    for node in (*calls, *kept, *tests):
        yield id(node)
        yield from map(id, node.find_all(nodes.Node))


def _is_component(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in FIGURES


def test_every_page_of_outcomes_gives_its_figures_to_the_component():
    paths = sorted(path for path in OUTCOMES.rglob("templates/**/*") if path.suffix in {".html", ".txt"})
    found = {str(path.relative_to(OUTCOMES)): list(written_by_hand(path.read_text())) for path in paths}
    faults = {
        name: [one for one in lines if one.split(": ", 1)[1] not in ALLOWED.get(name, ())]
        for name, lines in found.items()
    }
    assert {name: lines for name, lines in faults.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        '{{ _("%(n)s of %(all)s", n=3, all=4) }}',
        '{{ ngettext("%(num)s of %(all)s seen", "%(num)s of %(all)s seen", 3, all=4) }}',
        "<b>{{ days.median|number }}</b>",
        "{% if days.filled %}{{ days.median }}{% endif %}",
        "{% set half = days.median %}<b>{{ half }}</b>",
    ],
)
def test_a_figure_written_by_hand_is_found(source):
    assert list(written_by_hand(source))


@pytest.mark.parametrize(
    "source",
    [
        "{{ share_of(3, 4, unknown=1) }}",
        "{{ measure(title, value=one.median|number, of=4) }}",
        "{% if one.median is none %}{{ words }}{% endif %}",
        "{% set value = one.middle|number %}{{ measure(title, value=value, of=4) }}",
        '{{ _("page %(page)s", page=1) }}',
    ],
)
def test_what_is_given_to_the_component_passes(source):
    assert list(written_by_hand(source)) == []


def test_no_sentence_of_a_room_says_a_bare_percentage():
    said = re.compile(r"\b(?:_|n?gettext|lazy_gettext)\((?:[^()]|\([^()]*\))*\)")
    found = [
        f"{short(path)}: {fault}"
        for path in python_files(PACKAGE)
        for words in said.findall(path.read_text())
        for fault in bare(words)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        '<p>{{ _("%(share)s%% found work", share=share) }}</p>',
        "<b>{{ placed }}%</b>",
        '{{ _("More than 90%% found work.") }}',
        '{{ _("%(share)s percent found work", share=3) }}',
        "{% if x %}{{ x|round }} %{% endif %}",
    ],
)
def test_a_bare_percentage_is_found(source):
    assert len(list(bare(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        '{{ _("%(count)s of %(base)s people", count=3, base=4) }}',
        "{% if count % 2 %}{{ count }}{% endif %}{%- endif -%}",
        '{{ measure(_("In work"), count=3, of=4, low=75, high=75) }}',
    ],
)
def test_numbers_with_their_base_pass(source):
    assert list(bare(source)) == []
