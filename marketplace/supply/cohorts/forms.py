"""What is typed about a cohort, the partners on it, and why one is cancelled."""

from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from marketplace.db import db
from marketplace.demand.consortium.forms import chosen_id
from marketplace.supply.cohorts import queries
from marketplace.web.access import load, me
from marketplace.web.formats import zones
from marketplace.web.forms import Form


class CohortForm(Form):
    version = HiddenField()
    name = StringField(_("Name"), [InputRequired(), Length(max=120)])
    starts_on = DateField(_("First day"), [InputRequired()])
    ends_on = DateField(_("Last day"), [InputRequired()])
    time_zone = SelectField(_("Time zone"), [InputRequired()])
    schedule = StringField(_("Days and hours"), [Length(max=200)])
    place = StringField(_("Place"), [InputRequired(), Length(max=120)])
    province = StringField(_("Province"), [InputRequired(), Length(max=60)])
    applications_close_on = DateField(_("Applications close at the end of"), [InputRequired()])
    hear_by = DateField(_("People hear by"), [InputRequired()])
    seats = IntegerField(_("Seats"), [InputRequired(), NumberRange(1, 9999)])
    census_on = DateField(_("Census day"), [Optional()])

    def __init__(self, *arguments, obj=None, **options):
        super().__init__(*arguments, obj=obj, **options)
        self.time_zone.choices = zones(*([obj.time_zone] if obj else []))


class NewCohortForm(CohortForm):
    program_id = SelectField(_("Program"), [InputRequired()], coerce=chosen_id)

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.program_id.choices = [(row.id, row.title) for row in db.session.scalars(queries.offered_programs(me()))]


class PartnerForm(Form):
    """Signs an active partner of the program's consortium onto the cohort."""

    hiring_partner_id = SelectField(_("Partner"), [InputRequired()], coerce=chosen_id)
    intended_hires = IntegerField(
        _("People it intends to hire from this cohort"), [InputRequired(), NumberRange(0, 999)]
    )

    def __init__(self, *arguments, cohort_id, **options):
        super().__init__(*arguments, **options)
        cohort = load(queries.visible_to(me()), cohort_id)
        self.hiring_partner_id.choices = [(row.id, row.employer.name) for row in queries.active_partners(cohort)]


class NextForm(Form):
    """How many people a partner intends to hire from the next cohort."""

    intended_hires = IntegerField(
        _("People you intend to hire from it"),
        [InputRequired(_("Say how many people you intend to hire; none is a number, too.")), NumberRange(0, 999)],
    )


class OfferHoursForm(Form):
    """A date that a partner offers to the training."""

    topic = StringField(_("What you would do with them"), [InputRequired(), Length(max=200)])
    day = DateField(_("Day"), [InputRequired()])
    hour = TimeField(_("Time"), [InputRequired()])
    hours = DecimalField(_("Hours"), [InputRequired(), NumberRange(0.5, 24)], places=1)
    place = StringField(_("Place, or a link"), [Length(max=200)])


class HeldForm(Form):
    hours = DecimalField(_("Hours given"), [InputRequired(), NumberRange(0.5, 24)], places=1)
    met = IntegerField(_("People they met"), [InputRequired(), NumberRange(0, 9999)])
