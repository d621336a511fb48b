"""Taking something out: asked for and on record, made at once or by the job, forgotten after a week."""

from marketplace.outcomes.exports.actions.asking import (
    AT_ONCE,
    take_audit,
    take_figures,
    take_frozen,
    take_people,
    take_released,
)
from marketplace.outcomes.exports.actions.forgetting import forget_files, forget_old
from marketplace.outcomes.exports.actions.making import JOB, carry_out
from marketplace.outcomes.exports.actions.printing import PRINT_JOB, put_on_paper

__all__ = [
    "AT_ONCE",
    "JOB",
    "PRINT_JOB",
    "carry_out",
    "forget_files",
    "forget_old",
    "put_on_paper",
    "take_audit",
    "take_figures",
    "take_frozen",
    "take_people",
    "take_released",
]
