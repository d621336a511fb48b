"""What is typed about people who were met."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.demand.consortium.forms import chosen_id
from marketplace.web.forms import Form


class PeopleForm(Form):
    """Who was there, as boxes to tick; `shown` is who was noted when the page was made."""

    shown = HiddenField()
    people = SelectMultipleField(
        _("Who was there"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), coerce=chosen_id
    )

    def __init__(self, *args, roster, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {one.id for one in roster.enrolments}
        self.people.choices = [(one.id, one.jobseeker.person.name) for one in roster.enrolments]

    @property
    def could_go(self):
        """Whom the page showed as noted: nobody else is taken off by it."""
        shown = set((self.shown.data or "").split())
        return {enrolment_id for enrolment_id in self.offered if str(enrolment_id) in shown}


class ObservationForm(Form):
    """What a partner saw somebody do."""

    claim_id = SelectField(_("About"), [InputRequired(_("Choose one."))], coerce=chosen_id)
    words = TextAreaField(
        _("What did you see them do?"),
        [
            DataRequired(_("Write a sentence about what you saw.")),
            Length(max=2000, message=_("Please keep this under %(max)d characters.")),
        ],
        description=_(
            "Something you saw, not a judgement: “She calmed two drivers and found a third route in a minute.”"
        ),
    )

    def __init__(self, *args, claims=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.claim_id.choices = [(claim.id, claim.competency.preferred) for claim in claims]
