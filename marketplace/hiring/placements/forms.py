"""What people type about a placement."""

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from marketplace.hiring.offers.forms import TermsForm
from marketplace.hiring.placements.models import (
    ContactResult,
    ContactWay,
    EmploymentKind,
    EndReason,
    Evidence,
    ExcludedFor,
    Found,
    PaperKind,
    Related,
    Source,
)
from marketplace.sides import Side
from marketplace.supply.documents.forms import DocumentField
from marketplace.web.forms import Form

RELATED = (
    (Related.YES.value, _("Yes, it uses what the program taught")),
    (Related.PARTLY.value, _("Partly")),
    (Related.NO.value, _("No")),
)
FOUND = (
    (Found.EMPLOYED_SAME.value, _("Works there still")),
    (Found.EMPLOYED_OTHER.value, _("Works somewhere else")),
    (Found.NOT_EMPLOYED_SEEKING.value, _("Has no work now, and looks for some")),
    (Found.NOT_SEEKING.value, _("Has no work now, and looks for none")),
    (Found.IN_EDUCATION.value, _("Is in training or school")),
    (Found.EXCLUDED.value, _("Is not to be counted")),
    (Found.UNREACHABLE.value, _("Could not be reached")),
)
FOUND_WORDS = dict(FOUND) | {Found.LEFT.value: _("Does not work there any more")}
#: What a person says of themselves.
OWN_FOUND = (
    (Found.EMPLOYED_SAME.value, _("I still work there")),
    (Found.EMPLOYED_OTHER.value, _("I work somewhere else")),
    (Found.NOT_EMPLOYED_SEEKING.value, _("I have no work now, and look for some")),
    (Found.NOT_SEEKING.value, _("I have no work now, and look for none")),
    (Found.IN_EDUCATION.value, _("I am in training or school")),
)
EXCLUDED_FOR = (
    ("", _("Counted as usual")),
    (ExcludedFor.DIED.value, _("Died")),
    (ExcludedFor.HEALTH.value, _("Ill for more than 90 days")),
    (ExcludedFor.DETAINED.value, _("Detained")),
    (ExcludedFor.MILITARY.value, _("Called to military service")),
)
EVIDENCE = (
    ("", _("Nobody was reached")),
    (Evidence.SELF_REPORT.value, _("The person said so")),
    (Evidence.THIRD_PARTY.value, _("Somebody else said so")),
    (Evidence.EMPLOYER_CONFIRMED.value, _("The employer confirmed it")),
    (Evidence.DOCUMENT.value, _("A document shows it")),
    (Evidence.WAGE_RECORD.value, _("A wage record shows it")),
)
END_REASONS = (
    (EndReason.QUIT.value, _("The person left")),
    (EndReason.LAID_OFF.value, _("Laid off")),
    (EndReason.DISMISSED.value, _("Dismissed")),
    (EndReason.CONTRACT_END.value, _("The contract ended")),
    (EndReason.MOVED_ON.value, _("Promoted or moved to another job there")),
    (EndReason.OTHER.value, _("Another reason")),
)
REST_REASONS = (
    ("leave", _("Leave, for a child, care or health")),
    ("season", _("Between two seasons")),
    ("no_work", _("Too little work for a while")),
    ("other_rest", _("Another reason")),
)
KINDS = (
    (EmploymentKind.PERMANENT.value, _("Permanent")),
    (EmploymentKind.TERM.value, _("For a term")),
    (EmploymentKind.CASUAL.value, _("Casual")),
    (EmploymentKind.APPRENTICESHIP.value, _("Apprenticeship")),
    (EmploymentKind.SELF_EMPLOYED.value, _("Self-employed")),
)
SOURCES = (
    (Source.PARTNER.value, _("A partner, through the program")),
    (Source.OWN_SEARCH.value, _("Own search")),
    (Source.CONSORTIUM_OTHER.value, _("Another employer of the consortium")),
    (Source.RETAINED.value, _("Stayed with the employer of before")),
)
SUBSIDISED = (("", _("Nobody knows yet")), ("yes", _("Yes")), ("no", _("No")))
PAPERS = (
    (PaperKind.OFFER_LETTER.value, _("Offer letter")),
    (PaperKind.PAY_SLIP.value, _("Pay slip, amounts covered")),
    (PaperKind.EMPLOYER_LETTER.value, _("Confirmation of the employer")),
    (PaperKind.WAGE_RECORD.value, _("Wage record of an authority")),
)
WAYS = (
    (ContactWay.PHONE.value, _("By phone")),
    (ContactWay.MESSAGE.value, _("By message")),
    (ContactWay.MAIL.value, _("By mail")),
    (ContactWay.IN_PERSON.value, _("In person")),
)
RESULTS = (
    (ContactResult.NO_ANSWER.value, _("No answer")),
    (ContactResult.LEFT_WORD.value, _("Left word")),
    (ContactResult.REACHED.value, _("Reached")),
    (ContactResult.WRONG_CONTACT.value, _("The number or address is wrong")),
)
RESULT_WORDS = dict(RESULTS) | {ContactResult.SENT.value: _("Sent")}
ASKED = ((Side.JOBSEEKER.value, _("The person")), (Side.EMPLOYER.value, _("The employer")))
LONG = _("Please keep it under 2,000 characters.")
SENTENCE = _("Write a sentence, so that others understand.")


