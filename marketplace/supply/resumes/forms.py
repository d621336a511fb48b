"""A résumé as a file or as text, and the answers to what was found in it."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, HiddenField, SelectField, TextAreaField, ValidationError
from wtforms import Form as PlainForm
from wtforms.validators import Length

from marketplace.supply.documents.actions import hand_over
from marketplace.supply.documents.forms import PAPERS, DocumentField
from marketplace.supply.jobseekers.queries import LEVELS
from marketplace.web.forms import Form

LONGEST = 60_000
LATER, NOT_MINE = "", "drop"


class UploadForm(Form):
    """A file, or what stands in it."""

    file = DocumentField(
        _("Your résumé"), kinds=PAPERS, description=_("PDF, Word (DOCX), OpenDocument (ODT) or plain text, up to 5 MB.")
    )
    words = TextAreaField(
        _("Or paste its text"), [Length(max=LONGEST, message=_("Please keep it under %(max)d characters."))]
    )

    def validate_words(self, field):
        if not field.data and self.file.data is None and not self.file.file_name:
            raise ValidationError(gettext("Choose a file, or paste the text of your résumé."))

    @property
    def handed(self):
        """What is to be read: the file if there is one."""
        return self.file.data or hand_over(f"{gettext('Pasted text')}.txt", (self.words.data or "").encode())


def answer_of(word):
    """A level, or one of the words of the other two choices."""
    return int(word) if str(word).isdecimal() else word


class AnswerLine(PlainForm):
    """What the person says to one competency; left for later unless they say otherwise."""

    proposal = HiddenField()
    level = SelectField(
        _("How do you do it today?"),
        choices=[
            (LATER, _("Decide later")),
            *((str(level), words) for level, words in LEVELS.items()),
            (NOT_MINE, _("Leave it out")),
        ],
        coerce=answer_of,
        default=LATER,
    )


class AnswersForm(Form):
    """Every competency that was found, each with an answer."""

    lines = FieldList(FormField(AnswerLine), max_entries=60)

    @property
    def answers(self):
        """Proposal (as text) → level, or None for one that is left out; what is left for later is not in it."""
        answered = [line for line in self.lines if line.level.data != LATER]
        return {line.proposal.data: None if line.level.data == NOT_MINE else line.level.data for line in answered}
