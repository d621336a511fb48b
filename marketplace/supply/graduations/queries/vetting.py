"""Who is ready to be matched: marks, what they rest on, and until when they hold."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.sides import Actor
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.enrolments.models import GRADUATED, Assessment, Enrolment
from marketplace.supply.graduations.models import NoLonger, ReadyEvidence, ReadyMark
from marketplace.supply.graduations.queries.requiring import targets

#: How long a mark holds unless staff say less, and at most.
HOLDS_FOR = timedelta(days=180)
HOLDS_AT_MOST = timedelta(days=365)
#: Who graduated longer ago is not asked about by itself.
LOOKED_BACK = timedelta(days=60)
NO_LONGER_WORDS = {
    NoLonger.EVIDENCE: _("What it rests on does not hold any more"),
    NoLonger.NOT_AVAILABLE: _("Not available for a while"),
    NoLonger.ASKED: _("The person asked for it"),
    NoLonger.RENEWED: _("Looked at anew"),
    NoLonger.OTHER: _("Something else"),
}


def vetted(today: date) -> sa.Select[uuid.UUID]:
    """The ids of everybody who is marked as ready on a day."""
    holds = ReadyMark.lapses_on >= today
    return sa.select(ReadyMark.jobseeker_id).where(ReadyMark.withdrawn_at.is_(None), holds)


def to_vet(actor: Actor, today: date, soon: date) -> sa.Select[Any]:  # Any: a row and the day, or none
    """Graduates of the last weeks whom nobody has marked, and those whose mark lapses soon, with its last day."""
    living = sa.and_(ReadyMark.enrolment_id == Enrolment.id, ReadyMark.withdrawn_at.is_(None))
    marked = sa.select(ReadyMark.enrolment_id)
    new = sa.and_(Enrolment.id.not_in(marked), Enrolment.graduated_on >= today - LOOKED_BACK)
    return (
        enrolments.visible_to(actor)
        .add_columns(ReadyMark.lapses_on)
        .outerjoin_from(Enrolment, ReadyMark, living)
        .where(Enrolment.stage.in_(GRADUATED), sa.or_(new, ReadyMark.lapses_on.between(today, soon)))
        .order_by(ReadyMark.lapses_on, Enrolment.graduated_on, Enrolment.id)
    )


def marks_visible_to(actor: Actor) -> sa.Select[ReadyMark]:
    """The marks of the enrolments that this person may see, the newest first, with what they rest on."""
    seen = enrolments.visible_to(actor).with_only_columns(Enrolment.id).order_by(None)
    evidence = selectinload(ReadyMark.evidence).joinedload(ReadyEvidence.assessment)
    return (
        sa.select(ReadyMark)
        .where(ReadyMark.enrolment_id.in_(seen))
        .options(
            joinedload(ReadyMark.marked_by),
            joinedload(ReadyMark.withdrawn_by),
            evidence.joinedload(Assessment.competency),
            evidence.joinedload(Assessment.assessed_by),
        )
        .order_by(ReadyMark.marked_at.desc(), ReadyMark.id)
    )


def marks_of(enrolment: Enrolment, actor: Actor) -> Sequence[ReadyMark]:
    """Every mark of an enrolment, the newest first."""
    return db.session.scalars(marks_visible_to(actor).where(ReadyMark.enrolment_id == enrolment.id)).unique().all()


def living_mark(jobseeker_id: uuid.UUID) -> ReadyMark | None:
    """The mark that was not withdrawn, also when its day has passed."""
    rows = sa.select(ReadyMark).where(ReadyMark.jobseeker_id == jobseeker_id, ReadyMark.withdrawn_at.is_(None))
    return db.session.scalars(rows).one_or_none()


def evidence_for(enrolment: Enrolment) -> tuple[list[Assessment], list[str]]:
    """The newest assessment that shows each taught competency, by name, and the names of those that nothing shows."""
    wanted = targets(enrolment.cohort)
    best: dict[uuid.UUID, Assessment] = {}
    for row in enrolments.newest_of([enrolment.id]).get(enrolment.id, {}).values():
        known = best.get(row.competency_id)
        if row.level and row.competency_id in wanted and (known is None or row.level >= known.level):
            best[row.competency_id] = row
    missing = [name for key, (name, _level) in wanted.items() if key not in best]
    return sorted(best.values(), key=lambda row: row.competency.preferred.lower()), missing
