"""What people type to find a time."""

import uuid
from datetime import timedelta

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.accounts import queries as accounts
from marketplace.db import db
from marketplace.hiring.interviews import queries
from marketplace.hiring.interviews.actions import MOST_OF_A_DAY, Plan
from marketplace.hiring.interviews.models import DECIDE_WITHIN, RESCHEDULES, Kind
from marketplace.web.access import me
from marketplace.web.forms import Form
from marketplace.web.slots import SlotsForm

KINDS = {
    Kind.FIRST_TALK: _("First talk"),
    Kind.TECHNICAL: _("About the work itself"),
    Kind.TEAM: _("With the team"),
    Kind.TRIAL: _("Trial at work"),
    Kind.FINAL: _("Final talk"),
}
TIMES = {0: _("Not at all"), 1: _("Once"), 2: _("Twice"), 3: _("Three times")}
LONG = Length(max=2000, message=_("Please keep it under 2,000 characters."))


def _id(value):
    return uuid.UUID(str(value)) if value else None


def _checkboxes(label, **more):
    return SelectMultipleField(
        label, coerce=_id, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **more
    )


class PlanForm(SlotsForm):
    """How an interview is meant: what for, how long, where, with whom, and what holds for both sides."""

    kind = SelectField(_("What this round is for"), choices=[(word.value, label) for word, label in KINDS.items()])
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
    interviewer_ids = _checkboxes(_("Who takes part"))
    bring = TextAreaField(_("What the person should bring or know"), validators=[LONG])
    reschedules_allowed = SelectField(
        _("Each side may ask for another time"),
        choices=[(str(number), words) for number, words in TIMES.items()],
        default=str(RESCHEDULES),
    )
    decide_within = IntegerField(
        _("You decide within so many days"),
        default=DECIDE_WITHIN,
        validators=[
            InputRequired(_("Say by when you decide.")),
            NumberRange(1, 30, message=_("Between 1 and 30 days.")),
        ],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = db.session.scalars(accounts.members_of(me().organisation_id)).unique()
        self.interviewer_ids.choices = [(member.person_id, member.person.name) for member in members]
        if not self.is_submitted():
            self.interviewer_ids.data = [me().person_id]

    @property
    def plan(self):
        return Plan(
            time_zone=self.time_zone.data,
            minutes=self.minutes.data,
            place=self.place.data,
            kind=Kind(self.kind.data),
            panel=tuple(self.interviewer_ids.data or ()),
            bring=self.bring.data,
            reschedules_allowed=int(self.reschedules_allowed.data),
            decide_within=self.decide_within.data,
        )


class ProposeForm(PlanForm):
    """One to three times in one zone for one person."""

    most = 3

    @property
    def values(self):
        return {"slots": self.slots, "plan": self.plan}


class DayForm(PlanForm):
    """Times one after the other, for several candidates."""

    most = 1
    referral_ids = _checkboxes(_("Whom you would like to meet"), validators=[InputRequired(_("Choose at least one."))])
    places = IntegerField(
        _("How many times"),
        default=4,
        validators=[
            InputRequired(_("Say how many.")),
            NumberRange(1, MOST_OF_A_DAY, message=_("Between one and twelve.")),
        ],
    )
    pause = IntegerField(
        _("Minutes between them"),
        default=15,
        validators=[InputRequired(_("Say how many.")), NumberRange(0, 240, message=_("Between 0 and 240."))],
    )

    def __init__(self, *args, role_need, **kwargs):
        super().__init__(*args, **kwargs)
        people = queries.may_meet(role_need)
        self.referral_ids.choices = [(row.id, _("Candidate %(tree)s", tree=row.alias)) for row in people]

    @property
    def values(self):
        each = timedelta(minutes=(self.minutes.data or 0) + (self.pause.data or 0))
        starts = [self.slots[0] + place * each for place in range(self.places.data or 0)]
        return {"referral_ids": self.referral_ids.data, "starts": starts, "plan": self.plan}


class PickForm(Form):
    """Which of the offered times; each is a button of its own."""

    slot_id = SelectField(_("Time"))

    def __init__(self, slots=(), **kwargs):
        super().__init__(**kwargs)
        self.slot_id.choices = [(str(slot.id), str(slot.starts_at)) for slot in slots]

    @property
    def values(self):
        return {"slot_id": uuid.UUID(self.slot_id.data)}


class CancelForm(Form):
    """Why it is off, in words the other side reads."""

    note = TextAreaField(_("Why"), validators=[InputRequired(_("Write a sentence. The other side reads it.")), LONG])


class AnotherTimeForm(CancelForm):
    """Why the person asks for another time."""


class OfferAgainForm(SlotsForm):
    """Other times in place of those there."""

    most = 3

    @property
    def values(self):
        return {"slots": self.slots}


class MoveTimeForm(OfferAgainForm):
    """Why the employer moves it, and the times it offers instead."""

    note = TextAreaField(_("Why"), validators=[InputRequired(_("Write a sentence. The other side reads it.")), LONG])

    @property
    def values(self):
        return {"slots": self.slots, "note": self.note.data}
