"""The fitted vocabulary in one file, made by a worker once for all processes of its machine."""

import fcntl
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from marketplace.competencies import queries
from marketplace.db import end_read
from marketplace.matcher import Vocabulary
from marketplace.outbox.actions import queue_job

JOB: Final = "competencies.fit_vocabulary"
#: Many times what a hundred thousand names take on a machine that does nothing else.
LIMIT: Final = timedelta(minutes=45)

log = logging.getLogger(__name__)


def queue_fit(stamp: uuid.UUID) -> None:
    """Ask the worker for the file of this stamp, when the vocabulary is large enough to need one."""
    if queries.is_large():
        queue_job(JOB, dedupe_key=queries.fit_key(stamp), stamp=stamp)


def fit_vocabulary(*, stamp: str, now: datetime) -> None:
    """Build, fit and save the vocabulary under its stamp; takes minutes with a hundred thousand names.

    A stamp that is not current any more, or that has its file, is passed over: safe to repeat. So is one
    that comes while another fit runs on this machine; `fit_here` sees to it when that has ended.
    """
    if str(queries.stamp()) == stamp:
        fit_here(now=now)
    end_read()


def fit_here(*, now: datetime) -> None:  # noqa: ARG001 -- a job is handed the time
    """Make this machine's file of the vocabulary as it is, unless it is there or being made.

    Each worker looks once a minute: the file of one machine is of no use to the next, whichever did the job.
    """
    path = queries.missing_file()
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone_in(path.parent) as alone:
        concepts = queries.concepts() if alone else []
        end_read()
        if alone:
            vocabulary = Vocabulary.build(concepts)
            vocabulary.save(path)
            log.info("vocabulary of %s competencies fitted", len(concepts))
            _forget_others(path)


fit_vocabulary.reads_first = True  # type: ignore[attr-defined]  # holds no lock while it builds
fit_vocabulary.limit = LIMIT  # type: ignore[attr-defined]
fit_here.reads_first = True  # type: ignore[attr-defined]
fit_here.limit = LIMIT  # type: ignore[attr-defined]


@contextmanager
def _alone_in(folder: Path) -> Iterator[bool]:
    """Whether nobody else on this machine fits now; nobody does for as long as the block lasts.

    The lock goes with the process that holds it, however it ends.
    """
    with (folder / "fitting.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _forget_others(path: Path) -> None:
    """Files of older states. Whoever still maps one keeps it until it lets go."""
    for other in path.parent.glob("*.vocabulary"):
        if other != path:
            other.unlink(missing_ok=True)
