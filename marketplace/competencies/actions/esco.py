"""The ESCO portal's CSV download: skills, and the relation files that lie beside them."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from flask_babel import gettext as _

from marketplace.competencies.actions.entries import Entry, Link, NotThisFormat, RowError, Tally
from marketplace.competencies.actions.places import Place, files_at, size_of
from marketplace.competencies.actions.reading import Advance, Row, read_table
from marketplace.competencies.actions.saving import save_entries, save_links
from marketplace.competencies.models import Kind, Relation

SOURCE = "esco"
BATCH = 1000
LONGEST_NAME = 300

_SKILLS = ("skills_en.csv", "skills_*.csv")
_BROADER = ("broaderRelationsSkillPillar_en.csv", "broaderRelationsSkillPillar*.csv")
_RELATED = ("skillSkillRelations_en.csv", "skillSkillRelations*.csv")
_SKILL_COLUMNS = ("conceptUri", "preferredLabel", "altLabels")
_BROADER_COLUMNS = ("conceptUri", "broaderUri")
_RELATED_COLUMNS = ("originalSkillUri", "relatedSkillUri")

_Unit = Callable[[], AbstractContextManager[None]]
_T = TypeVar("_T")


@dataclass(frozen=True)
class EscoFiles:
    """The files of one download; `size` is what all of them come to, in bytes unpacked."""

    skills: Place
    broader: Place | None
    related: Place | None
    size: int


def find_esco(path: Path) -> EscoFiles:
    """The files at `path`: a skills file with its neighbours, a folder, or a zip of one.

    Raises NotThisFormat when there is no skills file, or a file lacks the columns that make it one.
    """
    places = files_at(path)
    plain_file = path.is_file() and not zipfile.is_zipfile(path)
    skills = path if plain_file else _pick(places, _SKILLS)
    if skills is None:
        raise NotThisFormat(_("There is no skills file in %(name)s, such as skills_en.csv.", name=path.name))
    broader, related = _pick(places, _BROADER), _pick(places, _RELATED)
    for place, columns in ((skills, _SKILL_COLUMNS), (broader, _BROADER_COLUMNS), (related, _RELATED_COLUMNS)):
        if place is not None:
            next(_rows(place, columns, lambda _bytes: None), None)
    return EscoFiles(skills, broader, related, sum(size_of(place) for place in (skills, broader, related) if place))


def import_esco(
    files: EscoFiles, *, now: datetime, progress: Advance = lambda _bytes: None, unit: _Unit = nullcontext
) -> Tally:
    """Take the files over in batches, each inside one `unit` (a transaction, from the terminal).

    Rows that cannot be read are in the tally's errors; all others are stored. Doing it again changes
    nothing that is the same.
    """
    tally = Tally()
    for entries in _batches(_entries(files.skills, progress, tally.errors)):
        with unit():
            save_entries(entries, source=SOURCE, now=now, tally=tally)
    links = chain(_broader(files.broader, progress, tally.errors), _related(files.related, progress, tally.errors))
    for batch in _batches(links):
        with unit():
            save_links(batch, now=now, tally=tally)
    return tally


# ---- rows ---------------------------------------------------------------------------------------


def _entries(place: Place, progress: Advance, errors: list[RowError]) -> Iterator[Entry]:
    first: dict[str, int] = {}
    for row in _rows(place, _SKILL_COLUMNS, progress):
        problem = row.problem or _skill_problem(row, first)
        if problem:
            errors.append(RowError(place.name, row.line, problem))
            continue
        entry = _entry(row.cells)
        first[entry.code] = row.line
        yield entry


def _skill_problem(row: Row, first: dict[str, int]) -> str:
    uri, preferred = row.cells["conceptUri"].strip(), row.cells["preferredLabel"].strip()
    if not uri:
        return _("The concept URI is missing.")
    if uri in first:
        return _("The concept URI stands on line %(line)s already.", line=first[uri])
    if not preferred:
        return _("The preferred label is missing.")
    if max(map(len, (uri, preferred, *_names(row.cells)))) > LONGEST_NAME:
        return _("A label or the URI is longer than %(limit)s characters.", limit=LONGEST_NAME)
    return ""


def _entry(cells: dict[str, str]) -> Entry:
    preferred = cells["preferredLabel"].strip()
    return Entry(
        code=cells["conceptUri"].strip(),
        preferred=preferred,
        kind=Kind.KNOWLEDGE if cells.get("skillType", "").strip() == "knowledge" else Kind.SKILL,
        description=(cells.get("description", "") or cells.get("definition", "")).strip(),
        labels=tuple(sorted(_names(cells) - {preferred})),
    )


def _names(cells: dict[str, str]) -> set[str]:
    lines = f"{cells['altLabels']}\n{cells.get('hiddenLabels', '')}".splitlines()
    return {line.strip() for line in lines if line.strip()}


def _broader(place: Place | None, progress: Advance, errors: list[RowError]) -> Iterator[Link]:
    return _links(place, _BROADER_COLUMNS, Relation.BROADER, progress, errors)


def _related(place: Place | None, progress: Advance, errors: list[RowError]) -> Iterator[Link]:
    return _links(place, _RELATED_COLUMNS, Relation.RELATED, progress, errors)


def _links(
    place: Place | None, columns: tuple[str, str], kind: Relation, progress: Advance, errors: list[RowError]
) -> Iterator[Link]:
    for row in _rows(place, columns, progress) if place else ():
        here, there = (row.cells.get(column, "").strip() for column in columns)
        problem = row.problem or _link_problem(here, there)
        if problem:
            errors.append(RowError(place.name if place else "", row.line, problem))
        else:
            yield Link(here, there, kind)


def _link_problem(here: str, there: str) -> str:
    if not here or not there:
        return _("One end of the relation is missing.")
    return _("The relation points from a concept to itself.") if here == there else ""


# ---- files --------------------------------------------------------------------------------------


def _rows(place: Place, columns: tuple[str, ...], progress: Advance) -> Iterator[Row]:
    with place.open("rb") as lines:
        try:
            yield from read_table(lines, required=columns, advance=progress)
        except NotThisFormat as fault:
            raise NotThisFormat(
                _("%(name)s is not a file of the ESCO download. %(why)s", name=place.name, why=fault.sentence)
            ) from fault


def _batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _pick(places: dict[str, Place], patterns: tuple[str, ...]) -> Place | None:
    for pattern in patterns:
        for name in sorted(places):
            if fnmatch(name, pattern):
                return places[name]
    return None
