"""No page prints a bare percentage: a share is shown by the components that say its base and what is unknown."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.reading import PACKAGE, python_files, short

pytestmark = pytest.mark.once

COMPONENTS = PACKAGE / "web" / "templates" / "components"
#: A share with everything beside it; and how much of a score is known, always beside the score.
SAY_MORE = ("measure", "figure", "chart_", "score_", "person_card")
SCORES = frozenset({"marketplace/hiring/matches/templates/matches/referral.html"})
SHARE = re.compile(r"(?:\d|}}|\)[sd]|\|\w+)\s?%{1,2}(?![\w(}%])|&percnt;|\bper ?cent\b", re.IGNORECASE)
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
