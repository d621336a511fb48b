"""What staff type when they freeze a report, count it again, and look at what was drawn."""

from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.words import title as title_of
from marketplace.outcomes.snapshots.actions.auditing import MOST
from marketplace.outcomes.snapshots.models import Finding, Wrong
from marketplace.outcomes.snapshots.queries import KEYS
from marketplace.web.forms import Form

FINDINGS = (
    (Finding.RIGHT.value, _("Evidence seen, and right")),
    (Finding.WRONG.value, _("Evidence seen, not right")),
    (Finding.NOT_FOUND.value, _("Evidence not found")),
)
WRONGS = (
    (Wrong.NO_WORK.value, _("There is no such work")),
    (Wrong.PERSON.value, _("It is somebody else’s")),
    (Wrong.EMPLOYER.value, _("The employer")),
    (Wrong.START.value, _("The day it began")),
    (Wrong.HOURS.value, _("The hours")),
    (Wrong.WAGE.value, _("The wage")),
    (Wrong.RELATED.value, _("Whether it is related to the training")),
    (Wrong.OTHER.value, _("Something else")),
)


def _boxes(label, coerce, **more):
    return SelectMultipleField(
        label,
        coerce=coerce,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        **more,
    )


class ReportForm(Form):
    """What is counted: cohorts of programs or of a period, as of a day, by which figures."""

    title = StringField(_("Title"), validators=[DataRequired(_("Say what it is called.")), Length(max=200)])
    as_of = DateField(_("As of"), [InputRequired(_("Say as of which day."))])
    program_ids = _boxes(
        _("Programs"), lambda word: UUID(str(word)), choices=[], description=_("None chosen: all within your reach.")
    )
    ends_from = DateField(_("Cohorts whose last day is from"), [Optional()])
    ends_until = DateField(_("Cohorts whose last day is until"), [Optional()])
    keys = _boxes(_("Figures"), Key, validators=[InputRequired(_("Choose at least one figure."))])

    later = BooleanField(
        _("Don’t count yet"),
        description=_("For a report that counts some figures by definitions of its own: a lead sets them first."),
    )

    def __init__(self, programs=(), **kwargs):
        super().__init__(**kwargs)
        self.program_ids.choices = [(one.id, one.title) for one in programs]
        self.keys.choices = [(key.value, title_of(key)) for key in KEYS]
        if not self.is_submitted():
            self.keys.data = list(KEYS)

    def validate_ends_until(self, field):
        if field.data and self.ends_from.data and field.data < self.ends_from.data:
            raise ValidationError(gettext("The period ends before it begins."))


class HouseForm(Form):
    """Why a report counts a figure by the definition of the house again."""

    version = HiddenField()
    reason = TextAreaField(
        _("Why is it counted as everywhere again?"),
        [DataRequired(_("Say why, for whoever compares versions of the report.")), Length(max=1000)],
    )


class AgainForm(Form):
    """Why a report is counted again."""

    reason = StringField(
        _("Why is it counted again?"),
        description=_("It stays with the new version, and with what moved."),
        validators=[DataRequired(_("Say why, for whoever reads both versions.")), Length(max=300)],
    )


class DrawForm(Form):
    """How many placements are drawn."""

    size = IntegerField(
        _("How many placements?"),
        [
            InputRequired(_("Say a number.")),
            NumberRange(1, MOST, _("A whole number from 1 to 200.")),
        ],
        default=20,
    )


class TickForm(Form):
    """What the papers of one placement show."""

    finding = RadioField(_("What do its papers show?"), [InputRequired(_("Choose one."))], choices=FINDINGS)
    what = SelectField(_("What is not right?"), choices=[("", _("Nothing")), *WRONGS])

    def validate_what(self, field):
        if self.finding.data == Finding.WRONG and not field.data:
            raise ValidationError(gettext("Say what is not right."))
