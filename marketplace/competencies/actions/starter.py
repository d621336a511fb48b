"""The vocabulary that comes with the software, written for it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from marketplace.competencies.actions.entries import Entry, Link, Tally
from marketplace.competencies.actions.reading import Row, read_table
from marketplace.competencies.actions.saving import save_entries, save_links
from marketplace.competencies.models import Kind, Relation

SOURCE = "starter"
STARTER = Path(__file__).parent.parent / "data" / "starter.csv"

_COLUMNS = ("code", "kind", "preferred_label", "description", "labels", "broader", "related")


def load_starter(*, now: datetime) -> Tally:
    """Bring the starter vocabulary to what the file says; doing it again changes nothing."""
    tally, rows = Tally(), list(_rows())
    save_entries([_entry(row.cells) for row in rows], source=SOURCE, now=now, tally=tally)
    save_links([link for row in rows for link in _links(row.cells)], now=now, tally=tally)
    return tally


def _rows() -> Iterator[Row]:
    with STARTER.open("rb") as lines:
        yield from read_table(lines, required=_COLUMNS, advance=lambda _bytes: None)


def _entry(cells: dict[str, str]) -> Entry:
    return Entry(
        code=cells["code"],
        preferred=cells["preferred_label"],
        kind=Kind(cells["kind"]),
        description=cells["description"],
        labels=tuple(sorted(cells["labels"].split("|"))),
    )


def _links(cells: dict[str, str]) -> Iterator[Link]:
    for column, kind in (("broader", Relation.BROADER), ("related", Relation.RELATED)):
        for code in cells[column].split():
            yield Link(cells["code"], code, kind)
