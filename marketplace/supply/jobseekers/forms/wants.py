"""What people type about what they want, and from whom they keep away."""

from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import DataRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.supply.jobseekers.forms.fields import at_most
from marketplace.supply.jobseekers.models import FromHome
from marketplace.supply.jobseekers.queries import FROM_HOME
from marketplace.web.forms import Form

HOURS = NumberRange(1, 80, message=_("Hours are a number between 1 and 80."))


class WantsForm(Form):
    """What a person wants. All of it may be left out."""

    version = HiddenField()
    roles = StringField(
        _("Work you would like to do"), [at_most(400)], description=_("Such as: dispatcher, shift lead, planner.")
    )
    sectors = StringField(
        _("Where you would like to do it"), [at_most(400)], description=_("Such as: transport, care.")
    )
    hours_at_least = IntegerField(_("Not fewer hours a week than"), [Optional(), HOURS])
    hours_at_most = IntegerField(_("Not more hours a week than"), [Optional(), HOURS])
    from_home = RadioField(
        _("From home, or at a place of work?"),
        choices=[(word.value, label) for word, label in FROM_HOME.items()] + [("", _("I’d rather say later"))],
        coerce=lambda word: FromHome(word) if word else None,
    )
    commute_minutes = IntegerField(
        _("Longest way to work, in minutes"),
        [Optional(), NumberRange(0, 300, message=_("Minutes are a number between 0 and 300."))],
        description=_("One way, from door to door. For you to remember; no role is left out by it."),
    )

    def validate_hours_at_most(self, field):
        if field.data and self.hours_at_least.data and field.data < self.hours_at_least.data:
            raise ValidationError(gettext("That is fewer than the least. Please check the two."))


class KeepAwayForm(Form):
    """The name of an employer that a person keeps away from."""

    words = StringField(
        _("Name of the employer"),
        [DataRequired(_("Write the name of the employer.")), at_most(200)],
        description=_("It counts for every employer whose name has all of these words, now or later."),
    )


class PoolsForm(Form):
    """The pools that a person says are about them."""

    pools = SelectMultipleField(
        _("Which of these are about you?"),
        choices=[],
        coerce=lambda word: UUID(str(word)),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def pools_form(offered, **values):
    """The form with the pools that there are to choose from."""
    form = PoolsForm(**values)
    form.pools.choices = [(str(pool.id), pool.name) for pool in offered]
    return form
