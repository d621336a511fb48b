"""Occupations into the database, with their titles and what they ask for; again changes only what differs."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

import sqlalchemy as sa

from marketplace.competencies.actions.entries import Entry, Tally
from marketplace.competencies.actions.saving import save_entries
from marketplace.competencies.models import (
    Competency,
    CompetencyLabel,
    Occupation,
    OccupationCompetency,
    OccupationTitle,
)
from marketplace.competencies.queries import fold, mergers
from marketplace.db import db

BATCH = 500

Unit = Callable[[], AbstractContextManager[None]]
_T = TypeVar("_T")


@dataclass(frozen=True)
class OccupationEntry:
    """One occupation as a file gives it; `titles` are all it goes by, its own among them."""

    code: str
    title: str
    description: str
    titles: tuple[str, ...]


@dataclass
class OccupationTally(Tally):
    """What came of an import that has occupations.

    `elsewhere` counts competencies that the vocabulary has from another source under the same name;
    `asked_*` count what occupations ask for, `asked_outside` what those ask for that are not stored.
    """

    elsewhere: int = 0
    occupations_added: int = 0
    occupations_changed: int = 0
    occupations_unchanged: int = 0
    asked_added: int = 0
    asked_changed: int = 0
    asked_unchanged: int = 0
    asked_outside: int = 0

    @property
    def read(self) -> int:
        """How many competencies and occupations the files gave that could be read."""
        occupations = self.occupations_added + self.occupations_changed + self.occupations_unchanged
        return self.added + self.changed + self.unchanged + self.elsewhere + occupations


def save_all(
    occupations: Sequence[OccupationEntry],
    entries: Sequence[Entry],
    asked: Mapping[tuple[str, str], int],
    *,
    source: str,
    now: datetime,
    unit: Unit,
    tally: OccupationTally,
) -> None:
    """Bring occupations, competencies and what the ones ask for of the others to what a download says.

    A competency that another source has under the same name stays the only one; occupations ask for that.
    """
    for some in _batches(occupations):
        with unit():
            _save_occupations(some, source=source, tally=tally)
    with unit():
        ids = _elsewhere(entries, source)
    own = [entry for entry in entries if entry.code not in ids]
    tally.elsewhere += len(entries) - len(own)
    for batch in _batches(own):
        with unit():
            save_entries(batch, source=source, now=now, tally=tally)
            ids |= _ids(Competency, [entry.code for entry in batch])
    for pairs in _batches(_by_occupation(asked, ids).items()):
        with unit():
            _save_asked(dict(pairs), tally=tally)


def _by_occupation(
    asked: Mapping[tuple[str, str], int], ids: Mapping[str, uuid.UUID]
) -> dict[str, dict[uuid.UUID, int]]:
    found: dict[str, dict[uuid.UUID, int]] = defaultdict(dict)
    for (occupation, code), weight in asked.items():
        weights, competency_id = found[occupation], ids[code]
        weights[competency_id] = max(weight, weights.get(competency_id, 0))
    return found


def _elsewhere(entries: Sequence[Entry], source: str) -> dict[str, uuid.UUID]:
    """The competencies of other sources that bear the name of these entries, by the entry's code.

    A preferred name goes before another; a name that several bear leads to none, and what this source
    has stored under its own code stays.
    """
    preferred, others = _names_of_others(source)
    stored = set(db.session.scalars(sa.select(Competency.code).where(Competency.source == source)))
    found: dict[str, uuid.UUID] = {}
    for entry in entries:
        name = fold(entry.preferred)
        bearers = preferred.get(name) or others.get(name, set())
        if len(bearers) == 1 and entry.code not in stored:
            found[entry.code] = next(iter(bearers))
    return found


def _names_of_others(source: str) -> tuple[dict[str, set[uuid.UUID]], dict[str, set[uuid.UUID]]]:
    preferred: dict[str, set[uuid.UUID]] = defaultdict(set)
    others: dict[str, set[uuid.UUID]] = defaultdict(set)
    own = sa.select(Competency.id, Competency.preferred).where(
        Competency.source != source, Competency.id.not_in(mergers.merged())
    )
    for row_id, words in db.session.execute(own):
        preferred[fold(words)].add(row_id)
    labels = sa.select(CompetencyLabel.competency_id, CompetencyLabel.folded).join(CompetencyLabel.competency)
    for row_id, folded in db.session.execute(labels.where(Competency.source != source)):
        others[folded].add(row_id)
    return preferred, others


# ---- occupations --------------------------------------------------------------------------------


def _save_occupations(entries: Sequence[OccupationEntry], *, source: str, tally: OccupationTally) -> None:
    stored = _stored([entry.code for entry in entries])
    new = [(uuid.uuid4(), entry) for entry in entries if entry.code not in stored]
    differing = [
        (stored[entry.code][0], entry)
        for entry in entries
        if entry.code in stored and stored[entry.code][1:] != (source, entry)
    ]
    if new:
        db.session.execute(sa.insert(Occupation), [_columns(row_id, entry, source) for row_id, entry in new])
    if differing:
        db.session.execute(sa.update(Occupation), [_columns(row_id, entry, source) for row_id, entry in differing])
        ids = [row_id for row_id, _ in differing]
        db.session.execute(sa.delete(OccupationTitle).where(OccupationTitle.occupation_id.in_(ids)))
        db.session.expire_all()
    _insert_titles([*new, *differing])
    tally.occupations_added += len(new)
    tally.occupations_changed += len(differing)
    tally.occupations_unchanged += len(entries) - len(new) - len(differing)


def _stored(codes: Sequence[str]) -> dict[str, tuple[uuid.UUID, str, OccupationEntry]]:
    titles: dict[uuid.UUID, list[str]] = defaultdict(list)
    of_these = sa.select(OccupationTitle.occupation_id, OccupationTitle.words).join(OccupationTitle.occupation)
    for row_id, words in db.session.execute(of_these.where(Occupation.code.in_(codes))):
        titles[row_id].append(words)
    return {
        row.code: (row.id, row.source, _entry(row, titles[row.id]))
        for row in db.session.scalars(sa.select(Occupation).where(Occupation.code.in_(codes)))
    }


def _entry(row: Occupation, titles: Sequence[str]) -> OccupationEntry:
    return OccupationEntry(row.code, row.title, row.description, tuple(sorted(titles)))


def _columns(row_id: uuid.UUID, entry: OccupationEntry, source: str) -> dict[str, object]:
    return {
        "id": row_id,
        "code": entry.code,
        "source": source,
        "title": entry.title,
        "description": entry.description,
    }


def _insert_titles(rows: Iterable[tuple[uuid.UUID, OccupationEntry]]) -> None:
    titles = [
        {"occupation_id": row_id, "words": words, "folded": fold(words)}
        for row_id, entry in rows
        for words in entry.titles
    ]
    if titles:
        db.session.execute(sa.insert(OccupationTitle), titles)


# ---- what they ask for --------------------------------------------------------------------------


def _save_asked(asked: Mapping[str, Mapping[uuid.UUID, int]], *, tally: OccupationTally) -> None:
    ids = _ids(Occupation, list(asked))
    wanted = {
        (ids[code], competency_id): weight
        for code, weights in asked.items()
        if code in ids
        for competency_id, weight in weights.items()
    }
    table = OccupationCompetency
    rows = sa.select(table.occupation_id, table.competency_id, table.weight).where(
        table.occupation_id.in_(ids.values())
    )
    known = {(row.occupation_id, row.competency_id): row.weight for row in db.session.execute(rows)}
    new = sorted(pair for pair in wanted if pair not in known)
    differing = sorted(pair for pair in wanted if pair in known and known[pair] != wanted[pair])
    for statement, pairs in ((sa.insert(table), new), (sa.update(table), differing)):
        values = [{"occupation_id": a, "competency_id": b, "weight": wanted[a, b]} for a, b in pairs]
        if values:
            db.session.execute(statement, values)
    tally.asked_added += len(new)
    tally.asked_changed += len(differing)
    tally.asked_unchanged += len(wanted) - len(new) - len(differing)
    tally.asked_outside += sum(len(weights) for code, weights in asked.items() if code not in ids)


def _ids(table: type[Competency | Occupation], codes: Sequence[str]) -> dict[str, uuid.UUID]:
    found = db.session.execute(sa.select(table.code, table.id).where(table.code.in_(codes)))
    lasting = mergers.survivors() if table is Competency else {}
    return {row.code: lasting.get(row.id, row.id) for row in found}


def _batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
