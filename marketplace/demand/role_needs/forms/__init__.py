"""What people type about a role need and its requirements."""

from marketplace.demand.role_needs.forms.requirements import (
    MOST_PROPOSALS,
    ChangeRequirementForm,
    PostingForm,
    ProposalsForm,
    RequirementForm,
)
from marketplace.demand.role_needs.forms.roles import MergeForm, NewRoleNeedForm, ReasonForm, RoleNeedForm

__all__ = [
    "MOST_PROPOSALS",
    "ChangeRequirementForm",
    "MergeForm",
    "NewRoleNeedForm",
    "PostingForm",
    "ProposalsForm",
    "ReasonForm",
    "RequirementForm",
    "RoleNeedForm",
]
