"""What people type about an offer."""

from decimal import ROUND_HALF_UP, Decimal

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from marketplace.demand.role_needs.models import WagePeriod
from marketplace.hiring.offers.models import MetBy, Outcome
from marketplace.web.formats import end_of_day, zones
from marketplace.web.forms import LARGEST, Form

PERIODS = ((WagePeriod.HOUR.value, _("an hour")), (WagePeriod.YEAR.value, _("a year")))
DECLINE_REASONS = (
    ("wage", _("The wage doesn’t fit")),
    ("hours_or_place", _("The hours or the place don’t fit")),
    ("another_offer", _("I take something else")),
    ("not_this_work", _("This is not the work I look for")),
    ("rather_not_say", _("I’d rather not say")),
)
WITHDRAW_REASONS = (
    ("not_needed", _("The role is not needed any more")),
    ("budget", _("The budget changed")),
    ("mistake", _("There is a mistake in the offer")),
    ("other", _("Another reason")),
)
NOTHING_REASONS = (
    ("person_stepped_back", _("The person stepped back")),
    ("employer_stepped_back", _("The employer stepped back")),
    ("came_to_nothing", _("Another reason")),
)
MET_BY = (
    (MetBy.PERSON.value, _("The person")),
    (MetBy.EMPLOYER.value, _("We, the employer")),
    (MetBy.OTHERS.value, _("Somebody else")),
)
OUTCOMES = (
    (Outcome.MET.value, _("It is met")),
    (Outcome.WAIVED.value, _("We do without it")),
    (Outcome.NOT_MET.value, _("It is not met, and the offer ends")),
)
LONG = _("Please keep it under 2,000 characters.")
SHORT = _("Please keep it under 500 characters.")


def to_a_tenth(hours):
    """Hours as they are kept, rounded as people do; what is no such number is left to the validators."""
    if not isinstance(hours, Decimal) or not hours.is_finite() or abs(hours) > LARGEST:
        return hours
    return hours.quantize(Decimal("0.1"), ROUND_HALF_UP)


class WorkForm(Form):
    """First day, hours and wage; the base of the terms, and of other terms that are proposed."""

    starts_on = DateField(_("First day of work"), validators=[InputRequired(_("Choose the first day."))])
    hours_per_week = DecimalField(
        _("Hours a week"),
        places=1,
        filters=[to_a_tenth],
        validators=[
            InputRequired(_("Say how many hours a week.")),
            NumberRange(1, 80, message=_("Between 1 and 80 hours a week.")),
        ],
    )
    wage = DecimalField(
        _("Wage in Canadian dollars"),
        places=2,
        validators=[
            InputRequired(_("Write the wage.")),
            NumberRange(1, 9_999_999, message=_("Between 1 and 9,999,999 dollars.")),
        ],
    )
    wage_period = RadioField(
        _("That is the wage for"),
        choices=PERIODS,
        default=WagePeriod.HOUR.value,
        validators=[InputRequired(_("Choose what the wage is for."))],
    )


class TermsForm(WorkForm):
    """What work is agreed: title, first day, hours and wage; the base of an offer and of a recorded hire."""

    job_title = StringField(
        _("Job title"),
        validators=[
            DataRequired(_("Write the job title.")),
            Length(max=200, message=_("Please keep it under 200 characters.")),
        ],
    )


class LastDay(Form):
    """The last day to answer, in a zone; as a moment it is the end of that day."""

    expires_on = DateField(_("Last day to answer"), validators=[InputRequired(_("Choose the last day to answer."))])

    def at_its_end(self, time_zone):
        """The last moment of the day."""
        return end_of_day(self.expires_on.data, time_zone)


class OfferForm(TermsForm, LastDay):
    """The terms of an offer, and the last day to answer it."""

    remarks = TextAreaField(_("What else belongs to it"), validators=[Length(max=2000, message=LONG)])
    time_zone = SelectField(_("The day ends in"), validators=[InputRequired()])
    version = HiddenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.time_zone.choices = zones()

    @property
    def values(self):
        typed = super().values
        typed.pop("expires_on")
        return {**typed, "expires_at": self.at_its_end(typed["time_zone"])}


class AcceptForm(Form):
    """A button that says which terms were read."""

    version = HiddenField()


class DeclineForm(Form):
    """Why not; the employer never reads it, the team where the person says so."""

    reason = RadioField(
        _("Why not"), choices=DECLINE_REASONS, validators=[InputRequired(_("Choose one. The employer never sees it."))]
    )
    note = TextAreaField(_("In your words"), validators=[Length(max=2000, message=LONG)])
    share_with_team = BooleanField(_("The program team may read this"))


class WithdrawForm(Form):
    """Why an offer is taken back; the person reads it, if they had seen the offer."""

    reason = RadioField(_("Reason"), choices=WITHDRAW_REASONS, validators=[InputRequired(_("Choose the reason."))])
    note = TextAreaField(
        _("Why"),
        validators=[
            DataRequired(_("Write a sentence. The person reads it, if they had seen the offer.")),
            Length(max=2000, message=LONG),
        ],
    )


class NothingForm(WithdrawForm):
    """Why nothing came of an offer that was accepted, as the program team knows it."""

    reason = RadioField(_("Reason"), choices=NOTHING_REASONS, validators=[InputRequired(_("Choose the reason."))])


class AskTimeForm(LastDay):
    """Until when the person would like to answer, and why."""

    words = TextAreaField(_("What you would like to say"), validators=[Length(max=500, message=SHORT)])


class CounterForm(WorkForm):
    """The terms that the person would like, and why."""

    words = TextAreaField(_("What you would like to say"), validators=[Length(max=500, message=SHORT)])


class AnswerForm(WorkForm, LastDay):
    """The terms with which the employer answers, and until when."""


class StayForm(Form):
    """What the employer writes when it stays with its terms."""

    words = TextAreaField(_("What you would like to say"), validators=[Length(max=500, message=SHORT)])


class ConditionForm(Form):
    """One thing that the offer depends on."""

    what = TextAreaField(
        _("What has to be met"),
        validators=[DataRequired(_("Write what has to be met.")), Length(max=500, message=SHORT)],
    )
    met_by = RadioField(_("Who sees to it"), choices=MET_BY, validators=[InputRequired(_("Choose who sees to it."))])
    due_on = DateField(_("Until"), validators=[InputRequired(_("Choose the last day."))])


class SettleForm(Form):
    """What became of a condition."""

    outcome = RadioField(_("What became of it"), choices=OUTCOMES, validators=[InputRequired(_("Choose one."))])
    reason = TextAreaField(
        _("How you know, or why"),
        validators=[DataRequired(_("Write a sentence. The person reads it.")), Length(max=500, message=SHORT)],
    )
    version = HiddenField()


class StartForm(Form):
    """A later first day, and why."""

    starts_on = DateField(_("New first day"), validators=[InputRequired(_("Choose the first day."))])
    words = TextAreaField(
        _("Why"), validators=[DataRequired(_("Write a sentence. The person reads it.")), Length(max=500, message=SHORT)]
    )
