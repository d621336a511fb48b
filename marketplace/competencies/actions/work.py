"""What rows about work say: occupations, the titles they go by, and what they ask for."""

from dataclasses import dataclass, field

from flask_babel import gettext as _

from marketplace.competencies.actions.entries import Entry
from marketplace.competencies.actions.occupations import OccupationEntry
from marketplace.competencies.models import Kind
from marketplace.competencies.queries import fold

CODE = "O*NET-SOC Code"
LONGEST_NAME = 300

#: Importance runs from 1 to 5; below the middle an occupation is not said to ask for it.
_IMPORTANCE = "IM"
_LEAST, _MIDDLE, _MOST = 1.0, 3.0, 5.0
#: How commonly an occupation asks for a tool: in many postings for it, in many postings at all, else named.
_IN_DEMAND, _HOT, _NAMED = 100, 75, 50


@dataclass
class _Named:
    """A competency as rows name it: the first spelling, the others, and what they say it is."""

    preferred: str
    kind: Kind
    others: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)


@dataclass
class Content:
    """What the rows read so far have said. `asked` is how commonly an occupation asks for a competency, by codes."""

    source: str
    occupations: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    titles: dict[str, set[str]] = field(default_factory=dict)
    named: dict[str, _Named] = field(default_factory=dict)
    asked: dict[tuple[str, str], int] = field(default_factory=dict)

    def entries(self) -> list[OccupationEntry]:
        """The occupations, with all titles they go by."""
        return [
            OccupationEntry(code, title, description, tuple(sorted(self.titles[code] | {title})))
            for code, (title, description, _line) in self.occupations.items()
        ]

    def competencies(self) -> list[Entry]:
        """The competencies that were named."""
        return [
            Entry(code, one.preferred, one.kind, "; ".join(sorted(one.groups)), tuple(sorted(one.others)))
            for code, one in self.named.items()
        ]

    def ask(self, occupation: str, code: str, weight: int) -> None:
        """Note that an occupation asks for a competency; said twice, the more common counts."""
        self.asked[occupation, code] = max(weight, self.asked.get((occupation, code), 0))


def read_occupation(content: Content, cells: dict[str, str], line: int) -> str:
    """Take an occupation over; says what is wrong with the row, or nothing."""
    code, title = cells[CODE].strip(), cells["Title"].strip()
    problem = _name_problem(code) or _name_problem(title)
    if not problem and code in content.occupations:
        problem = _("The occupation stands on line %(line)s already.", line=content.occupations[code][2])
    if not problem:
        content.occupations[code] = title, cells["Description"].strip(), line
        content.titles[code] = set()
    return problem


def read_title(content: Content, cells: dict[str, str]) -> str:
    """Take another title of an occupation over; says what is wrong with the row, or nothing."""
    code, title = cells[CODE].strip(), cells["Alternate Title"].strip()
    if code not in content.occupations:
        return _("The occupation %(code)s is not in Occupation Data.", code=code[:40])
    names = {title} | ({cells.get("Short Title", "").strip()} - {"", "n/a"})
    problem = next(filter(None, map(_name_problem, sorted(names))), "")
    if not problem:
        content.titles[code] |= names
    return problem


def read_tool(content: Content, cells: dict[str, str]) -> str:
    """Take a technology over as a tool; says what is wrong with the row, or nothing."""
    name = cells["Example"].strip()
    if problem := _name_problem(name):
        return problem
    code = f"{content.source}/tool/{fold(name)}"[:LONGEST_NAME]
    known = content.named.setdefault(code, _Named(name, Kind.TOOL))
    known.others |= {name} - {known.preferred}
    known.groups |= {cells.get("Commodity Title", "").strip()} - {""}
    in_demand, hot = (cells.get(column, "").strip() == "Y" for column in ("In Demand", "Hot Technology"))
    content.ask(cells[CODE].strip(), code, _IN_DEMAND if in_demand else _HOT if hot else _NAMED)
    return ""


def read_element(content: Content, cells: dict[str, str], kind: Kind) -> str:
    """Take a skill or a field of knowledge over; says what is wrong with the row, or nothing."""
    element, name = cells["Element ID"].strip(), cells["Element Name"].strip()
    if problem := _name_problem(element) or _name_problem(name):
        return problem
    code = f"{content.source}/{element}"[:LONGEST_NAME]
    known = content.named.setdefault(code, _Named(name, kind))
    if known.preferred != name:
        return _("The element %(id)s is called “%(name)s” above.", id=element, name=known.preferred)
    if cells["Scale ID"].strip() != _IMPORTANCE or cells.get("Recommend Suppress", "").strip() == "Y":
        return ""
    return _importance(content, cells, code)


def _importance(content: Content, cells: dict[str, str], code: str) -> str:
    try:
        value = float(cells["Data Value"])
    except ValueError:
        return _("The importance is not a number.")
    if not _LEAST <= value <= _MOST:
        return _("The importance is not between 1 and 5.")
    if value >= _MIDDLE:
        content.ask(cells[CODE].strip(), code, round(100 * (value - _LEAST) / (_MOST - _LEAST)))
    return ""


def _name_problem(name: str) -> str:
    if not fold(name):
        return _("A name or code is missing.")
    if len(name) > LONGEST_NAME or len(fold(name)) > LONGEST_NAME:
        return _("A name or code is longer than %(limit)s characters.", limit=LONGEST_NAME)
    return ""
