"""The fitted vocabulary in one file, made by the worker once for all processes."""

import logging
import uuid
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from marketplace.competencies import queries
from marketplace.competencies.models import Competency
from marketplace.db import db, end_read
from marketplace.matcher import Concept, Vocabulary
from marketplace.outbox.actions import queue_job

#: Below so many competencies every process builds its own in a moment, and there is little to fit on.
LARGE: Final = 1000
JOB: Final = "competencies.fit_vocabulary"

log = logging.getLogger(__name__)


def is_large() -> bool:
    """Whether the vocabulary is kept fitted in a file."""
    return (db.session.scalar(sa.select(sa.func.count()).select_from(Competency)) or 0) >= LARGE


def queue_fit(stamp: uuid.UUID) -> None:
    """Ask the worker for the file of this stamp, when the vocabulary is large enough to need one."""
    if is_large():
        queue_job(JOB, dedupe_key=f"vocabulary:{stamp}", stamp=stamp)


def fit_vocabulary(*, stamp: str, now: datetime) -> None:  # noqa: ARG001 -- a job is handed the time
    """Build, fit and save the vocabulary under its stamp; takes minutes with a hundred thousand names.

    A stamp that is not current any more, or that has its file, is passed over: safe to repeat.
    """
    path = queries.kept_at(uuid.UUID(stamp))
    wanted = path is not None and not path.exists() and str(queries.stamp()) == stamp
    concepts = queries.concepts() if wanted else []
    end_read()
    if wanted and path is not None:
        _fit(path, concepts)


def _fit(path: Path, concepts: list[Concept]) -> None:
    vocabulary = Vocabulary.build(concepts)
    path.parent.mkdir(parents=True, exist_ok=True)
    vocabulary.save(path)
    log.info("vocabulary fitted: %s", vocabulary.digest)
    _forget_others(path)


fit_vocabulary.reads_first = True  # type: ignore[attr-defined]  # holds no lock while it builds


def _forget_others(path: Path) -> None:
    """Files of stamps that are gone for good. Whoever still maps one keeps it until it lets go."""
    for other in path.parent.glob("*.vocabulary"):
        if other != path:
            other.unlink(missing_ok=True)
