"""The entries of the shared vocabulary: by code, by word, with their neighbours."""

import unicodedata
import uuid
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.orm import selectinload

from marketplace.competencies.models import (
    Competency,
    CompetencyRelation,
    Kind,
    Relation,
)
from marketplace.competencies.queries.mergers import merged
from marketplace.db import db
from marketplace.sides import Actor, Side

KIND_LABELS = {
    Kind.SKILL: lazy_gettext("Skill"),
    Kind.KNOWLEDGE: lazy_gettext("Knowledge"),
    Kind.TOOL: lazy_gettext("Tool"),
    Kind.INTERPERSONAL: lazy_gettext("With people"),
}

SOURCE_LABELS = {
    "starter": lazy_gettext("Written for this software"),
    "own": lazy_gettext("Added here"),
    "esco": lazy_gettext("This uses the ESCO classification of the European Commission."),  # its licence asks for it
    "onet": lazy_gettext(
        "This site includes information from the O*NET Database by the U.S. Department of Labor, Employment and "
        "Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. It was modified."
    ),
}


def fold(text: str) -> str:
    """A text as it is searched: no capitals, accents or punctuation, single blanks; + and # stay (C, C++, C#)."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(sign if sign.isalnum() or sign in "+#" else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(kept.split())


def search_text(preferred: str, labels: Collection[str]) -> str:
    """What `search` looks through: every name folded, every word behind a blank."""
    return "".join(f" {fold(name)} ;" for name in [preferred, *labels])


def visible() -> sa.Select[Competency]:
    """All competencies by name, but those that went on in others."""
    lasting = sa.select(Competency).where(Competency.id.not_in(merged()))
    return lasting.order_by(sa.func.lower(Competency.preferred), Competency.id)


def detailed() -> sa.Select[Competency]:
    """All competencies with their labels loaded."""
    return visible().options(selectinload(Competency.labels))


def may_merge(actor: Actor) -> bool:
    """Whether this person merges competencies: it changes what employers of every program ask for."""
    return actor.side is Side.STAFF and actor.all_programs


def mergeable_by(actor: Actor) -> sa.Select[Competency]:
    """The competencies that this person may merge: a program lead all, nobody else any."""
    return visible().where(sa.true() if may_merge(actor) else sa.false())


def by_ids(ids: Collection[uuid.UUID]) -> sa.Select[Competency]:
    """The competencies with these ids; ids that do not exist are left out."""
    return visible().where(Competency.id.in_(ids))


def by_code(code: str) -> sa.Select[Competency]:
    """The competency with this code at its source."""
    return sa.select(Competency).where(Competency.code == code)


def search(words: str = "", kind: Kind | None = None) -> sa.Select[Competency]:
    """Competencies of which some name has every word, or a word that begins so; by name."""
    found = detailed()
    if kind is not None:
        found = found.where(Competency.kind == kind)
    for word in fold(words).split():
        found = found.where(_has_word_beginning(word))
    return found


def beginning_with(words: str) -> sa.Select[Competency]:
    """Competencies for a typeahead: the whole name first, then names that begin so, then words inside."""
    folded = fold(words)
    own, first = named(folded), Competency.search_text.like(f" {folded}%")
    begins = Competency.search_text.like(f"% ; {folded}%")
    rank = sa.case((own, 0), (first, 1), (begins, 2), else_=3)
    return (
        sa.select(Competency)
        .options(selectinload(Competency.labels))
        .where(_has_word_beginning(folded), Competency.id.not_in(merged()))
        .order_by(rank, sa.func.length(Competency.preferred), Competency.preferred, Competency.id)
    )


def _has_word_beginning(folded: str) -> sa.ColumnElement[bool]:
    return Competency.search_text.like(f"% {folded}%")


def named(folded: str) -> sa.ColumnElement[bool]:
    """Whether a competency bears this very name, folded; one that went on in another bears none."""
    bears = Competency.search_text.like(f" {folded} ;%") | Competency.search_text.like(f"%; {folded} ;%")
    return bears & Competency.id.not_in(merged())


@dataclass(frozen=True)
class Neighbours:
    """What stands around a competency in the vocabulary."""

    broader: list[Competency]
    narrower: list[Competency]
    related: list[Competency]


def neighbours(competency: Competency) -> Neighbours:
    """The broader, narrower and related competencies of one, by name; related counts in both directions."""
    up = _linked(competency.id, Relation.BROADER, CompetencyRelation.from_id, CompetencyRelation.to_id)
    down = _linked(competency.id, Relation.BROADER, CompetencyRelation.to_id, CompetencyRelation.from_id)
    beside = _linked(competency.id, Relation.RELATED, CompetencyRelation.from_id, CompetencyRelation.to_id)
    behind = _linked(competency.id, Relation.RELATED, CompetencyRelation.to_id, CompetencyRelation.from_id)
    return Neighbours(
        broader=_named_in(up),
        narrower=_named_in(down),
        related=list(db.session.scalars(visible().where(Competency.id.in_(beside) | Competency.id.in_(behind)))),
    )


def _linked(
    competency_id: uuid.UUID,
    kind: Relation,
    near: sa.orm.InstrumentedAttribute[uuid.UUID],
    far: sa.orm.InstrumentedAttribute[uuid.UUID],
) -> sa.Select[uuid.UUID]:
    return sa.select(far).where(near == competency_id, CompetencyRelation.kind == kind)


def _named_in(ids: sa.Select[uuid.UUID]) -> list[Competency]:
    return list(db.session.scalars(visible().where(Competency.id.in_(ids))))
