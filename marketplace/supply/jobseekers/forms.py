"""What people type about themselves."""

from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    MonthField,
    RadioField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from marketplace.competencies.forms import CompetencyField
from marketplace.supply.jobseekers.actions.claims import is_web_address
from marketplace.supply.jobseekers.models import EvidenceKind, ExperienceKind
from marketplace.supply.jobseekers.queries import EXPERIENCE_KINDS, LEVELS
from marketplace.web.access import now
from marketplace.web.forms import Form

EARLIEST = 1900
MAY_WORK = {"yes": True, "no": False, "": None}


def at_most(letters):
    return Length(max=letters, message=_("Please keep it under %(max)d characters."))


class Day(DateField):
    """A day that may be left out, with a sentence of ours when it is no day."""

    def process_formdata(self, valuelist):
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("That is not a day. Write it like 2027-03-02.")) from None


class Month(MonthField):
    """A month, kept as its first day; browsers without a month picker take 2019-05 as text."""

    def process_formdata(self, valuelist):
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("That is not a month. Write year and month, such as 2019-05.")) from None


class ProfileForm(Form):
    """How to reach a person, and what fits them. All of it may wait."""

    version = HiddenField()
    headline = StringField(
        _("You in one line"),
        [at_most(200)],
        description=_("Such as: eight years in hotel operations, calm on busy evenings."),
    )
    phone = TelField(_("Phone"), [at_most(40)])
    place = StringField(_("Town or city"), [at_most(120)])
    province = StringField(_("Province or territory"), [at_most(60)])
    hours_per_week = IntegerField(
        _("Hours a week that fit you"),
        [Optional(), NumberRange(1, 80, message=_("Hours are a number between 1 and 80."))],
    )
    available_from = Day(_("From when you could start"))
    may_work = RadioField(
        _("May you work in this country?"),
        choices=[("yes", _("Yes")), ("no", _("Not yet")), ("", _("I’d rather say later"))],
        coerce=lambda word: MAY_WORK.get(word, word),
        description=_("Only the program team sees your answer."),
    )


class ExperienceForm(Form):
    """Something a person did. All of it counts, paid or not."""

    version = HiddenField()
    kind = RadioField(
        _("What was it?"),
        [InputRequired(_("Choose the nearest. All of it counts."))],
        choices=[(kind.value, label) for kind, label in EXPERIENCE_KINDS.items()],
        coerce=ExperienceKind,
    )
    title = StringField(
        _("What you were, or did"), [DataRequired(_("Name it in a few words, such as: night manager.")), at_most(200)]
    )
    organisation = StringField(_("Where, or for whom"), [at_most(200)])
    started_on = Month(
        _("From"),
        [InputRequired(_("From which month on? A guess is fine."))],
        description=_("Year and month, such as 2019-05."),
    )
    ended_on = Month(_("Until"), description=_("Leave it empty if you still do it."))
    description = TextAreaField(
        _("What you did there"),
        [at_most(4000)],
        description=_("Two or three sentences, as you would tell a colleague."),
    )

    def validate_started_on(self, field):
        if field.data and field.data.year < EARLIEST:
            raise ValidationError(gettext("That is very long ago. Please check the year."))
        if field.data and field.data > now().date():
            raise ValidationError(gettext("That month has not begun yet. Please check the year."))

    def validate_ended_on(self, field):
        if field.data and self.started_on.data and field.data < self.started_on.data:
            raise ValidationError(gettext("That end is before the beginning. Please check the two months."))


def level_field(label):
    return RadioField(
        label,
        [InputRequired(_("Choose what fits best today. You can change it any time."))],
        choices=[(str(level), words) for level, words in LEVELS.items()],
        coerce=int,
    )


class ClaimForm(Form):
    """A competency, and how well."""

    competency = CompetencyField(_("What can you do?"), [InputRequired(_("Name one thing that you can do."))])
    level = level_field(_("How do you do it today?"))


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


def evidence_form(kind, experiences):
    """The form for one kind of evidence; `experiences` are the person's own, to choose from."""
    if kind == EvidenceKind.STORY:
        return StoryForm()
    if kind == EvidenceKind.LINK:
        return LinkForm()
    form = FromExperienceForm()
    form.experience_id.choices = [(str(row.id), row.title) for row in experiences]
    return form
