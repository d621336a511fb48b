"""What staff and both sides type about a shortlist."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from marketplace.web.forms import Form

EMPLOYER_REASONS = (
    ("must_missing", _("Something this role must have is missing")),
    ("level_too_low", _("The level is lower than the work needs")),
    ("role_changed", _("The role has changed")),
    ("enough_people", _("There are enough people in talks")),
    ("other", _("Another reason")),
)
CANDIDATE_REASONS = (
    ("not_this_work", _("This is not the work I look for")),
    ("hours_or_place", _("The hours or the place don’t fit")),
    ("wage", _("The wage doesn’t fit")),
    ("not_this_employer", _("I’d rather not work there")),
    ("rather_not_say", _("I’d rather not say")),
)


class ShareForm(Form):
    """By when the employer should answer."""

    answer_by = DateField(
        _("Answer by"), validators=[InputRequired(_("Choose the day by which the employer should answer."))]
    )


class DeclineForm(Form):
    """Why not, in one choice and, if wanted, in words."""

    reason = RadioField(_("Why not"), validators=[InputRequired(_("Choose one. It is never shown to the other side."))])
    note = TextAreaField(
        _("In your words"), validators=[Length(max=2000, message=_("Please keep it under 2,000 characters."))]
    )

    def __init__(self, reasons=EMPLOYER_REASONS, **kwargs):
        super().__init__(**kwargs)
        self.reason.choices = list(reasons)


class CloseForm(Form):
    """Why staff close a referral."""

    note = TextAreaField(
        _("Why is it closed?"),
        validators=[
            InputRequired(_("Write a sentence, so that the next person understands.")),
            Length(max=2000, message=_("Please keep it under 2,000 characters.")),
        ],
    )
