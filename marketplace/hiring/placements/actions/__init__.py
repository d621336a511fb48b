"""What people do about a placement: claim it, say whether it is right, show it, verify it, and see whether it lasts."""

from marketplace.hiring.placements.actions.answering import NOT_RIGHT, RIGHT, say_by_link
from marketplace.hiring.placements.actions.asking import look_after
from marketplace.hiring.placements.actions.checking import ENOUGH_ATTEMPTS, answer, answer_as, note_contact, why_not_yet
from marketplace.hiring.placements.actions.hiring import (
    RECORDED,
    confirm,
    correct,
    dispute,
    record_hire,
    record_own,
    settle,
    show_names,
    why_not_hire,
)
from marketplace.hiring.placements.actions.lasting import (
    cancel_before_start,
    end,
    extend,
    resume,
    suspend,
    verify,
)
from marketplace.hiring.placements.actions.opinions import say_opinion
from marketplace.hiring.placements.actions.papers import add_evidence, take_back_evidence

__all__ = [
    "ENOUGH_ATTEMPTS",
    "NOT_RIGHT",
    "RECORDED",
    "RIGHT",
    "add_evidence",
    "answer",
    "answer_as",
    "cancel_before_start",
    "confirm",
    "correct",
    "dispute",
    "end",
    "extend",
    "look_after",
    "note_contact",
    "record_hire",
    "record_own",
    "resume",
    "say_by_link",
    "say_opinion",
    "settle",
    "show_names",
    "suspend",
    "take_back_evidence",
    "verify",
    "why_not_hire",
    "why_not_yet",
]
