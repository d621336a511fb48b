"""Planning a cohort, signing partners onto it, opening and running it, its seats, and hours given to it."""

from marketplace.supply.cohorts.actions.hours import cancel_hours, hold_hours, offer_hours, schedule_hours
from marketplace.supply.cohorts.actions.moving import (
    begin,
    cancel,
    complete,
    keeps_open,
    open_for_applications,
    teach_newest,
    when_opened,
)
from marketplace.supply.cohorts.actions.planning import (
    EDITABLE,
    create,
    edit,
    end_of_day,
    release_partner,
    sign_partner,
)
from marketplace.supply.cohorts.actions.seats import fill, free_seat, hold_seats, take_seat, when_seats_are_free
from marketplace.supply.cohorts.actions.wishing import take_back_wish, wish_for_next

__all__ = [
    "EDITABLE",
    "begin",
    "cancel",
    "cancel_hours",
    "complete",
    "create",
    "edit",
    "end_of_day",
    "fill",
    "free_seat",
    "hold_hours",
    "hold_seats",
    "keeps_open",
    "offer_hours",
    "open_for_applications",
    "release_partner",
    "schedule_hours",
    "sign_partner",
    "take_back_wish",
    "take_seat",
    "teach_newest",
    "when_opened",
    "when_seats_are_free",
    "wish_for_next",
]
