"""What people type about an interview."""

import uuid

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from marketplace.hiring.interviews.actions import Outcome
from marketplace.web.formats import at, zones
from marketplace.web.forms import Form

OUTCOMES = (
    (Outcome.WOULD_HIRE.value, _("We would hire this person")),
    (Outcome.WOULD_NOT_HIRE.value, _("We would not hire this person for this role")),
    (Outcome.DID_NOT_COME.value, _("The candidate did not come")),
)
LONG = _("Please keep it under 2,000 characters.")
TOGETHER = _("Give a day and a time together, or leave both empty.")


class ProposeForm(Form):
    """One to three times in one zone, how long, and where."""

    day_1 = DateField(_("First day"), validators=[InputRequired(_("Choose a day."))])
    time_1 = TimeField(_("Time"), validators=[InputRequired(_("Choose a time."))])
    day_2 = DateField(_("Second day"), validators=[Optional()])
    time_2 = TimeField(_("Time on the second day"), validators=[Optional()])
    day_3 = DateField(_("Third day"), validators=[Optional()])
    time_3 = TimeField(_("Time on the third day"), validators=[Optional()])
    time_zone = SelectField(_("These are times in"), validators=[InputRequired()])
    minutes = IntegerField(
        _("How long, in minutes"),
        default=45,
        validators=[
            InputRequired(_("Say how long it takes.")),
            NumberRange(10, 480, message=_("Between 10 minutes and 8 hours.")),
        ],
    )
    place = StringField(
        _("Where, or the link to the call"),
        validators=[
            InputRequired(_("Say where to come, or give the link to the call.")),
            Length(max=300, message=_("Please keep it under 300 characters.")),
        ],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.time_zone.choices = zones()

    def validate_time_2(self, field):
        self._together(self.day_2, field)

    def validate_time_3(self, field):
        self._together(self.day_3, field)

    def validate(self, extra_validators=None):
        """`Optional` ends the checks of an empty time, so a day without one is looked for here."""
        fine = super().validate(extra_validators)
        for day, time in ((self.day_2, self.time_2), (self.day_3, self.time_3)):
            if day.data and not time.data and not time.errors:
                time.errors = [str(TOGETHER)]
                fine = False
        return fine

    @staticmethod
    def _together(day, time):
        if time.data and not day.data:
            from wtforms.validators import ValidationError

            raise ValidationError(TOGETHER)

    @property
    def values(self):
        pairs = ((self.day_1, self.time_1), (self.day_2, self.time_2), (self.day_3, self.time_3))
        slots = [at(day.data, time.data, self.time_zone.data) for day, time in pairs if day.data and time.data]
        return {
            "slots": slots,
            "time_zone": self.time_zone.data,
            "minutes": self.minutes.data,
            "place": self.place.data,
        }


class PickForm(Form):
    """Which of the offered times; each is a button of its own."""

    slot_id = SelectField(_("Time"))

    def __init__(self, slots=(), **kwargs):
        super().__init__(**kwargs)
        self.slot_id.choices = [(str(slot.id), str(slot.starts_at)) for slot in slots]

    @property
    def values(self):
        return {"slot_id": uuid.UUID(self.slot_id.data)}


class OutcomeForm(Form):
    """What came of it, and notes that stay with the employer."""

    outcome = RadioField(_("What came of it"), choices=OUTCOMES, validators=[InputRequired(_("Choose one."))])
    private_notes = TextAreaField(
        _("Notes"), validators=[Length(max=4000, message=_("Please keep it under 4,000 characters."))]
    )
    version = HiddenField()


class CancelForm(Form):
    """Why it is off, in words the other side reads."""

    note = TextAreaField(
        _("Why"),
        validators=[InputRequired(_("Write a sentence. The other side reads it.")), Length(max=2000, message=LONG)],
    )
