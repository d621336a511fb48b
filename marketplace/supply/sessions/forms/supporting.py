"""What is typed about barriers, supports and contacts."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from marketplace.supply.sessions.models import BarrierKind, Helped, Way
from marketplace.supply.sessions.queries.supports import ENDINGS, HELPED, KINDS, WAYS
from marketplace.web.forms import Form

LONG = Length(max=4000, message=_("Please keep it under 4,000 characters."))


class BarrierForm(Form):
    kind = SelectField(
        _("What is it about?"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        coerce=BarrierKind,
    )
    words = TextAreaField(_("In a few words, if you like"), [LONG])


class SupportForm(Form):
    words = TextAreaField(_("What was given or arranged"), [DataRequired(_("Say what it was.")), LONG])
    given_on = DateField(_("On which day"), [InputRequired(_("Choose a day."))])


class HelpedForm(Form):
    helped = RadioField(
        _("Did it help?"),
        [InputRequired(_("Choose one."))],
        choices=[(helped.value, words) for helped, words in HELPED.items()],
        coerce=Helped,
    )


class CloseForm(Form):
    ending = RadioField(_("Why it is closed"), [InputRequired(_("Choose one."))], choices=list(ENDINGS.items()))


class ContactForm(Form):
    contacted_on = DateField(_("When"), [InputRequired(_("Choose a day."))])
    way = SelectField(_("How"), choices=[(way.value, words) for way, words in WAYS.items()], coerce=Way)
    words = TextAreaField(
        _("What was said"), [DataRequired(_("Write a sentence, so that the next person knows.")), LONG]
    )
    next_step = StringField(_("What comes next"), [Length(max=300)])
    next_on = DateField(_("Next contact on"), [Optional()])
