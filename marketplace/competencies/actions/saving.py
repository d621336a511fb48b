"""Entries and links into the database: add what is new, change what differs, leave the rest alone."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.competencies.actions.entries import Entry, Link, Tally
from marketplace.competencies.actions.fitting import queue_fit
from marketplace.competencies.models import Competency, CompetencyLabel, CompetencyRelation, VocabularyStamp
from marketplace.competencies.queries import fold, search_text
from marketplace.db import db


@dataclass(frozen=True)
class _Stored:
    id: uuid.UUID
    entry: Entry
    source: str


def save_entries(entries: Sequence[Entry], *, source: str, now: datetime, tally: Tally) -> None:
    """Bring the vocabulary to what `entries` say, by code. A label that an entry no longer has goes."""
    stored = _stored([entry.code for entry in entries])
    new = [entry for entry in entries if entry.code not in stored]
    differing = [
        (stored[entry.code].id, entry)
        for entry in entries
        if entry.code in stored and stored[entry.code] != _Stored(stored[entry.code].id, entry, source)
    ]
    _insert(new, source=source, now=now)
    _update(differing, source=source)
    tally.added += len(new)
    tally.changed += len(differing)
    tally.unchanged += len(entries) - len(new) - len(differing)
    if new or differing:
        stamp_vocabulary(now=now)


def save_links(links: Sequence[Link], *, now: datetime, tally: Tally) -> None:
    """Add the relations that are not there yet; those with an unknown end are counted as outside."""
    ids = _ids({code for link in links for code in (link.from_code, link.to_code)})
    inside = {
        (ids[link.from_code], ids[link.to_code], link.kind)
        for link in links
        if link.from_code in ids and link.to_code in ids
    }
    outside = sum(link.from_code not in ids or link.to_code not in ids for link in links)
    table = CompetencyRelation
    known = {
        tuple(row)
        for row in db.session.execute(
            sa.select(table.from_id, table.to_id, table.kind).where(table.from_id.in_({end for end, _, _ in inside}))
        )
    }
    new = sorted(inside - known)
    if new:
        db.session.execute(sa.insert(table), [{"from_id": a, "to_id": b, "kind": kind} for a, b, kind in new])
        stamp_vocabulary(now=now)
    tally.links_added += len(new)
    tally.links_known += len(links) - outside - len(new)
    tally.outside += outside


def stamp_vocabulary(*, now: datetime) -> None:
    """Say that the vocabulary has changed, so that every process reads it afresh and the worker fits it anew."""
    row = db.session.get(VocabularyStamp, 1)
    if row is None:
        row = VocabularyStamp(id=1)
        db.session.add(row)
    row.stamp, row.changed_at = uuid.uuid4(), now
    db.session.flush()
    queue_fit(row.stamp)


def _ids(codes: set[str]) -> dict[str, uuid.UUID]:
    found = db.session.execute(sa.select(Competency.code, Competency.id).where(Competency.code.in_(codes)))
    return {row.code: row.id for row in found}


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


def _insert(entries: Sequence[Entry], *, source: str, now: datetime) -> None:
    if not entries:
        return
    ids = [uuid.uuid4() for _ in entries]
    rows = list(zip(ids, entries, strict=True))
    db.session.execute(
        sa.insert(Competency), [{"id": row_id, "created_at": now, **_columns(entry, source)} for row_id, entry in rows]
    )
    _insert_labels(rows)


def _update(differing: Sequence[tuple[uuid.UUID, Entry]], *, source: str) -> None:
    if not differing:
        return
    rows = [{"id": row_id, **_columns(entry, source)} for row_id, entry in differing]
    db.session.execute(sa.update(Competency), rows)
    db.session.execute(sa.delete(CompetencyLabel).where(CompetencyLabel.competency_id.in_([i for i, _ in differing])))
    _insert_labels(differing)
    db.session.expire_all()


def _columns(entry: Entry, source: str) -> dict[str, Any]:  # Any: values of several column types
    return {
        "code": entry.code,
        "source": source,
        "preferred": entry.preferred,
        "description": entry.description,
        "kind": entry.kind,
        "search_text": search_text(entry.preferred, entry.labels),
    }


def _insert_labels(rows: Sequence[tuple[uuid.UUID, Entry]]) -> None:
    labels = [
        {"competency_id": row_id, "words": words, "folded": fold(words)}
        for row_id, entry in rows
        for words in entry.labels
    ]
    if labels:
        db.session.execute(sa.insert(CompetencyLabel), labels)
