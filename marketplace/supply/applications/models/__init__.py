"""Applications of jobseekers to cohorts."""

from marketplace.supply.applications.models.applications import ENDED, Application, ApplicationChange, Stage
from marketplace.supply.applications.models.asking import InformationRequest
from marketplace.supply.applications.models.forms import (
    ApplicationAnswer,
    ApplicationForm,
    FormQuestion,
    QuestionKind,
)
from marketplace.supply.applications.models.snapshots import ProfileSnapshot

__all__ = [
    "ENDED",
    "Application",
    "ApplicationAnswer",
    "ApplicationChange",
    "ApplicationForm",
    "FormQuestion",
    "InformationRequest",
    "ProfileSnapshot",
    "QuestionKind",
    "Stage",
]
