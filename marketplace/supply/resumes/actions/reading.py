"""The job that reads a résumé: in a process of its own, with no transaction open meanwhile."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from marketplace.competencies import queries as competencies
from marketplace.competencies.queries import Found as Named
from marketplace.db import bookkeep, db, end_read, lock
from marketplace.reader import child
from marketplace.reader.child import Reading
from marketplace.reader.dates import plain
from marketplace.reader.experiences import Found
from marketplace.reader.faults import Unreadable, UnreadFile
from marketplace.reader.kinds import FileKind
from marketplace.supply.documents.models import Document
from marketplace.supply.documents.queries import content_of
from marketplace.supply.jobseekers.models import CompetencyClaim, Experience, ExperienceKind
from marketplace.supply.resumes.models import Progress, ProposedCompetency, ProposedExperience, Resume
from marketplace.supply.resumes.queries import UNDER_WAY

JOB: Final = "resumes.read"
MOST_COMPETENCIES: Final = 40
_LONGEST_WORDS: Final = 300


def read_resume(*, resume_id: str, now: datetime) -> None:
    """Read one résumé and keep what was found as proposals. One that is gone, or was read before, is passed over."""
    file = _file_of(uuid.UUID(resume_id))
    if file is None:
        end_read()
        return
    bookkeep(lambda: _begin(uuid.UUID(resume_id)))  # leaves no transaction open, and what follows reads
    reading, why = _read(*file)
    named = _named(reading.lines) if reading else []
    end_read()
    resume = db.session.get(Resume, uuid.UUID(resume_id))
    if resume is not None and lock(resume).progress in UNDER_WAY:
        note(resume, reading, named, why=why, now=now)


read_resume.reads_first = True  # type: ignore[attr-defined]  # holds no lock while the file is read


def _file_of(resume_id: uuid.UUID) -> tuple[FileKind, bytes] | None:
    row = db.session.execute(
        sa.select(Document.kind, Document.id)
        .join(Resume, Resume.document_id == Document.id)
        .where(Resume.id == resume_id, Resume.progress.in_(UNDER_WAY))
    ).one_or_none()
    return None if row is None else (row.kind, content_of(row.id))


def _begin(resume_id: uuid.UUID) -> None:
    resume = db.session.get(Resume, resume_id)
    if resume is not None and resume.progress is Progress.WAITING:
        resume.progress = Progress.READING


def _read(kind: FileKind, content: bytes) -> tuple[Reading | None, Unreadable | None]:
    try:
        return child.read(kind, content), None
    except UnreadFile as unread:
        return None, unread.why


def _named(lines: Sequence[str]) -> list[Named]:
    """The competencies that a résumé names, but for those it only wishes for. Raises Busy without a vocabulary."""
    found = competencies.mentioned("\n".join(lines), source="resume")
    return [one for one in found if not one.optional][:MOST_COMPETENCIES]


def note(
    resume: Resume,
    reading: Reading | None,
    named: Iterable[Named] = (),
    *,
    why: Unreadable | None = None,
    now: datetime,
) -> None:
    """Keep what was found in a résumé, or why nothing was. What the profile says already is not proposed."""
    resume.read_at, resume.why = now, why
    resume.progress = Progress.UNREADABLE if reading is None else Progress.READ
    db.session.flush()
    if reading is None:
        return
    _propose_experiences(resume, reading, now.date())
    _propose_competencies(resume, "\n".join(reading.lines), named)
    db.session.flush()


def _propose_experiences(resume: Resume, reading: Reading, today: date) -> None:
    known = _experiences_of(resume.person_id)
    for position, found in enumerate(reading.experiences, 1):
        proposal = _experience(resume, found, position, today)
        if (plain(proposal.title), proposal.started_on) not in known:
            db.session.add(proposal)


def _propose_competencies(resume: Resume, text: str, named: Iterable[Named]) -> None:
    claimed = _claims_of(resume.person_id)
    for position, one in enumerate(named, 1):
        if one.competency.id not in claimed:
            db.session.add(
                ProposedCompetency(
                    resume_id=resume.id,
                    competency_id=one.competency.id,
                    position=position,
                    words=_around(text, one.start),
                    level=one.level,
                )
            )


def _experience(resume: Resume, found: Found, position: int, today: date) -> ProposedExperience:
    """A proposal; a month that has not begun yet was misread, and is left out."""
    started = found.started_on if found.started_on and found.started_on <= today else None
    ended = found.ended_on if started and found.ended_on and found.ended_on <= today else None
    return ProposedExperience(
        resume_id=resume.id,
        position=position,
        kind=ExperienceKind(found.kind),
        title=found.title,
        organisation=found.organisation,
        started_on=started,
        ended_on=ended,
        description=found.description,
        words=found.words,
    )


def _around(text: str, at: int) -> str:
    """The line that a place of the text lies in, as it stands there."""
    begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    line = text[begin : end if end >= 0 else None].removeprefix("• ")
    if len(line) <= _LONGEST_WORDS:
        return line
    cut = max(0, at - begin - _LONGEST_WORDS // 2)
    return f"… {line[cut : cut + _LONGEST_WORDS]} …"


def _experiences_of(person_id: uuid.UUID) -> set[tuple[str, date | None]]:
    rows = db.session.execute(
        sa.select(Experience.title, Experience.started_on).where(Experience.jobseeker_id == person_id)
    )
    return {(plain(title), started_on) for title, started_on in rows}


def _claims_of(person_id: uuid.UUID) -> set[uuid.UUID]:
    held = CompetencyClaim.level.is_not(None) | CompetencyClaim.shown_level.is_not(None)
    mine = sa.select(CompetencyClaim.competency_id).where(CompetencyClaim.jobseeker_id == person_id, held)
    return set(db.session.scalars(mine))
