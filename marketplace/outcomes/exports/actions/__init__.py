"""Taking something out: asked for and on record, made at once or by the job, forgotten after a week."""

from marketplace.outcomes.exports.actions.asking import AT_ONCE, take_figures, take_people, take_released
from marketplace.outcomes.exports.actions.forgetting import forget_files, forget_old
from marketplace.outcomes.exports.actions.making import JOB, carry_out

__all__ = [
    "AT_ONCE",
    "JOB",
    "carry_out",
    "forget_files",
    "forget_old",
    "take_figures",
    "take_people",
    "take_released",
]
