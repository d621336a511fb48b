"""A jobseeker: experiences first, competencies claimed and shown, consent given and taken back, and what they want."""

from marketplace.supply.jobseekers.models.apart import (
    EquityAnswer,
    EquityStepTotal,
    EquityTotal,
    Erasure,
)
from marketplace.supply.jobseekers.models.claims import (
    ClaimStage,
    CompetencyClaim,
    CompetencyClaimChange,
    CompetencySetAside,
    EvidenceItem,
    EvidenceKind,
)
from marketplace.supply.jobseekers.models.consents import (
    Consent,
    Disclosure,
    Purpose,
)
from marketplace.supply.jobseekers.models.profiles import (
    BlockedEmployer,
    Experience,
    ExperienceKind,
    FromHome,
    Jobseeker,
    PoolChoice,
    Wants,
)

__all__ = [
    "BlockedEmployer",
    "ClaimStage",
    "CompetencyClaim",
    "CompetencyClaimChange",
    "CompetencySetAside",
    "Consent",
    "Disclosure",
    "EquityAnswer",
    "EquityStepTotal",
    "EquityTotal",
    "Erasure",
    "EvidenceItem",
    "EvidenceKind",
    "Experience",
    "ExperienceKind",
    "FromHome",
    "Jobseeker",
    "PoolChoice",
    "Purpose",
    "Wants",
]
