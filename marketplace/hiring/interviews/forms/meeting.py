"""What people type about an interview that took place, or did not."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from marketplace.hiring.interviews.actions import Outcome
from marketplace.hiring.interviews.models import Hire, Stage
from marketplace.hiring.interviews.queries import before_own_score
from marketplace.sides import HIRING_ROLES
from marketplace.web.access import me
from marketplace.web.forms import Form

DECISIONS = (
    (Outcome.WOULD_HIRE.value, _("We would hire this person")),
    (Outcome.WOULD_NOT_HIRE.value, _("We would not hire this person for this role")),
)
BEFORE_IT_IS_SAID = (
    (Outcome.TOOK_PLACE.value, _("It took place, and we decide later")),
    (Outcome.DID_NOT_COME.value, _("The candidate did not come")),
)
MISSED = {
    "no_word": _("No word from them"),
    "too_late": _("They wrote, but too late"),
    "not_found": _("They did not find the place, or the link did not work"),
    "not_known": _("We don’t know"),
}
MISSED_ME = {
    "nobody_came": _("Nobody came, and nobody told me"),
    "told_too_late": _("They told me when I was there already, or on my way"),
    "not_found": _("The place or the link was wrong"),
    "sent_away": _("I was sent away"),
}
HIRE = {
    Hire.STRONG_NO: _("No, clearly not"),
    Hire.NO: _("Rather not"),
    Hire.YES: _("Rather yes"),
    Hire.STRONG_YES: _("Yes, clearly"),
}
POINTS = {
    1: _("Did not show it"),
    2: _("Showed less than the work needs"),
    3: _("Showed what the work needs"),
    4: _("Showed more than the work needs"),
}
NOT_ASKED = "0"
LONG = Length(max=2000, message=_("Please keep it under 2,000 characters."))
LONGER = Length(max=4000, message=_("Please keep it under 4,000 characters."))


class OutcomeForm(Form):
    """What came of it, and notes that stay with the employer."""

    outcome = RadioField(_("What came of it"), validators=[InputRequired(_("Choose one."))])
    missed_reason = SelectField(
        _("If they did not come"),
        choices=[("", _("Choose what is known")), *MISSED.items()],
        validators=[Optional()],
    )
    private_notes = TextAreaField(_("Notes"), validators=[LONGER])
    version = HiddenField()

    def __init__(self, *args, interview, **kwargs):
        super().__init__(*args, **kwargs)
        before = interview.stage is Stage.SCHEDULED
        decides = me().role in HIRING_ROLES
        self.outcome.choices = [*(DECISIONS if decides else ()), *(BEFORE_IT_IS_SAID if before else ())]
        if not before:
            del self.missed_reason
        if not decides or (interview.private_notes and before_own_score(interview, me())):
            del self.private_notes  # what others noted comes after what one saw oneself


class MissedForm(Form):
    """What happened when nobody met the person."""

    reason = RadioField(
        _("What happened"), choices=list(MISSED_ME.items()), validators=[InputRequired(_("Choose one."))]
    )


class ScorecardForm(Form):
    """What one interviewer saw; `scorecard_form` adds the lines."""

    hire = RadioField(
        _("Would you hire this person for this role?"),
        choices=[(word.value, label) for word, label in HIRE.items()],
        validators=[InputRequired(_("Choose one. There is no middle."))],
    )
    notes = TextAreaField(_("Notes"), validators=[LONGER])
    asked: tuple = ()

    @property
    def lines(self):
        return [(row, self[f"points_{place}"], self[f"words_{place}"]) for place, row in enumerate(self.asked)]

    @property
    def values(self):
        scores = {
            row.id: (int(points.data), words.data) for row, points, words in self.lines if points.data != NOT_ASKED
        }
        return {"hire": self.hire.data, "notes": self.notes.data, "scores": scores}


def scorecard_form(asked):
    """A scorecard with a line for each requirement."""
    choices = [*((str(number), label) for number, label in POINTS.items()), (NOT_ASKED, _("Not asked"))]
    fields = {"asked": tuple(asked)}
    for place in range(len(asked)):
        fields[f"points_{place}"] = RadioField(_("What they showed"), choices=choices, default=NOT_ASKED)
        fields[f"words_{place}"] = TextAreaField(_("What you saw or heard"), validators=[LONG])
    return type("ThisScorecardForm", (ScorecardForm,), fields)()


class FeedbackForm(Form):
    """What the candidate is told."""

    words = TextAreaField(
        _("Your feedback"), validators=[DataRequired(_("Write what the person should know.")), LONGER]
    )
    version = HiddenField()


class ReportForm(Form):
    """What was wrong at an interview."""

    words = TextAreaField(_("What happened"), validators=[DataRequired(_("Write what happened.")), LONGER])


class SettleForm(Form):
    """What the program team found out about missed interviews."""

    note = TextAreaField(
        _("What did you agree on?"), validators=[DataRequired(_("Write a sentence, so that others understand.")), LONG]
    )
