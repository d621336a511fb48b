"""The O*NET database download, text or workbooks: occupations with their titles, tools, skills and knowledge."""

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _

from marketplace.competencies.actions.entries import NotThisFormat, RowError
from marketplace.competencies.actions.occupations import OccupationTally, Unit, save_all
from marketplace.competencies.actions.places import Place, files_at, size_of
from marketplace.competencies.actions.reading import Advance, Row, read_table
from marketplace.competencies.actions.sheets import read_sheet
from marketplace.competencies.actions.work import CODE, Content, read_element, read_occupation, read_title, read_tool
from marketplace.competencies.models import Kind

SOURCE = "onet"
#: What one file may come to, in bytes.
LARGEST = 200_000_000

OCCUPATIONS, TITLES = "Occupation Data", "Alternate Titles"
TOOLS, SKILLS, KNOWLEDGE = "Technology Skills", "Skills", "Knowledge"
_ELEMENTS = (CODE, "Element ID", "Element Name", "Scale ID", "Data Value")
#: The tables in the order in which they are read.
_COLUMNS = {
    OCCUPATIONS: (CODE, "Title", "Description"),
    TITLES: (CODE, "Alternate Title"),
    TOOLS: (CODE, "Example"),
    SKILLS: _ELEMENTS,
    KNOWLEDGE: _ELEMENTS,
}
_SUFFIXES = (".txt", ".xlsx")


@dataclass(frozen=True)
class OnetFiles:
    """The files of one download by what they hold; `size` is what all of them come to, in bytes."""

    places: Mapping[str, Place]
    size: int


def find_onet(path: Path) -> OnetFiles | None:
    """The files at `path`: a folder, a zip of one, or one of the files with its neighbours; None when none is there.

    Of a table in both forms the text is read. Raises NotThisFormat when a file is too large or lacks a
    column, or when titles come without their occupations.
    """
    places = _places(path)
    if not places:
        return None
    for table, place in places.items():
        if size_of(place) > LARGEST:
            raise NotThisFormat(_("%(name)s is larger than %(limit)s bytes.", name=place.name, limit=LARGEST))
        next(_rows(table, place, lambda _bytes: None), None)
    if TITLES in places and OCCUPATIONS not in places:
        raise NotThisFormat(_("Alternate Titles can only be read with Occupation Data beside it."))
    return OnetFiles(places, sum(map(size_of, places.values())))


def import_onet(
    files: OnetFiles, *, now: datetime, progress: Advance = lambda _bytes: None, unit: Unit = nullcontext
) -> OccupationTally:
    """Read all files, then store what they say in batches, each inside one `unit` (a transaction, from the terminal).

    Rows that cannot be read are in the tally's errors; all others are stored. Doing it again changes
    nothing that is the same. A file that turns out damaged half-way stores nothing.
    """
    content, tally = Content(SOURCE), OccupationTally()
    for table, place in files.places.items():
        for row in _rows(table, place, progress):
            problem = row.problem or _read(table, content, row)
            if problem:
                tally.errors.append(RowError(place.name, row.line, problem))
    save_all(content.entries(), content.competencies(), content.asked, source=SOURCE, now=now, unit=unit, tally=tally)
    return tally


def _read(table: str, content: Content, row: Row) -> str:
    match table:
        case "Occupation Data":
            return read_occupation(content, row.cells, row.line)
        case "Alternate Titles":
            return read_title(content, row.cells)
        case "Technology Skills":
            return read_tool(content, row.cells)
        case _:
            return read_element(content, row.cells, Kind.SKILL if table == SKILLS else Kind.KNOWLEDGE)


def _places(path: Path) -> dict[str, Place]:
    one_of_them = path.is_file() and path.stem in _COLUMNS
    if path.is_file() and not one_of_them and not zipfile.is_zipfile(path):
        return {}
    found = files_at(path.parent if one_of_them else path)
    names = {table: [f"{table}{suffix}" for suffix in _SUFFIXES if f"{table}{suffix}" in found] for table in _COLUMNS}
    return {table: found[at[0]] for table, at in names.items() if at}


def _rows(table: str, place: Place, progress: Advance) -> Iterator[Row]:
    with place.open("rb") as file:
        try:
            if place.name.endswith(".xlsx"):
                yield from read_sheet(file, required=_COLUMNS[table])
                progress(size_of(place))
            else:
                yield from read_table(file, required=_COLUMNS[table], advance=progress, tabs=True)
        except NotThisFormat as fault:
            raise NotThisFormat(
                _("%(name)s is not a file of the O*NET download. %(why)s", name=place.name, why=fault.sentence)
            ) from fault
