"""What staff type when they release figures."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from marketplace.db import db
from marketplace.demand.consortium.forms import chosen_id
from marketplace.outcomes.reports import queries
from marketplace.web.forms import Form


class ReleaseForm(Form):
    """Figures of which day go to which funder."""

    organisation_id = SelectField(_("Funder"), [InputRequired(_("Choose one."))], coerce=chosen_id)
    as_of = DateField(_("As of"), [InputRequired(_("Say as of which day."))])

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        known = db.session.scalars(queries.funders())
        self.organisation_id.choices = [("", _("Choose one")), *((funder.id, funder.name) for funder in known)]


class TakeBackForm(Form):
    """Why figures are taken back."""

    reason = StringField(
        _("Why"),
        description=_("It is kept beside the figures. The funder sees only that they are gone."),
        validators=[DataRequired(_("Say why, for whoever asks later.")), Length(max=300)],
    )


class PublishForm(Form):
    """Why everybody reads other figures than before, asked for where they do."""

    reason = StringField(
        _("Why do they change?"),
        description=_("Everybody reads it beside the figures, so name nobody."),
        validators=[Length(max=300)],
    )

    def __init__(self, *arguments, moved=False, **options):
        super().__init__(*arguments, **options)
        if moved:
            self.reason.validators = [
                DataRequired(_("Say why, for everybody who read the figures before.")),
                *self.reason.validators,
            ]
            self.reason.flags.required = True
