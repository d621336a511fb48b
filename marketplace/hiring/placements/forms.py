"""What people type about a placement."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from marketplace.hiring.offers.forms import TermsForm
from marketplace.hiring.placements.models import CheckStage, Evidence, Related
from marketplace.web.forms import Form

RELATED = (
    (Related.YES.value, _("Yes, it uses what the program taught")),
    (Related.PARTLY.value, _("Partly")),
    (Related.NO.value, _("No")),
)
FOUND = (
    (CheckStage.EMPLOYED_SAME.value, _("Works there still")),
    (CheckStage.EMPLOYED_OTHER.value, _("Works somewhere else")),
    (CheckStage.NOT_EMPLOYED.value, _("Has no work now")),
    (CheckStage.UNREACHABLE.value, _("Could not be reached")),
)
EVIDENCE = (
    ("", _("Nobody was reached")),
    (Evidence.SELF_REPORT.value, _("The person said so")),
    (Evidence.THIRD_PARTY.value, _("Somebody else said so")),
    (Evidence.EMPLOYER_CONFIRMED.value, _("The employer confirmed it")),
    (Evidence.DOCUMENT.value, _("A document shows it")),
)
END_REASONS = (
    ("quit", _("The person left")),
    ("laid_off", _("Laid off")),
    ("dismissed", _("Dismissed")),
    ("contract_end", _("The contract ended")),
    ("moved_on", _("Promoted or moved to another job there")),
    ("other", _("Another reason")),
)
LONG = _("Please keep it under 2,000 characters.")
SENTENCE = _("Write a sentence, so that others understand.")


class HireForm(TermsForm):
    """The work as it really began."""

    version = HiddenField()


class DisputeForm(Form):
    """What is not right, in the person's words."""

    note = TextAreaField(
        _("What is not right?"),
        validators=[
            InputRequired(_("Write a sentence. The employer and the program team read it.")),
            Length(max=2000, message=LONG),
        ],
    )


class VerifyForm(Form):
    """Whether the work is related to the training, and what that rests on."""

    related = RadioField(
        _("Is the work related to the training?"), choices=RELATED, validators=[InputRequired(_("Choose one."))]
    )
    related_basis = StringField(
        _("What you go by"),
        validators=[
            InputRequired(_("Write what you go by, for example the tasks of the job.")),
            Length(max=300, message=_("Please keep it under 300 characters.")),
        ],
    )


class CheckForm(Form):
    """What a check found, and how that is known."""

    found = RadioField(_("What did you find?"), choices=FOUND, validators=[InputRequired(_("Choose one."))])
    evidence_level = SelectField(_("How is it known?"), choices=EVIDENCE)
    version = HiddenField()


class EndForm(Form):
    """When and why the work ended."""

    ended_on = DateField(_("Last day of work"), validators=[InputRequired(_("Choose the last day."))])
    reason = RadioField(_("Why"), choices=END_REASONS, validators=[InputRequired(_("Choose one."))])
    note = TextAreaField(_("In words"), validators=[Length(max=2000, message=LONG)])


class CancelForm(Form):
    """Why the work never began."""

    note = TextAreaField(_("What happened?"), validators=[InputRequired(SENTENCE), Length(max=2000, message=LONG)])
