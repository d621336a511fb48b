"""Applying, deciding, confirming: what people do with applications."""

from marketplace.supply.applications.actions.applying import apply, save_draft, why_not, withdraw
from marketplace.supply.applications.actions.deciding import (
    CONFIRM_WITHIN,
    accept,
    confirm,
    enrol,
    lapse,
    not_select,
    start_review,
    waitlist,
)

__all__ = [
    "CONFIRM_WITHIN",
    "accept",
    "apply",
    "confirm",
    "enrol",
    "lapse",
    "not_select",
    "save_draft",
    "start_review",
    "waitlist",
    "why_not",
    "withdraw",
]
