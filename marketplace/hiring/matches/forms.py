"""What staff and both sides type about a shortlist."""

from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.hiring.matches.queries import OUT_OF_TURN, STANDS, TAKEN_OFF, UPHELD
from marketplace.web.forms import Form

SHORT_ENOUGH = Length(max=2000, message=_("Please keep it under 2,000 characters."))

EMPLOYER_REASONS = (
    ("must_missing", _("Something this role must have is missing")),
    ("level_too_low", _("The level is lower than the work needs")),
    ("role_changed", _("The role has changed")),
    ("enough_people", _("There are enough people in talks")),
    ("other", _("Another reason")),
)
CANDIDATE_REASONS = (
    ("not_this_work", _("This is not the work I look for")),
    ("hours_or_place", _("The hours or the place don’t fit")),
    ("wage", _("The wage doesn’t fit")),
    ("not_this_employer", _("I’d rather not work there")),
    ("rather_not_say", _("I’d rather not say")),
)


class ShareForm(Form):
    """By when the employer should answer."""

    answer_by = DateField(
        _("Answer by"), validators=[InputRequired(_("Choose the day by which the employer should answer."))]
    )


class DeclineForm(Form):
    """Why not, in one choice and, if wanted, in words."""

    reason = RadioField(_("Why not"), validators=[InputRequired(_("Choose one. It is never shown to the other side."))])
    note = TextAreaField(_("In your words"), validators=[SHORT_ENOUGH])

    def __init__(self, reasons=EMPLOYER_REASONS, **kwargs):
        super().__init__(**kwargs)
        self.reason.choices = list(reasons)


class CloseForm(Form):
    """Why staff close a referral."""

    note = TextAreaField(
        _("Why is it closed?"),
        validators=[
            InputRequired(_("Write a sentence, so that the next person understands.")),
            SHORT_ENOUGH,
        ],
    )


class ShortlistForm(Form):
    """Why somebody is put on a shortlist out of turn; whoever is next needs no reason."""

    reason = RadioField(_("Why do they come first?"), choices=list(OUT_OF_TURN.items()), validators=[Optional()])
    note = TextAreaField(_("In your words"), validators=[SHORT_ENOUGH])

    def validate_note(self, field):
        if self.reason.data and not field.data:
            raise ValidationError(gettext("Write a sentence, so that the next person understands."))


class _ReasonForm(Form):
    """A code and words, both of them."""

    reason = RadioField(_("Why?"), validators=[InputRequired(_("Choose a reason."))])
    note = TextAreaField(
        _("In your words"),
        validators=[DataRequired(_("Write a sentence, so that the next person understands.")), SHORT_ENOUGH],
    )


class TakeOffForm(_ReasonForm):
    """Why somebody is taken off a shortlist."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.reason.choices = list(TAKEN_OFF.items())


class PlaceForm(_ReasonForm):
    """Where somebody stands on a shortlist, and why."""

    place = IntegerField(_("Place"), validators=[InputRequired(_("Write a place, such as 1."))])

    def __init__(self, places=1, **kwargs):
        super().__init__(**kwargs)
        self.reason.choices = list(OUT_OF_TURN.items())
        between = NumberRange(1, places, message=gettext("Places go from 1 to %(last)s.", last=places))
        self.place.validators = [*self.place.validators, between]


class ContestForm(Form):
    """What is wrong about a reading, in the person's words."""

    words = TextAreaField(
        _("What is wrong about it?"), validators=[DataRequired(_("Write what is wrong, in your words.")), SHORT_ENOUGH]
    )


class AnswerForm(Form):
    """What staff answer to a reading that is contested."""

    version = HiddenField()
    reason = RadioField(
        _("What came of it?"),
        choices=[*UPHELD.items(), *STANDS.items()],
        validators=[InputRequired(_("Choose what came of it."))],
    )
    answer = TextAreaField(
        _("What the person reads"), validators=[DataRequired(_("Write what the person reads.")), SHORT_ENOUGH]
    )


def _boxes(label, **more):
    return SelectMultipleField(
        label,
        choices=[],
        coerce=lambda word: UUID(str(word)),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        **more,
    )


class BatchForm(Form):
    """Which roles are matched with whom. People are chosen from one cohort; without one it is everybody ready."""

    cohort_id = HiddenField()
    role_need_ids = _boxes(_("Roles"), validators=[InputRequired(_("Choose at least one role."))])
    jobseeker_ids = _boxes(_("People"))

    def __init__(self, needs=(), people=None, **kwargs):
        super().__init__(**kwargs)
        self.needs = {need.id: need for need in needs}
        self.role_need_ids.choices = [(str(row.id), f"{row.title}, {row.employer.name}") for row in needs]
        if people is None:
            del self.jobseeker_ids
            return
        self.jobseeker_ids.choices = [(str(row.id), row.person.name) for row in people]
        self.jobseeker_ids.validators = [InputRequired(gettext("Choose at least one person."))]
        if not self.is_submitted():
            self.jobseeker_ids.data = [row.id for row in people]

    @property
    def chosen_needs(self):
        """The chosen roles, in the order in which they stand in the form."""
        return [need for row_id, need in self.needs.items() if row_id in set(self.role_need_ids.data)]

    @property
    def people(self):
        """The ids of the chosen people; None for everybody who is ready."""
        return self.jobseeker_ids.data if "jobseeker_ids" in self else None
