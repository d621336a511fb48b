"""What is typed about a program, its modules and what they teach."""

from flask_babel import lazy_gettext as _
from wtforms import DecimalField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from marketplace.competencies.forms import CompetencyField
from marketplace.db import db
from marketplace.demand.consortium.forms import chosen_id
from marketplace.demand.programs import queries
from marketplace.demand.programs.lifecycle import STRAND_LABELS
from marketplace.demand.programs.models import Strand
from marketplace.demand.role_needs.queries import LEVEL_LABELS
from marketplace.web.access import load, me
from marketplace.web.forms import Form


class ProgramForm(Form):
    version = HiddenField()
    title = StringField(_("Title"), [InputRequired(), Length(max=200)])
    consortium_id = SelectField(_("Consortium"), coerce=chosen_id)
    headline = StringField(_("Headline of the public page"), [InputRequired(), Length(max=300)])
    summary = TextAreaField(_("Summary"), [Length(max=4000)])
    outcome = TextAreaField(_("What people can do afterwards"), [Length(max=4000)])
    eligibility = TextAreaField(_("Who it is for"), [Length(max=4000)])
    weeks = IntegerField(_("Weeks"), [InputRequired(), NumberRange(1, 104)])
    hours_per_week = DecimalField(_("Hours a week"), [InputRequired(), NumberRange(0.5, 60)], places=1)
    cost = StringField(_("What it costs a person"), [Length(max=300)])

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        consortia = db.session.scalars(queries.consortia(me()))
        self.consortium_id.choices = [("", _("None yet")), *((row.id, row.name) for row in consortia)]


class ModuleForm(Form):
    version = HiddenField()
    position = IntegerField(_("Place in the program"), [InputRequired(), NumberRange(1, 999)])
    title = StringField(_("Title"), [InputRequired(), Length(max=200)])
    strand = SelectField(_("Strand"), [InputRequired()], coerce=Strand, choices=list(STRAND_LABELS.items()))
    summary = TextAreaField(_("What happens in it"), [Length(max=4000)])


class AssignForm(Form):
    """Who of the staff begins to work on a program."""

    membership_id = SelectField(_("Who"), [InputRequired(_("Choose somebody."))], coerce=chosen_id)

    def __init__(self, *arguments, program_id, **options):
        super().__init__(*arguments, **options)
        free = db.session.scalars(queries.could_join(load(queries.assignable(me()), program_id)))
        self.membership_id.choices = [
            ("", _("Choose one")),
            *((row.id, f"{row.person.name}, {row.actor().organisation_name}") for row in free),
        ]


class TeachForm(Form):
    competency = CompetencyField(_("Competency"), [InputRequired()])
    level = SelectField(_("Up to level"), [InputRequired()], coerce=int, choices=list(LEVEL_LABELS.items()))
