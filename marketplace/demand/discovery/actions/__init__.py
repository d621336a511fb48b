"""What people do in discovery: install the guide, hold a session, write down what was heard, code quotes."""

from marketplace.demand.discovery.actions.guide import EDITION, GUIDE, QUESTIONS, install_guide
from marketplace.demand.discovery.actions.sessions import (
    CODABLE,
    WRITABLE,
    code_insight,
    make_move,
    remove_insight,
    reschedule,
    schedule,
    set_quoting,
    verbatim,
    write_answer,
)

__all__ = [
    "CODABLE",
    "EDITION",
    "GUIDE",
    "QUESTIONS",
    "WRITABLE",
    "code_insight",
    "install_guide",
    "make_move",
    "remove_insight",
    "reschedule",
    "schedule",
    "set_quoting",
    "verbatim",
    "write_answer",
]
