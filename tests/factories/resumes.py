"""Résumés that people uploaded and what was found in them, for tests."""

from datetime import date

from marketplace.db import db
from marketplace.supply.documents.models import Document
from marketplace.supply.jobseekers.models import ExperienceKind, Jobseeker
from marketplace.supply.resumes.models import Progress, ProposedCompetency, ProposedExperience, Resume
from tests.factories.competencies import make_competency
from tests.factories.documents import make_document
from tests.factories.supply import NOW, make_jobseeker


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row


def make_resume(jobseeker: Jobseeker | None = None, *, document: Document | None = None, **overrides) -> Resume:
    """A résumé that was read, with its file; with another `progress` one that was not, or could not be."""
    jobseeker = jobseeker or make_jobseeker()
    document = document or make_document(jobseeker, name="resume.pdf")
    row = {
        "person_id": jobseeker.id,
        "document_id": document.id,
        "name": document.name,
        "progress": Progress.READ,
        "created_at": NOW,
    } | overrides
    done = row["progress"] in {Progress.READ, Progress.UNREADABLE}
    return _added(Resume(**({"read_at": NOW if done else None} | row)))


def make_proposed_experience(resume: Resume | None = None, **overrides) -> ProposedExperience:
    """One line of a résumé, not answered yet."""
    row = {
        "resume_id": (resume or make_resume()).id,
        "position": 1,
        "kind": ExperienceKind.PAID,
        "title": "Night manager",
        "organisation": "Hotel Osprey",
        "started_on": date(2017, 3, 1),
        "ended_on": date(2021, 6, 1),
        "description": "Ran the night shift of a hotel with 120 rooms.",
        "words": "Night manager, Hotel Osprey, March 2017 – June 2021",
    }
    return _added(ProposedExperience(**(row | overrides)))


def make_proposed_competency(resume: Resume | None = None, **overrides) -> ProposedCompetency:
    """One competency that a résumé names, not answered yet."""
    row = {"resume_id": (resume or make_resume()).id, "position": 1, "words": "made the rotas", "level": None}
    if "competency_id" not in overrides:
        row["competency_id"] = make_competency().id
    return _added(ProposedCompetency(**(row | overrides)))
