"""Entries and links into the database: add what is new, change what differs, leave the rest alone."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.competencies.actions.entries import Entry, Link, Tally
from marketplace.competencies.actions.fitting import queue_fit
from marketplace.competencies.models import (
    Competency,
    CompetencyLabel,
    CompetencyRelation,
    Relation,
    VocabularyChange,
    VocabularyStamp,
)
from marketplace.competencies.queries import fold, mergers, search_text
from marketplace.db import db

_Ends = tuple[uuid.UUID, uuid.UUID, Relation]


@dataclass(frozen=True)
class _Stored:
    id: uuid.UUID
    entry: Entry
    source: str


def save_entries(entries: Sequence[Entry], *, source: str, now: datetime, tally: Tally) -> None:
    """Bring the vocabulary to what `entries` say, by code. A label that an entry no longer has goes.

    What went on in another competency stays there, and the names that followed it stay with that one.
    """
    gone, followed = mergers.followed()
    tally.unchanged += sum(entry.code in gone for entry in entries)
    entries = [_with(entry, followed.get(entry.code, ())) for entry in entries if entry.code not in gone]
    stored = _stored([entry.code for entry in entries])
    new = [entry for entry in entries if entry.code not in stored]
    differing = [
        (stored[entry.code].id, entry)
        for entry in entries
        if entry.code in stored and stored[entry.code] != _Stored(stored[entry.code].id, entry, source)
    ]
    if new or differing:
        change = _change(now=now)
        _insert(new, source=source, now=now, number=change.number)
        _update(differing, source=source, number=change.number)
        queue_fit(change.stamp)
    tally.added += len(new)
    tally.changed += len(differing)
    tally.unchanged += len(entries) - len(new) - len(differing)


def save_links(links: Sequence[Link], *, now: datetime, tally: Tally) -> None:
    """Add the relations that are not there yet; those with an unknown end are counted as outside.

    One that says the opposite of what is stored is passed over as known: since a merger the two would go in a circle.
    """
    ids = _ids({code for link in links for code in (link.from_code, link.to_code)})
    inside = {
        (ids[link.from_code], ids[link.to_code], link.kind)
        for link in links
        if link.from_code in ids and link.to_code in ids and ids[link.from_code] != ids[link.to_code]
    }
    outside = sum(link.from_code not in ids or link.to_code not in ids for link in links)
    new = _not_stored(inside)
    if new:
        db.session.execute(
            sa.insert(CompetencyRelation), [{"from_id": a, "to_id": b, "kind": kind} for a, b, kind in new]
        )
        stamp_vocabulary(now=now)
    tally.links_added += len(new)
    tally.links_known += len(links) - outside - len(new)
    tally.outside += outside


def _not_stored(links: set[_Ends]) -> list[_Ends]:
    """What is not there yet. Of two that put each of two above the other, what is stored is kept, or else the first."""
    table = CompetencyRelation
    ends = {end for link in links for end in link[:2]}
    rows = db.session.execute(sa.select(table.from_id, table.to_id, table.kind).where(table.from_id.in_(ends)))
    known = {(row.from_id, row.to_id, row.kind) for row in rows}
    new: list[_Ends] = []
    for one, other, kind in sorted(links - known):
        if kind is Relation.BROADER and (other, one, kind) in known:
            continue
        known.add((one, other, kind))
        new.append((one, other, kind))
    return new


def _with(entry: Entry, names: Sequence[str]) -> Entry:
    new = [words for words in names if fold(words) not in {fold(name) for name in (entry.preferred, *entry.labels)}]
    return replace(entry, labels=tuple(sorted({*entry.labels, *new}))) if new else entry


def new_state(*, now: datetime) -> int:
    """Begin another state of the vocabulary and have it fitted; the number that what changes now has changed in."""
    change = _change(now=now)
    queue_fit(change.stamp)
    return change.number


def stamp_vocabulary(*, now: datetime) -> None:
    """Say that the vocabulary has changed, so that every process reads it afresh and the worker fits it anew."""
    new_state(now=now)


def _change(*, now: datetime) -> VocabularyChange:
    """Another state of the vocabulary. One at a time: the row of the stamp stays locked until the commit.

    So whoever reads a number sees all that was changed under it and under lower ones.
    """
    row = db.session.get(VocabularyStamp, 1, with_for_update=True, populate_existing=True)
    if row is None:
        row = VocabularyStamp(id=1)
        db.session.add(row)
    row.stamp, row.changed_at = uuid.uuid4(), now
    db.session.flush()
    last = db.session.scalar(sa.select(sa.func.max(VocabularyChange.number))) or 0
    change = VocabularyChange(number=last + 1, stamp=row.stamp, at=now)
    db.session.add(change)
    db.session.flush()
    return change


def _ids(codes: set[str]) -> dict[str, uuid.UUID]:
    found = db.session.execute(sa.select(Competency.code, Competency.id).where(Competency.code.in_(codes)))
    lasting = mergers.survivors()
    return {row.code: lasting.get(row.id, row.id) for row in found}


def _stored(codes: Sequence[str]) -> dict[str, _Stored]:
    labels: dict[uuid.UUID, list[str]] = defaultdict(list)
    of_these = sa.select(CompetencyLabel.competency_id, CompetencyLabel.words).join(CompetencyLabel.competency)
    for competency_id, words in db.session.execute(of_these.where(Competency.code.in_(codes))):
        labels[competency_id].append(words)
    columns = (
        Competency.id,
        Competency.code,
        Competency.preferred,
        Competency.kind,
        Competency.description,
        Competency.source,
    )
    return {
        row.code: _Stored(
            row.id, Entry(row.code, row.preferred, row.kind, row.description, tuple(sorted(labels[row.id]))), row.source
        )
        for row in db.session.execute(sa.select(*columns).where(Competency.code.in_(codes)))
    }


def _insert(entries: Sequence[Entry], *, source: str, now: datetime, number: int) -> None:
    if not entries:
        return
    ids = [uuid.uuid4() for _ in entries]
    rows = list(zip(ids, entries, strict=True))
    db.session.execute(
        sa.insert(Competency),
        [{"id": row_id, "created_at": now, **_columns(entry, source, number)} for row_id, entry in rows],
    )
    _insert_labels(rows)


def _update(differing: Sequence[tuple[uuid.UUID, Entry]], *, source: str, number: int) -> None:
    if not differing:
        return
    rows = [{"id": row_id, **_columns(entry, source, number)} for row_id, entry in differing]
    db.session.execute(sa.update(Competency), rows)
    db.session.execute(sa.delete(CompetencyLabel).where(CompetencyLabel.competency_id.in_([i for i, _ in differing])))
    _insert_labels(differing)
    db.session.expire_all()


def _columns(entry: Entry, source: str, number: int) -> dict[str, Any]:  # Any: values of several column types
    return {
        "code": entry.code,
        "source": source,
        "preferred": entry.preferred,
        "description": entry.description,
        "kind": entry.kind,
        "search_text": search_text(entry.preferred, entry.labels),
        "changed_in": number,
    }


def _insert_labels(rows: Sequence[tuple[uuid.UUID, Entry]]) -> None:
    labels = [
        {"competency_id": row_id, "words": words, "folded": fold(words)}
        for row_id, entry in rows
        for words in entry.labels
    ]
    if labels:
        db.session.execute(sa.insert(CompetencyLabel), labels)
