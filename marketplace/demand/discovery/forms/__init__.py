"""What people type about discovery sessions, answers and quotes."""

from marketplace.demand.discovery.forms.guides import GuideForm, IntroductionForm, QuestionForm
from marketplace.demand.discovery.forms.insights import InsightForm, MergeForm, RecodeForm, SplitForm, ThemeNameForm
from marketplace.demand.discovery.forms.notes import AnswerForm, MarkForm, SortForm, TimeForm
from marketplace.demand.discovery.forms.probes import (
    ConfirmedForm,
    ContradictionForm,
    FindingForm,
    OutcomeForm,
    PostingWordsForm,
    ProbeForm,
    ReplyForm,
)
from marketplace.demand.discovery.forms.sessions import (
    PickForm,
    QuotingForm,
    ReasonForm,
    RecordingForm,
    ScheduleForm,
    TimesForm,
)

__all__ = [
    "AnswerForm",
    "ConfirmedForm",
    "ContradictionForm",
    "FindingForm",
    "GuideForm",
    "InsightForm",
    "IntroductionForm",
    "MarkForm",
    "MergeForm",
    "OutcomeForm",
    "PickForm",
    "PostingWordsForm",
    "ProbeForm",
    "QuestionForm",
    "QuotingForm",
    "ReasonForm",
    "RecodeForm",
    "RecordingForm",
    "ReplyForm",
    "ScheduleForm",
    "SortForm",
    "SplitForm",
    "ThemeNameForm",
    "TimeForm",
    "TimesForm",
]
