"""What people type about an interview."""

from marketplace.hiring.interviews.forms.arranging import (
    KINDS,
    AnotherTimeForm,
    CancelForm,
    DayForm,
    MoveTimeForm,
    OfferAgainForm,
    PickForm,
    ProposeForm,
)
from marketplace.hiring.interviews.forms.meeting import (
    HIRE,
    MISSED,
    MISSED_ME,
    POINTS,
    FeedbackForm,
    MissedForm,
    OutcomeForm,
    ReportForm,
    ScorecardForm,
    SettleForm,
    scorecard_form,
)

__all__ = [
    "HIRE",
    "KINDS",
    "MISSED",
    "MISSED_ME",
    "POINTS",
    "AnotherTimeForm",
    "CancelForm",
    "DayForm",
    "FeedbackForm",
    "MissedForm",
    "MoveTimeForm",
    "OfferAgainForm",
    "OutcomeForm",
    "PickForm",
    "ProposeForm",
    "ReportForm",
    "ScorecardForm",
    "SettleForm",
    "scorecard_form",
]