class HireForm(TermsForm):
    """The work as it really began."""

    kind = SelectField(_("Kind of work"), choices=KINDS, default=EmploymentKind.PERMANENT.value)
    ends_on = DateField(_("Last day, if one is agreed"), validators=[Optional()])
    subsidised = SelectField(_("Is the wage subsidised?"), choices=SUBSIDISED, default="", coerce=str)
    version = HiddenField()

    def __init__(self, *args, obj=None, **kwargs):
        super().__init__(*args, obj=obj, **kwargs)
        known = getattr(obj, "subsidised", None)
        if self.subsidised.data not in {"yes", "no", ""}:
            self.subsidised.data = {True: "yes", False: "no"}.get(known, "")

    @property
    def values(self):
        typed = super().values
        return typed | {"subsidised": {"yes": True, "no": False}.get(typed["subsidised"])}


class OwnJobForm(HireForm):
    """Work that somebody found for themselves."""

    employer_name = StringField(
        _("Where"),
        validators=[
            InputRequired(_("Write the name of the employer, or your own business.")),
            Length(max=200, message=_("Please keep it under 200 characters.")),
        ],
    )
    source = RadioField(
        _("How it came about"), choices=SOURCES[1::2], default=Source.OWN_SEARCH.value, validators=[InputRequired()]
    )


class ForThemForm(HireForm):
    """Work that staff record for a person."""

    employer_id = SelectField(_("Employer"), choices=[], default="")
    employer_name = StringField(
        _("Where, if the employer is not in the list"),
        validators=[Length(max=200, message=_("Please keep it under 200 characters."))],
    )
    source = RadioField(
        _("How it came about"), choices=SOURCES[1:], default=Source.OWN_SEARCH.value, validators=[InputRequired()]
    )


class DisputeForm(Form):
    """What is not right, in the person's words, and what is."""

    note = TextAreaField(
        _("What is not right?"),
        validators=[
            InputRequired(_("Write a sentence. The employer and the program team read it.")),
            Length(max=2000, message=LONG),
        ],
    )
    not_there = BooleanField(_("I do not work there at all"))
    starts_on = DateField(_("First day, as you know it"), validators=[Optional()])
    hours_per_week = DecimalField(
        _("Hours a week"), places=1, validators=[Optional(), NumberRange(1, 80, message=_("Between 1 and 80."))]
    )
    wage = DecimalField(
        _("Wage"), places=2, validators=[Optional(), NumberRange(1, 9_999_999, message=_("Between 1 and 9,999,999."))]
    )

    @property
    def values(self):
        typed = super().values
        return typed | {"works_there": not typed.pop("not_there")}


class SettleForm(Form):
    """Whose word stands, by the file that shows it."""

    said_id = RadioField(_("What does the file show?"), choices=[], validators=[InputRequired(_("Choose one."))])
    note = TextAreaField(_("What you go by"), validators=[InputRequired(SENTENCE), Length(max=2000, message=LONG)])


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
    excluded_for = SelectField(_("If not to be counted, why"), choices=EXCLUDED_FOR)
    note = TextAreaField(_("In words"), validators=[Length(max=2000, message=LONG)])
    version = HiddenField()


class ContactForm(Form):
    """One try to ask somebody."""

    asked_side = RadioField(
        _("Whom did you ask?"), choices=ASKED, default=Side.JOBSEEKER.value, validators=[InputRequired()]
    )
    way = RadioField(_("How"), choices=WAYS, default=ContactWay.PHONE.value, validators=[InputRequired()])
    result = RadioField(_("What came of it?"), choices=RESULTS, validators=[InputRequired(_("Choose one."))])
    note = TextAreaField(_("In words"), validators=[Length(max=2000, message=LONG)])


class SayForm(Form):
    """One button of several: the answer that it stands for."""

    answer = HiddenField()


class OpinionForm(Form):
    """One button of several: the question and the answer that it stands for."""

    question = HiddenField()
    answer = HiddenField()


class PaperForm(Form):
    """A file that shows that somebody works."""

    kind = RadioField(_("What is it?"), choices=PAPERS, validators=[InputRequired(_("Choose one."))])
    file = DocumentField(_("The file"), [InputRequired(_("Choose a file, up to 5 MB."))])
    covered = BooleanField(_("On a pay slip: the amounts are covered"))


class RestForm(Form):
    """Why work rests."""

    reason = RadioField(_("Why"), choices=REST_REASONS, validators=[InputRequired(_("Choose one."))])
    note = TextAreaField(_("In words"), validators=[Length(max=2000, message=LONG)])


class ProlongForm(Form):
    """Until when work goes on."""

    ends_on = DateField(_("New last day"), validators=[InputRequired(_("Choose the new last day."))])
    note = TextAreaField(_("In words"), validators=[Length(max=2000, message=LONG)])


class EndForm(Form):
    """When and why the work ended."""

    ended_on = DateField(_("Last day of work"), validators=[InputRequired(_("Choose the last day."))])
    reason = RadioField(_("Why"), choices=END_REASONS, validators=[InputRequired(_("Choose one."))])
    note = TextAreaField(_("In words"), validators=[Length(max=2000, message=LONG)])


class CancelForm(Form):
    """Why the work never began."""

    note = TextAreaField(_("What happened?"), validators=[InputRequired(SENTENCE), Length(max=2000, message=LONG)])
