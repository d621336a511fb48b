"""A résumé: handed in, read by a job, answered line by line, forgotten."""

from marketplace.supply.resumes.actions import joining  # noqa: F401 -- says how two proposals become one
from marketplace.supply.resumes.actions.answering import (
    drop_experience,
    take_as_it_is,
    take_competencies,
    take_experience,
)
from marketplace.supply.resumes.actions.reading import JOB, note, read_resume
from marketplace.supply.resumes.actions.uploading import forget, forget_file, upload

__all__ = [
    "JOB",
    "drop_experience",
    "forget",
    "forget_file",
    "note",
    "read_resume",
    "take_as_it_is",
    "take_competencies",
    "take_experience",
    "upload",
]
