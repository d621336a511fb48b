"""Taking a seat, learning, leaving, graduating: what people do with enrolments."""

from marketplace.supply.enrolments.actions.completing import who_waits_or_learns
from marketplace.supply.enrolments.actions.ending import step_away, transfer
from marketplace.supply.enrolments.actions.learning import (
    Seen,
    assess,
    begin,
    graduate,
    resume,
    when_graduated,
    why_not_graduate,
)
from marketplace.supply.enrolments.actions.saying import Before, answer, correct
from marketplace.supply.enrolments.actions.taking import ask_by_the_clock, confirm

__all__ = [
    "Before",
    "Seen",
    "answer",
    "ask_by_the_clock",
    "assess",
    "begin",
    "confirm",
    "correct",
    "graduate",
    "resume",
    "step_away",
    "transfer",
    "when_graduated",
    "who_waits_or_learns",
    "why_not_graduate",
]
