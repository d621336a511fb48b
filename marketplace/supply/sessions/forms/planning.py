"""What is typed about a session of the training."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp

from marketplace.demand.consortium.forms import chosen_id
from marketplace.supply.sessions.actions.planning import Facts
from marketplace.supply.sessions.queries import timetable
from marketplace.web.forms import Form

MOST_WEEKS = 52


class SessionForm(Form):
    title = StringField(_("What it is about"), [DataRequired(_("Give it a title.")), Length(max=200)])
    module_id = SelectField(_("Module"), coerce=chosen_id)
    led_by_id = SelectField(_("Who leads it"), coerce=chosen_id)
    day = DateField(_("Day"), [InputRequired(_("Choose a day."))])
    begins = TimeField(_("Begins"), [InputRequired(_("Choose a time."))])
    ends = TimeField(_("Ends"), [InputRequired(_("Choose a time."))])
    place = StringField(_("Place"), [Length(max=200)])
    link = StringField(
        _("Link to join from elsewhere"),
        [Length(max=500), Regexp(r"^$|^https://[^\s<>\"]+$", message=_("A link begins with https://."))],
    )

    def __init__(self, *arguments, cohort, **options):
        super().__init__(*arguments, **options)
        self.module_id.choices = [("", _("No module")), *((row.id, row.title) for row in cohort.modules)]
        self.led_by_id.choices = [("", _("Not decided yet")), *timetable.leaders(cohort)]

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if self.begins.data and self.ends.data and self.ends.data <= self.begins.data:
            self.ends.errors = [gettext("It would end before it begins. Did you mean a later time?")]
            return False
        return valid

    @property
    def facts(self):
        """What was typed, ready for the action."""
        names = ("title", "module_id", "led_by_id", "day", "begins", "ends", "place", "link")
        return Facts(**{name: self[name].data for name in names})


class PlanForm(SessionForm):
    weeks = IntegerField(
        _("How many weeks in a row"),
        [InputRequired(_("One is enough.")), NumberRange(1, MOST_WEEKS, _("Between 1 and 52 weeks."))],
        default=1,
    )


class ChangeForm(SessionForm):
    version = HiddenField()


class CancelForm(Form):
    words = TextAreaField(
        _("Why, for whoever expects it"),
        [DataRequired(_("Write a sentence: everybody enrolled reads it.")), Length(max=2000)],
    )
