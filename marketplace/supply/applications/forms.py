"""What people type about an application, on both sides of it."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from marketplace.web.forms import Form

REASONS = (
    ("more_people_than_seats", _("There were more people than seats")),
    ("builds_on_more", _("The program builds on something that is still missing")),
    ("hours_or_place", _("The hours or the place do not fit")),
    ("other", _("Another reason")),
)
LONG = Length(max=6000, message=_("Please keep it under 6,000 characters."))


class DraftForm(Form):
    """An application that is not finished."""

    motivation = TextAreaField(_("Why this program, and why now?"), [LONG])
    match_me = BooleanField(_("Yes, I take part in matching"))


class ApplyForm(DraftForm):
    """An application that is sent."""

    motivation = TextAreaField(
        _("Why this program, and why now?"),
        [DataRequired(_("Write two or three sentences. They are the only thing you need to write.")), LONG],
    )


class WithdrawForm(Form):
    """A withdrawal; nobody has to say why."""

    words = TextAreaField(_("Would you like to say why?"), [LONG])


class StaffWithdrawForm(Form):
    """A withdrawal that staff note down for the person."""

    words = TextAreaField(
        _("What did the person say?"),
        [DataRequired(_("Write a sentence, so that the next person understands.")), LONG],
    )


class NotSelectForm(Form):
    """A decision that the person will read."""

    reason = RadioField(
        _("Reason"),
        [InputRequired(_("Choose the nearest. It is kept for the figures."))],
        choices=list(REASONS),
        description=_("For the program’s figures. The person reads your words below."),
    )
    words = TextAreaField(
        _("Your words to the person"),
        [DataRequired(_("Write what you would say to their face, and what they can do next.")), LONG],
        description=_("They go into the mail and onto their page as they stand: why, and what they can do next."),
    )
