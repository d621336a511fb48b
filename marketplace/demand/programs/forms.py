"""What is typed about a program, its modules and what they teach."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DecimalField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from marketplace.competencies.forms import CompetencyField
from marketplace.db import db
from marketplace.demand.consortium.forms import chosen_id
from marketplace.demand.programs import queries
from marketplace.demand.programs.actions import COMMITMENT, SIGN_OFFS
from marketplace.demand.programs.lifecycle import (
    CUSTOMER_LABELS,
    MODE_LABELS,
    MODEL_LABELS,
    OPERATOR_LABELS,
    RULE_LABELS,
    STRAND_LABELS,
    TRANSFORMATION_LABELS,
)
from marketplace.demand.programs.models import Customer, Mode, Model, Operator, RuleKind, Strand, Transformation
from marketplace.demand.programs.queries.checking import ELSEWHERE, NO, UNSAID, YES
from marketplace.demand.role_needs.queries import LEVEL_LABELS
from marketplace.web.access import load, me
from marketplace.web.forms import Form

LONG = Length(max=4000)


def chosen_mode(value):
    """A way of teaching; none for the empty choice."""
    return Mode(value) if value else None


class ProgramForm(Form):
    version = HiddenField()
    title = StringField(_("Title"), [InputRequired(), Length(max=200)])
    consortium_id = SelectField(_("Consortium"), coerce=chosen_id)
    headline = StringField(_("Headline of the public page"), [InputRequired(), Length(max=300)])
    summary = TextAreaField(_("Summary"), [Length(max=4000)])
    objective = TextAreaField(_("Objective"), [Length(max=4000)])
    outcome = TextAreaField(_("What people can do afterwards"), [Length(max=4000)])
    model = SelectField(_("Where it starts"), coerce=Model, choices=list(MODEL_LABELS.items()))
    primary_customer = SelectField(
        _("For whom it has to work first"), coerce=Customer, choices=list(CUSTOMER_LABELS.items())
    )
    transformation = SelectField(
        _("What it changes for people"), coerce=Transformation, choices=list(TRANSFORMATION_LABELS.items())
    )
    eligibility = TextAreaField(_("Who it is for"), [Length(max=4000)])
    weeks = IntegerField(_("Weeks"), [InputRequired(), NumberRange(1, 104)])
    hours_per_week = DecimalField(_("Hours a week"), [InputRequired(), NumberRange(0.5, 60)], places=1)
    cost = StringField(_("What it costs a person"), [Length(max=300)])
    sign_offs_needed = IntegerField(
        _("Partners who have to sign off"), [InputRequired(), NumberRange(0, 99)], default=SIGN_OFFS
    )
    commitment_percent = IntegerField(
        _("Intended hires, for each hundred seats"), [InputRequired(), NumberRange(0, 100)], default=COMMITMENT
    )

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        consortia = db.session.scalars(queries.consortia(me()))
        self.consortium_id.choices = [("", _("None yet")), *((row.id, row.name) for row in consortia)]


class ModuleForm(Form):
    version = HiddenField()
    position = IntegerField(_("Place in the program"), [InputRequired(), NumberRange(1, 999)])
    title = StringField(_("Title"), [InputRequired(), Length(max=200)])
    strand = SelectField(_("Strand"), [InputRequired()], coerce=Strand, choices=list(STRAND_LABELS.items()))
    mode = SelectField(
        _("How it is taught"), coerce=chosen_mode, choices=[("", _("Not decided yet")), *MODE_LABELS.items()]
    )
    hours = DecimalField(_("Hours"), [Optional(), NumberRange(0.5, 999)], places=1)
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


# ---- for whom it is made -----------------------------------------------------------------------------


class PoolForm(Form):
    name = StringField(_("Who they are"), [DataRequired(), Length(max=200)])
    overlooked = TextAreaField(_("What is overlooked, and by whom"), [LONG])
    strengths = TextAreaField(_("What they bring already"), [LONG])
    missing = TextAreaField(_("Which paper or time in the trade they lack"), [LONG])


class BarrierForm(Form):
    barrier = StringField(_("What stands in their way"), [DataRequired(), Length(max=300)])
    support = TextAreaField(_("The support that answers it"), [LONG])


class RuleForm(Form):
    kind = SelectField(_("About"), [InputRequired()], coerce=RuleKind, choices=list(RULE_LABELS.items()))
    operator = SelectField(_("Which"), [InputRequired()], coerce=Operator, choices=list(OPERATOR_LABELS.items()))
    value = StringField(_("Value"), [DataRequired(), Length(max=200)])
    sentence = StringField(_("The sentence people read"), [DataRequired(), Length(max=300)])
    question = StringField(_("The question of the check"), [Length(max=300)])
    advice = TextAreaField(_("What can be done by whoever does not meet it yet"), [LONG])
    one_of_group = StringField(_("One of several is enough"), [Length(max=60)])


# ---- versions ---------------------------------------------------------------------------------------


class LetterForm(Form):
    """A few words that go with a version to the partners."""

    letter = TextAreaField(_("A few words to the partners"), [LONG])


class CommentForm(Form):
    """What a partner says of one module; the view gives the modules."""

    module_id = SelectField(_("Module"), [InputRequired(_("Choose a module."))], coerce=chosen_id)
    remark = TextAreaField(_("In your words"), [DataRequired(_("Write what you think of it.")), LONG])


class AnswerForm(Form):
    words = TextAreaField(_("Your answer"), [DataRequired(_("Write an answer.")), LONG])


class ReviewForm(Form):
    version = HiddenField()
    words = TextAreaField(_("What you want to say with it"), [LONG])


# ---- blueprints from elsewhere -----------------------------------------------------------------------


class BlueprintForm(Form):
    """A file, or what is in it."""

    file = FileField(_("The file of a blueprint"))
    words = TextAreaField(_("Or what is in it"))

    @property
    def content(self):
        """The bytes of either, one more than a blueprint may have at most."""
        if self.file.data:
            return self.file.data.read(queries.LARGEST + 1)
        return (self.words.data or "").encode()


class ImportForm(Form):
    """The blueprint that was looked at goes along with the title that the draft gets."""

    title = StringField(_("Title of the draft"), [DataRequired(), Length(max=200)])
    blueprint = HiddenField()

    @property
    def content(self):
        """The bytes of the blueprint."""
        return (self.blueprint.data or "").encode()


# ---- the check that anybody can make -----------------------------------------------------------------

YES_OR_NO = [(YES, _("Yes")), (NO, _("No")), (UNSAID, _("Not sure, or I would rather not say"))]


def check_form(questions):
    """A form of these questions. Nothing has to be answered: what is left open is asked later, by a person."""
    fields = {question.key: _asked(question) for question in questions}
    return type("CheckForm", (Form,), fields)()


def _asked(question):
    if question.counted:
        return DecimalField(question.words, [Optional(), NumberRange(0, 120)], description=question.help)
    if not question.choices:
        return RadioField(question.words, choices=YES_OR_NO, default=UNSAID, description=question.help)
    places = [(place, place) for place in question.choices]
    others = [(ELSEWHERE, _("Somewhere else")), (UNSAID, _("I would rather not say"))]
    return RadioField(question.words, choices=[*places, *others], default=UNSAID)
