"""Composing a rubric, assigning reviewers, reviewing: what staff do before a decision."""

from marketplace.supply.reviews.actions.assigning import assign, assign_evenly, begin, release, show_names, spread
from marketplace.supply.reviews.actions.reviewing import Given, declare, reopen, save, submit
from marketplace.supply.reviews.actions.reviewing import begin as begin_review
from marketplace.supply.reviews.actions.rubrics import (
    add_criterion,
    change_criterion,
    copy_rubric,
    move_criterion,
    new_edition,
    prepared,
    remove_criterion,
    use_rubric,
)

__all__ = [
    "Given",
    "add_criterion",
    "assign",
    "assign_evenly",
    "begin",
    "begin_review",
    "change_criterion",
    "copy_rubric",
    "declare",
    "move_criterion",
    "new_edition",
    "prepared",
    "release",
    "remove_criterion",
    "reopen",
    "save",
    "show_names",
    "spread",
    "submit",
    "use_rubric",
]
