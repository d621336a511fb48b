"""What a role need said when, and what each change made of it: field by field, requirement by requirement."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from marketplace.competencies import queries as competencies
from marketplace.db import db
from marketplace.demand.role_needs.models import Requirement, RoleNeed, RoleNeedEdition
from marketplace.demand.role_needs.queries import labels
from marketplace.sides import Side

#: What one person changes within this time is told as one change.
ONE_SITTING: Final = timedelta(hours=1)
_WORDS: Final[dict[str, dict[Any, Any]]] = {  # Any: an enum of words, and their labels
    "work_place": labels.WORK_PLACE_LABELS,
    "employment_type": labels.EMPLOYMENT_LABELS,
    "wage_period": labels.PERIOD_LABELS,
    "waived": labels.WAIVED_LABELS,
}
_DAYS: Final = frozenset({"starts_from", "starts_until"})
_NUMBERS: Final = frozenset({"hours_per_week", "wage_from", "wage_to", "openings"})


@dataclass(frozen=True)
class Changed:
    """One thing that a change made another: what it is, and its words before and after (empty for none)."""

    what: str
    before: str
    after: str


@dataclass
class Change:
    """What one person changed in one sitting; without any line, how the role need began."""

    at: datetime
    who: str
    side: Side
    first: bool = False
    lines: list[Changed] = field(default_factory=list)


def content_of(role_need: RoleNeed) -> dict[str, Any]:
    """What a role need says now, as an edition keeps it: plain words and numbers, requirements in their order."""
    rows = db.session.scalars(
        sa.select(Requirement)
        .where(Requirement.role_need_id == role_need.id)
        .options(joinedload(Requirement.competency))
        .order_by(Requirement.position, Requirement.id)
    )
    return {
        "facts": {name: _kept(getattr(role_need, name)) for name in labels.FACTS},
        "requirements": [
            {
                "competency": str(row.competency_id),
                "name": row.competency.preferred,
                "kind": row.kind.value,
                "level": row.level,
                "weight": row.weight,
                "words": row.words,
                "behaviours": row.behaviours,
            }
            for row in rows
        ],
    }


def _kept(value: Any) -> Any:  # Any: whatever a column of a role need holds
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value


def latest(role_need: RoleNeed) -> RoleNeedEdition | None:
    """The newest edition that is kept of a role need."""
    rows = sa.select(RoleNeedEdition).where(RoleNeedEdition.role_need_id == role_need.id)
    return db.session.scalar(rows.order_by(RoleNeedEdition.seq.desc()).limit(1))


def changes_of(role_need: RoleNeed) -> list[Change]:
    """Who changed what and when, the newest first. What leaves everything as it was is left out."""
    rows = db.session.scalars(
        sa.select(RoleNeedEdition)
        .where(RoleNeedEdition.role_need_id == role_need.id)
        .options(joinedload(RoleNeedEdition.by))
        .order_by(RoleNeedEdition.seq)
    ).all()
    told, before, lasting = [], None, competencies.survivors()
    for sitting in _sittings(list(rows)):
        last = sitting[-1]
        change = Change(last.at, last.by.name, last.side, first=before is None)
        change.lines = list(difference(before, last.content, lasting)) if before is not None else []
        if change.first or change.lines:
            told.append(change)
        before = last.content
    return told[::-1]


def _sittings(editions: list[RoleNeedEdition]) -> Iterator[list[RoleNeedEdition]]:
    held: list[RoleNeedEdition] = []
    for edition in editions:
        if held and (edition.by_id != held[-1].by_id or edition.at - held[0].at > ONE_SITTING):
            yield held
            held = []
        held.append(edition)
    if held:
        yield held


def difference(
    before: dict[str, Any], after: dict[str, Any], lasting: Mapping[uuid.UUID, uuid.UUID]
) -> Iterator[Changed]:
    """What is another between two contents: the facts in the order of the form, then the requirements.

    A competency that went on in another one is that one (`lasting`): nobody changed what the role asks for.
    """
    for name, label in labels.FACTS.items():
        old, new = before["facts"].get(name), after["facts"].get(name)
        if (old or None) != (new or None):
            yield Changed(str(label), _said(name, old), _said(name, new))
    olds, news = (_by_competency(content, lasting) for content in (before, after))
    for key in dict.fromkeys((*olds, *news)):
        old, new = olds.get(key), news.get(key)
        if old is not None and new is not None:
            yield from _between(old, new)
        elif line := old or new:
            yield Changed(line["name"], _asked(old), _asked(new))


def _by_competency(content: dict[str, Any], lasting: Mapping[uuid.UUID, uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    keyed = ((uuid.UUID(line["competency"]), line) for line in content["requirements"])
    return {lasting.get(key, key): line for key, line in keyed}


def _between(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Changed]:
    if _asked(old) != _asked(new):
        yield Changed(new["name"], _asked(old), _asked(new))
    for name, label in (("words", _("in the employer’s words")), ("behaviours", _("what it looks like here"))):
        if old[name] != new[name]:
            yield Changed(f"{new['name']}, {label}", old[name], new[name])


def _asked(line: dict[str, Any] | None) -> str:
    """How much a requirement binds, at which level and weight; empty for one that is not asked for."""
    if line is None:
        return ""
    return _(
        "%(kind)s, %(level)s, weight %(weight)s",
        kind=next(label for kind, label in labels.KIND_LABELS.items() if kind.value == line["kind"]),
        level=str(labels.LEVEL_LABELS[line["level"]]).lower(),
        weight=line["weight"],
    )


def _said(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if name in _WORDS:
        return next(str(label) for word, label in _WORDS[name].items() if word.value == value)
    if name in _DAYS:
        return str(format_date(date.fromisoformat(value)))  # type: ignore[no-untyped-call]  # it has no annotations
    return str(format_decimal(Decimal(str(value)))) if name in _NUMBERS else str(value)
