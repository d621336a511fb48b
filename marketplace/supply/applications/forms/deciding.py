"""What is typed when an application is screened, decided or withdrawn."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from marketplace.supply.applications.forms.applying import LONG
from marketplace.supply.documents.forms import DocumentField
from marketplace.web.forms import Form

REASONS = (
    ("more_people_than_seats", _("There were more people than seats")),
    ("builds_on_more", _("The program builds on something that is still missing")),
    ("hours_or_place", _("The hours or the place do not fit")),
    ("other", _("Another reason")),
)
RULED_OUT = (
    ("experience_missing", _("Experience that the program asks for is still missing")),
    ("not_allowed_to_work", _("The program leads to work here, and a permit to work is still missing")),
    ("hours_or_place", _("The hours or the place cannot be kept")),
    ("knows_it_already", _("The program would teach what the person can do already")),
    ("other", _("Another rule of the program is not met")),
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


class RuleOutForm(Form):
    """A ruling that the person will read."""

    reason = RadioField(
        _("Which rule is not met"),
        [InputRequired(_("Choose the nearest: the person reads it."))],
        choices=list(RULED_OUT),
        description=_("The person reads it, and can ask for another look."),
    )
    words = TextAreaField(
        _("Your words to the person"),
        [DataRequired(_("Write what is missing, and what they can do about it.")), LONG],
        description=_(
            "They go into the mail and onto their page as they stand: what is missing, and what they can do."
        ),
    )


class AppealForm(Form):
    """Why somebody should look again."""

    words = TextAreaField(
        _("What should we look at again?"),
        [DataRequired(_("Write a sentence: what did we miss, or what has changed?")), LONG],
    )


class AskForm(Form):
    """What staff need from the person, and by when."""

    words = TextAreaField(
        _("What do you need from the person?"),
        [DataRequired(_("Write what is missing, in words that somebody can act on.")), LONG],
        description=_("It goes into the mail and onto their page as it stands."),
    )
    due_on = DateField(
        _("Until the end of"),
        [InputRequired(_("Choose a day."))],
        description=_("They are reminded two days before. When the day passes, nothing is lost: it comes back to you."),
    )


class AnswerForm(Form):
    """What the person answers: words, a file, or both."""

    words = TextAreaField(_("Your answer"), [LONG])
    file = DocumentField(_("A file"), description=_("Only if it helps: a PDF, a document or a picture, up to 5 MB."))

    def validate(self, extra_validators=None):
        """Something has to be answered."""
        if not super().validate(extra_validators):
            return False
        if not self.words.data and not self.file.data:
            self.words.errors = [_("Write a sentence, or add a file.")]
            return False
        return True
