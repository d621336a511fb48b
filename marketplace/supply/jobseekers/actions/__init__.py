"""What jobseekers do about themselves, and what a program records about them."""

from marketplace.supply.jobseekers.actions.claims import (
    add_evidence,
    claim_competency,
    record_assessment,
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
from marketplace.supply.jobseekers.actions.profile import (
    add_experience,
    change_experience,
    profile_of,
    remove_experience,
    save_profile,
)

__all__ = [
    "CONSENT_TEXTS",
    "TEXT_VERSION",
    "add_evidence",
    "add_experience",
    "change_experience",
    "claim_competency",
    "disclose",
    "give_consent",
    "profile_of",
    "record_assessment",
    "remove_claim",
    "remove_evidence",
    "remove_experience",
    "save_profile",
    "set_level",
    "withdraw_consent",
]
