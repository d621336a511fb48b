"""What people type about a role as a whole."""

from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from marketplace.demand.role_needs.forms.parts import id_or_nothing, short
from marketplace.demand.role_needs.models import EmploymentType, HowOften, WagePeriod, WorkPlace
from marketplace.demand.role_needs.queries import (
    EMPLOYMENT_LABELS,
    FACTS,
    MOVE_REASONS,
    PERIOD_LABELS,
    REASON_LABELS,
    WAIVED_LABELS,
    WORK_PLACE_LABELS,
)
from marketplace.web.forms import Form

PROVINCES = (
    "Alberta",
    "British Columbia",
    "Manitoba",
    "New Brunswick",
    "Newfoundland and Labrador",
    "Northwest Territories",
    "Nova Scotia",
    "Nunavut",
    "Ontario",
    "Prince Edward Island",
    "Quebec",
    "Saskatchewan",
    "Yukon",
)
CURRENCIES = ("CAD", "USD", "EUR", "GBP")
WAGE = NumberRange(min=0, max=9_999_999, message=_("A wage is a number from 0 to 9,999,999."))
LONGEST_ANSWER = 4000


def _told(name, description=""):
    return TextAreaField(FACTS[name], [short(LONGEST_ANSWER)], description=description)


class RoleNeedForm(Form):
    title = StringField(
        FACTS["title"],
        [DataRequired(_("A title is needed.")), short(200)],
        description=_("The words people in this work use."),
    )
    summary = TextAreaField(FACTS["summary"], [short(5000)])
    openings = IntegerField(
        FACTS["openings"],
        [
            InputRequired(_("How many people are needed, as a number.")),
            NumberRange(min=1, max=999, message=_("From 1 to 999 places.")),
        ],
        default=1,
    )
    place = StringField(FACTS["place"], [DataRequired(_("A place is needed, such as a town.")), short(120)])
    province = SelectField(
        FACTS["province"],
        [InputRequired(_("Choose one."))],
        choices=[("", _("Choose one")), *((name, name) for name in PROVINCES)],
    )
    work_place = SelectField(
        FACTS["work_place"],
        coerce=WorkPlace,
        default=WorkPlace.ON_SITE,
        choices=[(place.value, label) for place, label in WORK_PLACE_LABELS.items()],
    )
    hours_per_week = DecimalField(
        FACTS["hours_per_week"],
        [
            InputRequired(_("Hours a week are needed, such as 37.5.")),
            NumberRange(min=1, max=80, message=_("From 1 to 80 hours a week.")),
        ],
        places=1,
    )
    employment_type = SelectField(
        FACTS["employment_type"],
        coerce=lambda word: EmploymentType(word) if word else None,
        choices=[("", _("Not said yet")), *((kind.value, label) for kind, label in EMPLOYMENT_LABELS.items())],
    )
    wage_from = DecimalField(FACTS["wage_from"], [Optional(), WAGE], places=2)
    wage_to = DecimalField(FACTS["wage_to"], [Optional(), WAGE], places=2)
    wage_period = SelectField(
        FACTS["wage_period"],
        coerce=WagePeriod,
        default=WagePeriod.HOUR,
        choices=[(period.value, label) for period, label in PERIOD_LABELS.items()],
    )
    currency = SelectField(FACTS["currency"], default="CAD", choices=[(code, code) for code in CURRENCIES])
    starts_from = DateField(FACTS["starts_from"], [Optional()])
    starts_until = DateField(FACTS["starts_until"], [Optional()])
    hired_how_often = _told("hired_how_often", _("Such as: twice a year, or whenever a line is added."))
    why_hard = _told("why_hard")
    ideal_candidate = _told("ideal_candidate", _("What they do, rather than what they hold."))
    sources_used = _told("sources_used")
    waived = SelectField(
        FACTS["waived"],
        coerce=lambda word: HowOften(word) if word else None,
        choices=[("", _("Nobody has asked yet")), *((word.value, label) for word, label in WAIVED_LABELS.items())],
    )
    waived_how = _told("waived_how")
    how_decided = _told("how_decided")
    success_ensured = _told("success_ensured")
    version = HiddenField()

    def validate_wage_to(self, field):
        if field.data is not None and self.wage_from.data is not None and field.data < self.wage_from.data:
            raise ValidationError(_("This is below the lower wage. Swap the two, or correct one of them."))

    def validate_starts_until(self, field):
        if field.data is not None and self.starts_from.data is not None and field.data < self.starts_from.data:
            raise ValidationError(_("This is before the first day possible. Swap the two, or correct one of them."))


class NewRoleNeedForm(RoleNeedForm):
    """A new role need. Staff choose the employer; an employer's own people do not."""

    employer_id = SelectField(_("Employer"), [InputRequired(_("Choose the employer."))], coerce=id_or_nothing)
    session_id = SelectField(_("From which session"), coerce=id_or_nothing)
    version = None

    def __init__(self, *args, employers=None, sessions=(), **kwargs):
        super().__init__(*args, **kwargs)
        if employers is None:
            del self.employer_id, self.session_id
            return
        self.employer_id.choices = [("", _("Choose one")), *employers]
        self.session_id.choices = [("", _("None: they told us in another way")), *sessions]

    def chosen_employer(self, own):
        """The employer the role is for: the one chosen by staff, or the acting person's own."""
        return self.employer_id.data if "employer_id" in self else own

    @property
    def values(self):
        return {name: value for name, value in super().values.items() if name != "employer_id"}


class ReasonForm(Form):
    reason = RadioField(_("Why"), [InputRequired(_("Choose a reason."))])
    note = TextAreaField(
        _("Anything to add"), [short(1000)], description=_("The program team and the employer read this.")
    )

    def __init__(self, *args, move="", **kwargs):
        super().__init__(*args, **kwargs)
        self.reason.choices = [(reason, REASON_LABELS[reason]) for reason in MOVE_REASONS[move]]


class MergeForm(Form):
    """Into which role of the same employer, and whether both places are meant."""

    into_id = SelectField(_("Into which role"), [InputRequired(_("Choose the role that stays."))], coerce=id_or_nothing)
    places = RadioField(
        _("Places"),
        [InputRequired(_("Say whether the places are the same."))],
        choices=[("same", _("They are the same places, written down twice")), ("added", _("They come on top"))],
    )

    def __init__(self, *args, roles=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.into_id.choices = [("", _("Choose one")), *roles]
