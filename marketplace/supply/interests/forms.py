"""What is typed to hear of a program."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, TextAreaField
from wtforms.validators import Length

from marketplace.accounts.forms import ADDRESS
from marketplace.web.forms import Form


class InterestForm(Form):
    email = EmailField(_("E-mail address"), ADDRESS)
    question = TextAreaField(_("Do you want to ask something?"), [Length(max=2000)])
