"""A person's résumé, who else may open its file, and what was found in it, which nobody but they reads."""

import uuid
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.reach import within
from marketplace.reader.faults import Unreadable
from marketplace.sides import Actor, Side
from marketplace.supply.documents import queries as documents
from marketplace.supply.documents.models import Document
from marketplace.supply.resumes.models import Answer, Progress, ProposedCompetency, ProposedExperience, Resume

UNDER_WAY: Final = frozenset({Progress.WAITING, Progress.READING})
PATIENCE: Final = timedelta(minutes=10)
#: What a person reads when nothing could be read, and what can be done.
WHY: Final = {
    Unreadable.TOO_LONG: _(
        "Reading it took longer than ten seconds, so it was stopped. Save it as a plain PDF, or paste its text."
    ),
    Unreadable.TOO_BIG: _(
        "It has more than thirty pages, or unpacks to far more than that. Upload a shorter one, or paste its text."
    ),
    Unreadable.LOCKED: _("It asks for a password. Save it without one, or paste its text."),
    Unreadable.NO_WORDS: _(
        "There are no words in it that can be read: it may be a picture of a page. Upload the file it was made from, "
        "or paste its text."
    ),
    Unreadable.BROKEN: _(
        "It is damaged, or built in a way that could not be read. Save it as PDF once more, or paste its text."
    ),
}


def own(actor: Actor) -> sa.Select[Resume]:
    """The acting jobseeker's résumé, with its file."""
    mine = Resume.person_id == actor.person_id if actor.side is Side.JOBSEEKER else sa.false()
    return sa.select(Resume).where(mine).options(joinedload(Resume.document))


@documents.readable
def read_by_the_team(actor: Actor) -> sa.Select[Any]:  # Any: as the register of documents takes it
    """The files of the résumés of people within a staff member's reach."""
    kept = Resume.document_id.is_not(None)
    return sa.select(Resume.document_id).where(kept, within(actor, "jobseekers", Resume.person_id))


def file_of(person_id: uuid.UUID, actor: Actor) -> Document | None:
    """The file of somebody's résumé if there is one and this person may open it."""
    theirs = sa.select(Resume.document_id).where(Resume.person_id == person_id)
    return db.session.scalar(documents.visible_to(actor).where(Document.id.in_(theirs)))


def experiences(actor: Actor) -> sa.Select[ProposedExperience]:
    """What the acting jobseeker did according to their résumé and has not answered yet, in its order."""
    return (
        sa.select(ProposedExperience)
        .where(
            ProposedExperience.resume_id.in_(own(actor).with_only_columns(Resume.id)),
            ProposedExperience.answer == Answer.OPEN,
        )
        .order_by(ProposedExperience.position, ProposedExperience.id)
    )


def competencies(actor: Actor) -> sa.Select[ProposedCompetency]:
    """What the acting jobseeker's résumé names and they have not answered yet, in its order."""
    return (
        sa.select(ProposedCompetency)
        .where(
            ProposedCompetency.resume_id.in_(own(actor).with_only_columns(Resume.id)),
            ProposedCompetency.answer == Answer.OPEN,
        )
        .options(joinedload(ProposedCompetency.competency))
        .order_by(ProposedCompetency.position, ProposedCompetency.id)
    )


def late(resume: Resume, now: datetime) -> bool:
    """Whether a résumé has waited so long that nobody should go on waiting for it."""
    return resume.progress in UNDER_WAY and now - resume.created_at > PATIENCE
