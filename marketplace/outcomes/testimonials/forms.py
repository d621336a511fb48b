"""What somebody says of a program, and what staff answer when it is not published."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from marketplace.outcomes.testimonials.lifecycle import NAMINGS, REASONS
from marketplace.web.forms import Form

LONGEST = 1000


class GiveForm(Form):
    """Words, what they are about, which name stands beside them, and the consent."""

    about = RadioField(_("From where you speak"), validators=[InputRequired(_("Choose what it is about."))])
    words = TextAreaField(
        _("Your words"),
        validators=[
            DataRequired(_("Say what you would tell somebody who thinks about it.")),
            Length(max=LONGEST, message=_("Please stay within %(max)d characters.")),
        ],
    )
    naming = RadioField(
        _("Which name stands beside them"),
        choices=[(naming.value, label) for naming, label in NAMINGS.items()],
        validators=[InputRequired(_("Choose which name is shown."))],
    )
    agreed = BooleanField(
        _("I agree that everybody may read this on the pages of the program, until I withdraw it"),
        validators=[DataRequired(_("Without your consent nobody may publish it."))],
    )


class SetAsideForm(Form):
    """Why words are not published."""

    reason = SelectField(_("Reason"), choices=[(reason.value, label) for reason, label in REASONS.items()])
    words = TextAreaField(
        _("In your words"),
        description=_("Whoever gave them reads this."),
        validators=[Optional(), Length(max=500)],
    )
