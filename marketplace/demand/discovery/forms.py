"""What people type about discovery sessions, answers and quotes."""

import uuid
from datetime import UTC
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from marketplace.demand.discovery.models import InsightKind
from marketplace.demand.discovery.queries import KIND_LABELS
from marketplace.web import formats
from marketplace.web.forms import Form


def _contact_id(value):
    return uuid.UUID(str(value)) if value else None


class ScheduleForm(Form):
    contact_id = SelectField(_("With whom"), coerce=_contact_id)
    on = DateField(_("Day"), [InputRequired(_("A day is needed, such as 2027-03-02."))])
    clock = TimeField(_("Time"), [InputRequired(_("A time is needed, such as 14:30."))])
    time_zone = SelectField(_("Time zone"), [InputRequired()], choices=list)
    may_quote = BooleanField(
        _("They agree to be quoted"),
        description=_(
            "Their own people and the program team always see the words. This is about showing them to anybody else."
        ),
    )
    version = HiddenField()

    def __init__(self, *args, contacts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.contact_id.choices = [("", _("Nobody in particular yet")), *((str(c.id), c.name) for c in contacts)]
        self.time_zone.choices = formats.zones()

    @classmethod
    def of(cls, session, contacts):
        """The form as the session stands now."""
        local = session.starts_at.astimezone(ZoneInfo(session.time_zone))
        return cls(obj=session, contacts=contacts, on=local.date(), clock=local.time())

    def validate_clock(self, field):
        if not (self.on.data and field.data and self.time_zone.data in dict(self.time_zone.choices)):
            return
        moment = formats.at(self.on.data, field.data, self.time_zone.data)
        back = moment.astimezone(UTC).astimezone(moment.tzinfo)
        if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
            raise ValidationError(_("The clocks go forward that night, so this time does not exist. Choose another."))

    @property
    def values(self):
        return {
            "contact_id": self.contact_id.data,
            "time_zone": self.time_zone.data,
            "may_quote": self.may_quote.data,
            "starts_at": formats.at(self.on.data, self.clock.data, self.time_zone.data),
        }


class AnswerForm(Form):
    words = TextAreaField(
        _("What was said, in their words"),
        [Length(max=20000, message=_("Please keep one answer under 20,000 characters."))],
    )
    version = HiddenField(default="0")

    @classmethod
    def of(cls, question, answer):
        """The form of one question on a page with many."""
        return cls(formdata=None, obj=answer).called(question)

    def called(self, question):
        """Give the field an id of its own: a page holds one such form per question."""
        self.words.id = f"words-{question.position}"
        return self


class QuotingForm(Form):
    may_quote = BooleanField()


class InsightForm(Form):
    quote = TextAreaField(
        _("Quote"),
        [
            DataRequired(_("Copy a part of the answer here.")),
            Length(max=2000, message=_("Please keep a quote under 2,000 characters.")),
        ],
        description=_("Copied from the answer, word for word."),
    )
    kind = SelectField(
        _("What it tells"),
        [InputRequired()],
        coerce=InsightKind,
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
    )
    theme = StringField(
        _("Theme"),
        [Length(max=120, message=_("Please keep this under %(max)d characters."))],
        description=_("A few words under which quotes of several employers meet: “first weeks”."),
    )
