"""What is asked before a person is forgotten, and what they may say of themselves for equity."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, PasswordField, RadioField
from wtforms.validators import DataRequired, InputRequired

from marketplace.supply.jobseekers.queries import EQUITY_QUESTIONS
from marketplace.web.forms import Form


class LeaveForm(Form):
    """The password again, and a yes to what goes."""

    understood = BooleanField(
        _("I have read what goes and what stays"), [InputRequired(_("Tick this once you have read it."))]
    )
    password = PasswordField(
        _("Your password"), [DataRequired(_("Write your password, so that nobody else does this."))]
    )


class EquityForm(Form):
    """Six questions; each may be left alone."""


def _word(word):
    return word or None


for _name, (_asked, _answers) in EQUITY_QUESTIONS.items():
    setattr(
        EquityForm,
        _name,
        RadioField(_asked, choices=[*_answers.items(), ("", _("I’d rather not say"))], coerce=_word),
    )
