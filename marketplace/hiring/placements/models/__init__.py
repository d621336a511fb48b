"""Placement episodes, what each side says of them, what shows them, checks that they last, links that confirm."""

from marketplace.hiring.placements.models.checks import (
    CheckpointAnswer,
    CheckpointChange,
    CheckStage,
    ContactAttempt,
    ContactResult,
    ContactWay,
    ExcludedFor,
    Found,
    RetentionCheckpoint,
)
from marketplace.hiring.placements.models.episodes import (
    EmploymentKind,
    EndReason,
    Evidence,
    Placement,
    PlacementChange,
    Related,
    Source,
    Stage,
)
from marketplace.hiring.placements.models.links import ConfirmationLink
from marketplace.hiring.placements.models.opinions import Opinion, PlacementOpinion, Question
from marketplace.hiring.placements.models.papers import PaperKind, PlacementClaim, PlacementEvidence

__all__ = [
    "CheckStage",
    "CheckpointAnswer",
    "CheckpointChange",
    "ConfirmationLink",
    "ContactAttempt",
    "ContactResult",
    "ContactWay",
    "EmploymentKind",
    "EndReason",
    "Evidence",
    "ExcludedFor",
    "Found",
    "Opinion",
    "PaperKind",
    "Placement",
    "PlacementChange",
    "PlacementClaim",
    "PlacementEvidence",
    "PlacementOpinion",
    "Question",
    "Related",
    "RetentionCheckpoint",
    "Source",
    "Stage",
]
