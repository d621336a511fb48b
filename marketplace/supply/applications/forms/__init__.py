"""What people type about an application, on both sides of it."""

from marketplace.supply.applications.forms.applying import ApplyForm, DraftForm, compose, name_of, typed
from marketplace.supply.applications.forms.composing import CopyForm, ExtendForm, QuestionForm, filled
from marketplace.supply.applications.forms.deciding import (
    REASONS,
    RULED_OUT,
    AnswerForm,
    AppealForm,
    AskForm,
    NotSelectForm,
    RuleOutForm,
    StaffWithdrawForm,
    WithdrawForm,
)

__all__ = [
    "REASONS",
    "RULED_OUT",
    "AnswerForm",
    "AppealForm",
    "ApplyForm",
    "AskForm",
    "CopyForm",
    "DraftForm",
    "ExtendForm",
    "NotSelectForm",
    "QuestionForm",
    "RuleOutForm",
    "StaffWithdrawForm",
    "WithdrawForm",
    "compose",
    "filled",
    "name_of",
    "typed",
]
