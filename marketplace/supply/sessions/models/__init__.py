"""The training of a cohort: its sessions, who was there, what stands in the way, and who was asked how it goes."""

from marketplace.supply.sessions.models.supports import (
    BarrierKind,
    BarrierStage,
    Helped,
    TrainingBarrier,
    TrainingBarrierChange,
    TrainingContact,
    TrainingSupport,
    Way,
)
from marketplace.supply.sessions.models.timetable import (
    Attendance,
    Mark,
    TrainingFeed,
    TrainingSession,
    TrainingSessionChange,
    TrainingStage,
)

__all__ = [
    "Attendance",
    "BarrierKind",
    "BarrierStage",
    "Helped",
    "Mark",
    "TrainingBarrier",
    "TrainingBarrierChange",
    "TrainingContact",
    "TrainingFeed",
    "TrainingSession",
    "TrainingSessionChange",
    "TrainingStage",
    "TrainingSupport",
    "Way",
]
