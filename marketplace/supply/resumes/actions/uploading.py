"""Handing a résumé in, and forgetting it: the file alone, or all that was found in it too."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import queue_job
from marketplace.sides import Actor, Side
from marketplace.supply.documents import actions as documents
from marketplace.supply.documents.actions import Handed
from marketplace.supply.resumes import queries
from marketplace.supply.resumes.actions.reading import JOB
from marketplace.supply.resumes.models import Progress, ProposedCompetency, ProposedExperience, Resume

constraint_says(
    "uq_resumes_person_id", lazy_gettext("You uploaded another résumé a moment ago. Look at that one first.")
)


def upload(file: Handed, *, actor: Actor, now: datetime) -> Resume:
    """Keep a résumé and have it read; the one before goes, with what was found in it and not taken over.

    Nothing of it comes into the profile by itself.
    """
    if actor.side is not Side.JOBSEEKER:
        raise Refused(_("Only a jobseeker has a profile. Switch to your own account first."))
    before = db.session.scalar(queries.own(actor))
    if before is not None:
        forget(before)
    document = documents.keep(file, actor=actor, now=now)
    resume = Resume(person_id=actor.person_id, document_id=document.id, name=document.name, created_at=now)
    db.session.add(resume)
    db.session.flush()
    queue_job(JOB, dedupe_key=f"{JOB}:{resume.id}", resume_id=resume.id)
    return resume


def forget_file(resume: Resume) -> None:
    """Delete the file; what was found in it stays to be answered. One that is not read yet goes as a whole."""
    if resume.progress not in {Progress.READ, Progress.UNREADABLE}:
        forget(resume)
        return
    document, resume.document_id = resume.document, None
    db.session.flush()
    if document is not None:
        documents.remove(document)
    db.session.expire(resume, ["document"])


def forget(resume: Resume) -> None:
    """Delete a résumé, its file, and what was found in it. What was taken over stays in the profile."""
    for proposals in (ProposedExperience, ProposedCompetency):
        db.session.execute(
            sa.delete(proposals).where(proposals.resume_id == resume.id).execution_options(synchronize_session=False)
        )
    document = resume.document
    db.session.delete(resume)
    db.session.flush()
    if document is not None:
        documents.remove(document)
