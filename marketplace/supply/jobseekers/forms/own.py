"""What people type about themselves."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField, StringField, TelField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from marketplace.supply.jobseekers.forms.fields import Day, Month, at_most
from marketplace.supply.jobseekers.models import ExperienceKind
from marketplace.supply.jobseekers.queries import EXPERIENCE_KINDS
from marketplace.web.access import now
from marketplace.web.forms import Form

EARLIEST = 1900
MAY_WORK = {"yes": True, "no": False, "": None}


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
