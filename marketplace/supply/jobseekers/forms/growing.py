"""What people type about what they can do, and what the team types about what it saw."""

from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField, URLField, ValidationError
from wtforms.validators import DataRequired, InputRequired

from marketplace.competencies.forms import CompetencyField
from marketplace.supply.documents.forms import DocumentField
from marketplace.supply.jobseekers.actions.claims import is_web_address
from marketplace.supply.jobseekers.forms.fields import Day, at_most, level_field
from marketplace.supply.jobseekers.models import EvidenceKind
from marketplace.supply.jobseekers.queries import NOT_SHOWN_BECAUSE, SHOWN_LEVELS
from marketplace.web.access import now
from marketplace.web.forms import Form


class ClaimForm(Form):
    """A competency, and how well."""

    competency = CompetencyField(_("What can you do?"), [InputRequired(_("Name one thing that you can do."))])
    level = level_field(_("How do you do it today?"))


class SuggestionForm(Form):
    """Yes to what was asked from an experience, and how well."""

    level = level_field(_("How do you do it today?"))
    shows_it = BooleanField(_("Let this experience be what shows it"), default=True)


class LevelForm(Form):
    """Another level in one's own word."""

    version = HiddenField()
    level = level_field(_("How do you do it today?"))


class StoryForm(Form):
    """A story as evidence."""

    words = TextAreaField(
        _("Your story"),
        [
            DataRequired(_("Tell it in two or three sentences: what happened, what you did, what came of it.")),
            at_most(4000),
        ],
        description=_("What happened, what you did, what came of it."),
    )


class LinkForm(Form):
    """A page that shows it."""

    address = URLField(
        _("The address of the page"),
        [DataRequired(_("Paste the address of the page.")), at_most(500)],
        description=_("It begins with https:// or http://."),
    )
    words = TextAreaField(_("What one sees there"), [at_most(2000)])

    def validate_address(self, field):
        if not is_web_address(field.data or ""):
            raise ValidationError(gettext("A link begins with https:// or http:// and names a site."))


class FromExperienceForm(Form):
    """An experience that shows it."""

    experience_id = RadioField(
        _("Which experience shows it?"), [InputRequired(_("Choose one."))], choices=[], coerce=UUID
    )
    words = TextAreaField(_("What you did there that shows it"), [at_most(4000)])


class FileForm(Form):
    """A file that shows it: a certificate, a letter, a picture of work."""

    file = DocumentField(_("The file"), [InputRequired(_("Choose a file, up to 5 MB."))])
    words = TextAreaField(_("What one sees there"), [at_most(2000)])


def evidence_form(kind, experiences):
    """The form for one kind of evidence; `experiences` are the person's own, to choose from."""
    if kind == EvidenceKind.STORY:
        return StoryForm()
    if kind == EvidenceKind.LINK:
        return LinkForm()
    if kind == EvidenceKind.FILE:
        return FileForm()
    form = FromExperienceForm()
    form.experience_id.choices = [(str(row.id), row.title) for row in experiences]
    return form


class DecideForm(Form):
    """What somebody of the team saw in the evidence of a person."""

    version = HiddenField()
    level = RadioField(
        _("What does it show?"),
        [InputRequired(_("Choose what the evidence shows, also when it shows no level yet."))],
        choices=[(str(level), words) for level, words in SHOWN_LEVELS.items()],
        coerce=int,
    )
    reason = SelectField(
        _("If it is not shown yet: why"),
        choices=[("", _("It is shown")), *NOT_SHOWN_BECAUSE.items()],
        description=_("The person reads it, with your words."),
    )
    words = TextAreaField(
        _("What you saw"),
        [
            DataRequired(_("Write what you saw, or what is missing: the person reads it and learns from it.")),
            at_most(4000),
        ],
        description=_("What in the evidence led you to this, in two or three sentences to the person."),
    )
    lapses_on = Day(
        _("Until when it counts"),
        description=_("Leave it empty when it does not lapse. A first-aid certificate does; planning a shift hardly."),
    )

    def validate_lapses_on(self, field):
        if field.data and field.data <= now().date():
            raise ValidationError(gettext("That day is over. Leave it empty, or name a day to come."))

    def validate_reason(self, field):
        if self.level.data == 0 and not field.data:
            raise ValidationError(gettext("Choose why it is not shown yet, so that the person knows what to do next."))
