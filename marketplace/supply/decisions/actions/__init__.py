"""Deciding together, waiting for a later cohort, and what the program team sets for a waitlist."""

from marketplace.supply.decisions.actions.deferring import answer, ask, defer, why_not_defer
from marketplace.supply.decisions.actions.proposing import Decision, propose, propose_by_rank, take_back
from marketplace.supply.decisions.actions.releasing import JOB, UNDO, carry_out, mails_of, release, undo
from marketplace.supply.decisions.actions.rules import set_rules
from marketplace.supply.decisions.actions.shrinking import cancel, cut

__all__ = [
    "JOB",
    "UNDO",
    "Decision",
    "answer",
    "ask",
    "cancel",
    "carry_out",
    "cut",
    "defer",
    "mails_of",
    "propose",
    "propose_by_rank",
    "release",
    "set_rules",
    "take_back",
    "undo",
    "why_not_defer",
]
