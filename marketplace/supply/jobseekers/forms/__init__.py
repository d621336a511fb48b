"""What people type about themselves, and the team about what it saw."""

from marketplace.supply.jobseekers.forms.growing import ClaimForm, DecideForm, LevelForm, SuggestionForm, evidence_form
from marketplace.supply.jobseekers.forms.leaving import EquityForm, LeaveForm
from marketplace.supply.jobseekers.forms.own import ExperienceForm, ProfileForm
from marketplace.supply.jobseekers.forms.wants import KeepAwayForm, WantsForm, pools_form

__all__ = [
    "ClaimForm",
    "DecideForm",
    "EquityForm",
    "ExperienceForm",
    "KeepAwayForm",
    "LeaveForm",
    "LevelForm",
    "ProfileForm",
    "SuggestionForm",
    "WantsForm",
    "evidence_form",
    "pools_form",
]
