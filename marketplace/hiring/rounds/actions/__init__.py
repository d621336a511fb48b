"""Rounds of choosing: opened, lists saved and frozen, a proposal made of them, changed with a reason, and released."""

from marketplace.hiring.rounds.actions.freezing import CLOCK, freeze, mind_by_the_clock
from marketplace.hiring.rounds.actions.listing import is_open, save
from marketplace.hiring.rounds.actions.opening import abandon, open_round
from marketplace.hiring.rounds.actions.proposing import JOB, ask_for_proposal, compute, is_computed
from marketplace.hiring.rounds.actions.releasing import change, choices, release, why_not_release

__all__ = [
    "CLOCK",
    "JOB",
    "abandon",
    "ask_for_proposal",
    "change",
    "choices",
    "compute",
    "freeze",
    "is_computed",
    "is_open",
    "mind_by_the_clock",
    "open_round",
    "release",
    "save",
    "why_not_release",
]
