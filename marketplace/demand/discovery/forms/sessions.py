"""What people type about the plan of a discovery session, and about calling it off."""

import uuid
from zoneinfo import ZoneInfo

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
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.demand.discovery import queries
from marketplace.demand.discovery.actions import MOST_SLOTS
from marketplace.web import formats
from marketplace.web.forms import Form
from marketplace.web.slots import SKIPPED, SlotsForm, exists

REMOTE = (("yes", _("By a call")), ("no", _("At a place")))


def _id(value):
    return uuid.UUID(str(value)) if value else None


class Boxes(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TermsForm(Form):
    """Who takes part, for how long, where, and what they agree to."""

    contact_id = SelectField(_("With whom"), coerce=_id)
    guest_ids = Boxes(_("Who else of them takes part"), coerce=_id)
    interviewer_ids = Boxes(_("Who else of the program team takes part"), coerce=_id)
    guide_id = SelectField(_("Guide"), coerce=_id)
    minutes = IntegerField(
        _("How long, in minutes"),
        [
            InputRequired(_("Say how long it takes.")),
            NumberRange(15, 480, message=_("Between 15 minutes and 8 hours.")),
        ],
        default=60,
    )
    is_remote = RadioField(_("How"), choices=REMOTE, default="yes")
    place = StringField(
        _("The link to the call, or the address"),
        [Length(max=300, message=_("Please keep this under 300 characters."))],
        description=_("It stands in the mail and in the calendar. It may follow later."),
    )
    may_quote = BooleanField(
        _("They agree to be quoted"),
        description=_("Without it, nobody but their own people reads a quote beyond the page of this session."),
    )
    may_record = BooleanField(
        _("They agree to be recorded"), description=_("They can take back either of the two at any time.")
    )
    version = HiddenField()

    def __init__(self, *args, contacts=(), others=(), new=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.contact_id.choices = [("", _("Nobody in particular yet")), *((str(c.id), c.name) for c in contacts)]
        self.guest_ids.choices = [(str(contact.id), contact.name) for contact in contacts]
        self.interviewer_ids.choices = [(str(person.id), person.name) for person in others]
        self._spare(contacts, others, new=new)

    def _spare(self, contacts, others, *, new):
        """Ask nothing that has one answer: no list of one, and no guide once the session follows one."""
        if len(contacts) < 2:  # noqa: PLR2004 -- one of them leads
            del self.guest_ids
        if not others:
            del self.interviewer_ids
        if new:
            self.guide_id.choices = queries.guide_choices()
        else:
            del self.guide_id

    @property
    def terms(self):
        """What the fields say, by the names of the action."""
        names = (
            "contact_id",
            "guest_ids",
            "interviewer_ids",
            "guide_id",
            "minutes",
            "place",
            "may_quote",
            "may_record",
        )
        said = {name: self[name].data for name in names if name in self}
        return said | {"is_remote": self.is_remote.data == "yes", "time_zone": self.time_zone.data}

    @staticmethod
    def told(session):
        """What a session's plan says now, by the names of the fields."""
        return {
            "contact_id": session.contact_id,
            "guest_ids": [guest.id for guest in session.guests],
            "interviewer_ids": [person.id for person in session.others],
            "minutes": session.minutes,
            "is_remote": "yes" if session.is_remote else "no",
            "place": session.place,
            "may_quote": session.may_quote,
            "may_record": session.may_record,
            "time_zone": session.time_zone,
            "version": session.version,
        }


class ScheduleForm(TermsForm):
    """One time, agreed already."""

    on = DateField(_("Day"), [InputRequired(_("A day is needed, such as 2027-03-02."))])
    clock = TimeField(_("Time"), [InputRequired(_("A time is needed, such as 14:30."))])
    time_zone = SelectField(_("Time zone"), [InputRequired()], choices=list)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.time_zone.choices = formats.zones()

    @classmethod
    def of(cls, session, **lists):
        """The form as the session stands now."""
        local = session.starts_at.astimezone(ZoneInfo(session.time_zone))
        return cls(new=False, on=local.date(), clock=local.time(), **cls.told(session), **lists)

    def validate_clock(self, field):
        if not (self.on.data and field.data and self.time_zone.data in dict(self.time_zone.choices)):
            return
        if not exists(formats.at(self.on.data, field.data, self.time_zone.data)):
            raise ValidationError(SKIPPED)

    @property
    def values(self):
        return self.terms | {"starts_at": formats.at(self.on.data, self.clock.data, self.time_zone.data)}


class TimesForm(TermsForm, SlotsForm):
    """One to five times to offer."""

    most = MOST_SLOTS

    @classmethod
    def of(cls, session, **lists):
        """The form with the terms as they stand, and no times yet."""
        return cls(new=False, **cls.told(session), **lists)

    @property
    def values(self):
        return self.terms | {"slots": self.slots}


class PickForm(Form):
    """Which of the times on offer; each is a button of its own."""

    slot_id = SelectField(_("Time"))

    def __init__(self, slots=(), **kwargs):
        super().__init__(**kwargs)
        self.slot_id.choices = [(str(slot.id), str(slot.starts_at)) for slot in slots]

    @property
    def values(self):
        return {"slot_id": uuid.UUID(self.slot_id.data)}


class ReasonForm(Form):
    note = TextAreaField(
        _("Why"),
        [
            DataRequired(_("Say in a sentence why. The other side reads it.")),
            Length(max=2000, message=_("Please keep it under 2,000 characters.")),
        ],
    )


class QuotingForm(Form):
    may_quote = BooleanField()


class RecordingForm(Form):
    may_record = BooleanField()
