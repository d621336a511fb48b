"""What people type about an offer."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, DecimalField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from marketplace.demand.role_needs.models import WagePeriod
from marketplace.web.formats import end_of_day, zones
from marketplace.web.forms import Form

PERIODS = ((WagePeriod.HOUR.value, _("an hour")), (WagePeriod.YEAR.value, _("a year")))
DECLINE_REASONS = (
    ("wage", _("The wage doesn’t fit")),
    ("hours_or_place", _("The hours or the place don’t fit")),
    ("another_offer", _("I take something else")),
    ("not_this_work", _("This is not the work I look for")),
    ("rather_not_say", _("I’d rather not say")),
)
LONG = _("Please keep it under 2,000 characters.")


class TermsForm(Form):
    """What work is agreed: title, first day, hours and wage; the base of an offer and of a recorded hire."""

    job_title = StringField(
        _("Job title"),
        validators=[
            InputRequired(_("Write the job title.")),
            Length(max=200, message=_("Please keep it under 200 characters.")),
        ],
    )
    starts_on = DateField(_("First day of work"), validators=[InputRequired(_("Choose the first day."))])
    hours_per_week = DecimalField(
        _("Hours a week"),
        places=1,
        validators=[
            InputRequired(_("Say how many hours a week.")),
            NumberRange(1, 80, message=_("Between 1 and 80 hours a week.")),
        ],
    )
    wage = DecimalField(
        _("Wage in Canadian dollars"),
        places=2,
        validators=[
            InputRequired(_("Say what you pay.")),
            NumberRange(1, 9_999_999, message=_("Between 1 and 9,999,999 dollars.")),
        ],
    )
    wage_period = RadioField(
        _("That is the wage for"),
        choices=PERIODS,
        default=WagePeriod.HOUR.value,
        validators=[InputRequired(_("Choose what the wage is for."))],
    )


class OfferForm(TermsForm):
    """The terms of an offer, and the last day to answer it."""

    conditions = TextAreaField(_("Conditions"), validators=[Length(max=2000, message=LONG)])
    expires_on = DateField(_("Last day to answer"), validators=[InputRequired(_("Choose the last day to answer."))])
    time_zone = SelectField(_("The day ends in"), validators=[InputRequired()])
    version = HiddenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.time_zone.choices = zones()

    @property
    def values(self):
        typed = super().values
        expires_on = typed.pop("expires_on")
        return {**typed, "expires_at": end_of_day(expires_on, typed["time_zone"])}


class DeclineForm(Form):
    """Why not; the employer never reads it."""

    reason = RadioField(
        _("Why not"), choices=DECLINE_REASONS, validators=[InputRequired(_("Choose one. The employer never sees it."))]
    )
    note = TextAreaField(_("In your words"), validators=[Length(max=2000, message=LONG)])


class WithdrawForm(Form):
    """Why an offer is taken back; the person reads it, if they had seen the offer."""

    note = TextAreaField(
        _("Why"),
        validators=[
            InputRequired(_("Write a sentence. The person reads it, if they had seen the offer.")),
            Length(max=2000, message=LONG),
        ],
    )
