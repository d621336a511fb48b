"""What people type about a role need and its requirements."""

import uuid

from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    DecimalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from marketplace.competencies.forms import CompetencyField
from marketplace.competencies.queries import by_ids
from marketplace.db import db
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.role_needs.models import RequirementKind, WagePeriod, WorkPlace
from marketplace.demand.role_needs.queries import (
    KIND_LABELS,
    KIND_MEANINGS,
    LEVEL_LABELS,
    LEVEL_MEANINGS,
    MOVE_REASONS,
    PERIOD_LABELS,
    REASON_LABELS,
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
WAGE = NumberRange(min=0, max=9_999_999, message=_("A wage is a number from 0 to 9,999,999."))


LONGEST_POSTING = 20_000
MOST_PROPOSALS = 60


def _id_or_none(value):
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None


def _id(value):
    return uuid.UUID(str(value)) if value else None


def short(limit):
    return Length(max=limit, message=_("Please keep this under %(max)d characters."))


class RoleNeedForm(Form):
    title = StringField(
        _("What the role is called"),
        [DataRequired(_("A title is needed.")), short(200)],
        description=_("The words people in this work use."),
    )
    summary = TextAreaField(_("What the person will do"), [short(5000)])
    openings = IntegerField(
        _("Places"),
        [
            InputRequired(_("How many people are needed, as a number.")),
            NumberRange(min=1, max=999, message=_("From 1 to 999 places.")),
        ],
        default=1,
    )
    place = StringField(_("Place"), [DataRequired(_("A place is needed, such as a town.")), short(120)])
    province = SelectField(
        _("Province or territory"),
        [InputRequired(_("Choose one."))],
        choices=[("", _("Choose one")), *((name, name) for name in PROVINCES)],
    )
    work_place = SelectField(
        _("Where the work is done"),
        coerce=WorkPlace,
        default=WorkPlace.ON_SITE,
        choices=[(place.value, label) for place, label in WORK_PLACE_LABELS.items()],
    )
    hours_per_week = DecimalField(
        _("Hours a week"),
        [
            InputRequired(_("Hours a week are needed, such as 37.5.")),
            NumberRange(min=1, max=80, message=_("From 1 to 80 hours a week.")),
        ],
        places=1,
    )
    wage_from = DecimalField(_("Wage from"), [Optional(), WAGE], places=2)
    wage_to = DecimalField(_("Wage to"), [Optional(), WAGE], places=2)
    wage_period = SelectField(
        _("Counted by"),
        coerce=WagePeriod,
        default=WagePeriod.HOUR,
        choices=[(period.value, label) for period, label in PERIOD_LABELS.items()],
    )
    starts_from = DateField(_("First day possible"), [Optional()])
    version = HiddenField()

    def validate_wage_to(self, field):
        if field.data is not None and self.wage_from.data is not None and field.data < self.wage_from.data:
            raise ValidationError(_("This is below the lower wage. Swap the two, or correct one of them."))


class NewRoleNeedForm(RoleNeedForm):
    """A new role need. Staff choose the employer; an employer's own people do not."""

    employer_id = SelectField(_("Employer"), [InputRequired(_("Choose the employer."))], coerce=_id)
    session_id = SelectField(_("From which session"), coerce=_id)
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


class RequirementForm(Form):
    competency = CompetencyField(_("What somebody has to be able to do"), [DataRequired(_("Name a competency."))])
    level = RadioField(
        _("How well"), [InputRequired(_("Choose a level."))], coerce=int, choices=list(LEVEL_MEANINGS.items())
    )
    kind = RadioField(
        _("How much it binds"),
        [InputRequired(_("Choose one."))],
        coerce=RequirementKind,
        choices=[(kind.value, label) for kind, label in KIND_MEANINGS.items()],
    )
    insight_id = SelectField(_("The quote it comes from"), coerce=_id)
    words = TextAreaField(
        _("In the employer's words"),
        [short(2000)],
        description=_("What was said or written about it. Left empty, the quote above stands here."),
    )

    def __init__(self, *args, quotes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.insight_id.choices = [
            ("", _("No quote")),
            *((str(insight.id), f"{insight.quote[:90]} ({discovery.KIND_LABELS[insight.kind]})") for insight in quotes),
        ]

    @property
    def values(self):
        given = super().values
        return {"competency_id": given.pop("competency"), **given}


class PostingForm(Form):
    words = TextAreaField(
        _("The posting"),
        [DataRequired(_("Paste the posting.")), short(LONGEST_POSTING)],
        description=_("As it is, with everything around it. Nothing of it is kept but the words you accept."),
    )


class ProposalLine(PlainForm):
    """One requirement proposed from a posting; left out unless somebody says otherwise."""

    competency = HiddenField(filters=[_id_or_none])
    words = HiddenField(validators=[short(2000)])
    kind = SelectField(
        _("Take it as"),
        coerce=lambda kind: RequirementKind(kind) if kind else None,
        choices=[("", _("Leave it out")), *((kind.value, label) for kind, label in KIND_LABELS.items())],
    )
    level = SelectField(_("How well"), coerce=int, default=2, choices=list(LEVEL_LABELS.items()))


class ProposalsForm(Form):
    lines = FieldList(FormField(ProposalLine), max_entries=MOST_PROPOSALS)

    @property
    def taken(self):
        """The lines somebody took, as the action takes them; one that names no competency is none."""
        names = {"competency": "competency_id"}
        rows = [{names.get(name, name): value for name, value in line.data.items()} for line in self.lines]
        known = {row.id for row in db.session.scalars(by_ids([row["competency_id"] for row in rows]))}
        return [row for row in rows if row["kind"] and row["competency_id"] in known]


class ReasonForm(Form):
    reason = RadioField(_("Why"), [InputRequired(_("Choose a reason."))])
    note = TextAreaField(
        _("Anything to add"), [short(1000)], description=_("The program team and the employer read this.")
    )

    def __init__(self, *args, move="", **kwargs):
        super().__init__(*args, **kwargs)
        self.reason.choices = [(reason, REASON_LABELS[reason]) for reason in MOVE_REASONS[move]]
