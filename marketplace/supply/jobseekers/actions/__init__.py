"""What jobseekers do about themselves, and what a program records about them."""

from marketplace.supply.jobseekers.actions import joining  # noqa: F401 -- says how two claims become one
from marketplace.supply.jobseekers.actions.asking import ask, stop_asking
from marketplace.supply.jobseekers.actions.claims import (
    add_evidence,
    claim_competency,
    remove_claim,
    remove_evidence,
    set_level,
)
from marketplace.supply.jobseekers.actions.consents import (
    CONSENT_TEXTS,
    TEXT_VERSION,
    disclose,
    give_consent,
    withdraw_consent,
)
from marketplace.supply.jobseekers.actions.equity import save_equity, tell_by_step, tell_equity_by_the_clock
from marketplace.supply.jobseekers.actions.leaving import forget, forget_again, leave, when_leaving
from marketplace.supply.jobseekers.actions.profile import (
    add_experience,
    change_experience,
    profile_of,
    remove_experience,
    save_profile,
)
from marketplace.supply.jobseekers.actions.reviewing import (
    decide,
    expire_by_the_clock,
    give_back,
    record_assessment,
    take,
)
from marketplace.supply.jobseekers.actions.suggesting import accept, set_aside
from marketplace.supply.jobseekers.actions.wants import (
    choose_pools,
    keep_away,
    save_wants,
    stop_keeping_away,
    when_kept_away,
)

__all__ = [
    "CONSENT_TEXTS",
    "TEXT_VERSION",
    "accept",
    "add_evidence",
    "add_experience",
    "ask",
    "change_experience",
    "choose_pools",
    "claim_competency",
    "decide",
    "disclose",
    "expire_by_the_clock",
    "forget",
    "forget_again",
    "give_back",
    "give_consent",
    "keep_away",
    "leave",
    "profile_of",
    "record_assessment",
    "remove_claim",
    "remove_evidence",
    "remove_experience",
    "save_equity",
    "save_profile",
    "save_wants",
    "set_aside",
    "set_level",
    "stop_asking",
    "stop_keeping_away",
    "take",
    "tell_by_step",
    "tell_equity_by_the_clock",
    "when_kept_away",
    "when_leaving",
    "withdraw_consent",
]
