"""What the two sides do about an offer: write it, extend it, ask about it, answer it, take it back."""

from marketplace.hiring.offers.actions.accepting import (
    MOST_HOURS,
    ONE_FULL_TIME,
    accept,
    end_other_processes,
    why_not_accept,
)
from marketplace.hiring.offers.actions.asking import (
    answer_with_terms,
    ask_time,
    close_waiting,
    counter,
    grant,
    prolong,
    stay,
)
from marketplace.hiring.offers.actions.conditions import add_condition, remove_condition, settle
from marketplace.hiring.offers.actions.deferring import agree, ask_start, disagree, reinstate
from marketplace.hiring.offers.actions.ending import (
    conclude,
    decline,
    lapse,
    lapse_all,
    lapse_by_the_clock,
    take_back,
    withdraw,
)
from marketplace.hiring.offers.actions.returning import others_come_back, talks_come_back, while_working
from marketplace.hiring.offers.actions.terms import CLOCK, FULL_TIME_HOURS, Terms, Work, full_time
from marketplace.hiring.offers.actions.writing import ONE_LIVE, extend, rewrite, why_not_offer, write

__all__ = [
    "CLOCK",
    "FULL_TIME_HOURS",
    "MOST_HOURS",
    "ONE_FULL_TIME",
    "ONE_LIVE",
    "Terms",
    "Work",
    "accept",
    "add_condition",
    "agree",
    "answer_with_terms",
    "ask_start",
    "ask_time",
    "close_waiting",
    "conclude",
    "counter",
    "decline",
    "disagree",
    "end_other_processes",
    "extend",
    "full_time",
    "grant",
    "lapse",
    "lapse_all",
    "lapse_by_the_clock",
    "others_come_back",
    "prolong",
    "reinstate",
    "remove_condition",
    "rewrite",
    "settle",
    "stay",
    "take_back",
    "talks_come_back",
    "while_working",
    "why_not_accept",
    "why_not_offer",
    "withdraw",
    "write",
]
