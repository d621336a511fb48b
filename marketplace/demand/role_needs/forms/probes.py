"""What people choose when they take something over from a probe."""

import uuid

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import InputRequired

from marketplace.web.forms import Form


class TakeProbeForm(Form):
    role_need_id = SelectField(
        _("Into which draft"),
        [InputRequired(_("Choose the role that will ask for it."))],
        coerce=lambda value: uuid.UUID(str(value)) if value else None,
    )

    def __init__(self, *args, drafts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.role_need_id.choices = [("", _("Choose one")), *((str(row.id), row.title) for row in drafts)]
