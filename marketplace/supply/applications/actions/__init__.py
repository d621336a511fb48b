"""Applying, deciding, confirming: what people do with applications."""

from marketplace.supply.applications.actions.answering import Given, forget_answers
from marketplace.supply.applications.actions.applying import apply, save_draft, why_not, withdraw
from marketplace.supply.applications.actions.asking import answer_more, ask_more, go_on, remind_by_the_clock
from marketplace.supply.applications.actions.closing import JOB as DEADLINE_JOB
from marketplace.supply.applications.actions.closing import (
    extend_deadline,
    mind_drafts_by_the_clock,
    tell_of_deadline,
)
from marketplace.supply.applications.actions.composing import (
    Asked,
    add_question,
    begin_form,
    change_question,
    copy_form,
    discard_form,
    move_question,
    publish_form,
    remove_question,
)
from marketplace.supply.applications.actions.deciding import (
    CONFIRM_WITHIN,
    accept,
    confirm,
    enrol,
    not_select,
    start_review,
    waitlist,
)
from marketplace.supply.applications.actions.screening import appeal, rule_out, start_screening
from marketplace.supply.applications.actions.seats import (
    HOUSE,
    NOBODY,
    SEAT_FREE,
    expire_by_the_clock,
    hold,
    hold_until,
    lapse,
    lapse_by_the_clock,
    leave,
    offer_free_seats,
    place,
    when_a_seat_is_held,
)

__all__ = [
    "CONFIRM_WITHIN",
    "DEADLINE_JOB",
    "HOUSE",
    "NOBODY",
    "SEAT_FREE",
    "Asked",
    "Given",
    "accept",
    "add_question",
    "answer_more",
    "appeal",
    "apply",
    "ask_more",
    "begin_form",
    "change_question",
    "confirm",
    "copy_form",
    "discard_form",
    "enrol",
    "expire_by_the_clock",
    "extend_deadline",
    "forget_answers",
    "go_on",
    "hold",
    "hold_until",
    "lapse",
    "lapse_by_the_clock",
    "leave",
    "mind_drafts_by_the_clock",
    "move_question",
    "not_select",
    "offer_free_seats",
    "place",
    "publish_form",
    "remind_by_the_clock",
    "remove_question",
    "rule_out",
    "save_draft",
    "start_review",
    "start_screening",
    "tell_of_deadline",
    "waitlist",
    "when_a_seat_is_held",
    "why_not",
    "withdraw",
]
