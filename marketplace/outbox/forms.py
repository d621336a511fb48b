"""What an administrator types about a mail or job that was given up."""

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from marketplace.web.forms import Form


class DropForm(Form):
    reason = StringField(
        _("Why it is dropped"),
        [DataRequired(_("Say why, for whoever looks here later.")), Length(max=300, message=_("At most 300 letters."))],
    )
