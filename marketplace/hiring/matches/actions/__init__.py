"""What people do around a match: run it, shortlist, share, answer on either side, and contest what it says."""

from marketplace.hiring.matches.actions.answering import (
    Aftermath,
    advance,
    close,
    close_others,
    decline,
    say_interested,
    when_closed,
)
from marketplace.hiring.matches.actions.batching import AT_ONCE, JOB, carry_out, request_runs
from marketplace.hiring.matches.actions.contesting import answer, contest, take_back
from marketplace.hiring.matches.actions.keeping_away import may_be_shown
from marketplace.hiring.matches.actions.reading import note_resume
from marketplace.hiring.matches.actions.running import run
from marketplace.hiring.matches.actions.shortlisting import put_at, share, shortlist, take_off

__all__ = [
    "AT_ONCE",
    "JOB",
    "Aftermath",
    "advance",
    "answer",
    "carry_out",
    "close",
    "close_others",
    "contest",
    "decline",
    "may_be_shown",
    "note_resume",
    "put_at",
    "request_runs",
    "run",
    "say_interested",
    "share",
    "shortlist",
    "take_back",
    "take_off",
    "when_closed",
]
