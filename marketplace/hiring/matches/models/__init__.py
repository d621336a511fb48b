"""Match runs with every part of every score, referrals, requests over many roles, and readings that are contested."""

from marketplace.hiring.matches.models.batches import MatchBatch, MatchBatchRole
from marketplace.hiring.matches.models.contested import (
    ContestedReading,
    ContestedReadingChange,
    ReadingReason,
    ReadingStage,
)
from marketplace.hiring.matches.models.referrals import (
    TREES,
    Answer,
    Referral,
    ReferralChange,
    ReferralStage,
    tree,
)
from marketplace.hiring.matches.models.runs import MatchCandidate, MatchInputs, MatchPart, MatchRun, PartState

__all__ = [
    "TREES",
    "Answer",
    "ContestedReading",
    "ContestedReadingChange",
    "MatchBatch",
    "MatchBatchRole",
    "MatchCandidate",
    "MatchInputs",
    "MatchPart",
    "MatchRun",
    "PartState",
    "ReadingReason",
    "ReadingStage",
    "Referral",
    "ReferralChange",
    "ReferralStage",
    "tree",
]
