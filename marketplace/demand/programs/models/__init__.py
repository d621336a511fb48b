"""A program reverse-engineered from demand, its versions, for whom it is made, and who works on it."""

from marketplace.demand.programs.models.blueprints import ProgramOrigin
from marketplace.demand.programs.models.design import Barrier, EligibilityRule, Operator, Pool, RuleKind
from marketplace.demand.programs.models.programs import (
    Customer,
    Mode,
    Model,
    Module,
    ModuleCompetency,
    ModuleWords,
    Program,
    ProgramChange,
    Stage,
    Strand,
    Transformation,
)
from marketplace.demand.programs.models.teams import ProgramAssignment
from marketplace.demand.programs.models.versions import (
    ModuleComment,
    ProgramVersion,
    ProgramVersionChange,
    ReviewStage,
    VersionReview,
    VersionReviewChange,
    VersionStage,
)

__all__ = [
    "Barrier",
    "Customer",
    "EligibilityRule",
    "Mode",
    "Model",
    "Module",
    "ModuleComment",
    "ModuleCompetency",
    "ModuleWords",
    "Operator",
    "Pool",
    "Program",
    "ProgramAssignment",
    "ProgramChange",
    "ProgramOrigin",
    "ProgramVersion",
    "ProgramVersionChange",
    "ReviewStage",
    "RuleKind",
    "Stage",
    "Strand",
    "Transformation",
    "VersionReview",
    "VersionReviewChange",
    "VersionStage",
]
