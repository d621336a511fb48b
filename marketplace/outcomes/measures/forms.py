"""What a lead types to have a figure counted otherwise: its settings, and why."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DecimalField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.settings import FULL_WEEK, LARGEST_CELL, LONGEST, MANY, Definition
from marketplace.outcomes.measures.queries.words import ANSWERS, FLOORS
from marketplace.supply.enrolments.models import Intent
from marketplace.supply.enrolments.queries import INTENTS, REASON_WORDS
from marketplace.web.forms import Form

BETWEEN = _("A whole number from %(min)s to %(max)s.")


def _days(label: Any, *, least: int = 1, most: int = LONGEST, description: Any = "") -> IntegerField:
    span = NumberRange(least, most, BETWEEN)
    return IntegerField(label, [InputRequired(_("Say a number.")), span], description=description)


def _hours(label: Any, description: Any = "") -> DecimalField:
    span = NumberRange(0, FULL_WEEK, _("A number of hours a week, from 0 to 168."))
    return DecimalField(label, [InputRequired(_("Say a number.")), span], places=None, description=description)


def _boxes(label: Any, choices: Any, description: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        choices=[(one.value, words) for one, words in choices],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=description,
    )


class DefinitionForm(Form):
    """The settings of a figure's definition, one field for each, as they are until something is typed."""

    version = HiddenField()
    window_days = _days(_("Days after graduating"), description=_("Work that began within them counts."))
    windows = StringField(
        _("Days at which placement is told"),
        [DataRequired(_("Say at least one day.")), Regexp(r"^[\d,\s]*$", message=_("Numbers with a comma between."))],
        description=_("Up to twelve numbers with a comma between."),
    )
    floor = SelectField(
        _("Work has to be"), choices=[(one.value, words) for one, words in FLOORS.items()], validators=[InputRequired()]
    )
    answer_floor = SelectField(
        _("An answer has to be known from"),
        choices=[(one.value, words) for one, words in ANSWERS.items()],
        validators=[InputRequired()],
    )
    partly_counts = BooleanField(_("Work that is partly related to the training counts as related"))
    least_hours = _hours(_("Least hours a week"), _("Work with fewer does not count."))
    full_time_hours = _hours(_("Full time from"), _("Hours a week."))
    excluded_intents = _boxes(
        _("Left out: people who wanted"),
        [(one, words) for one, words in INTENTS.items() if one is not Intent.NEW_JOB],
        _("Whoever wants a new job is never left out."),
    )
    excluded_reasons = _boxes(
        _("Left out: people who left because of"), REASON_WORDS.items(), _("They are in no base, with their number.")
    )
    authorised_only = BooleanField(_("People who may not work here are left out"))
    subsidised_counts = BooleanField(_("Subsidised work counts in the quarters after the training"))
    unsaid_subsidy_counts = BooleanField(_("So does work of which nobody said whether it is subsidised"))
    exit_days = _days(_("Days until an exit is fixed"), least=0, description=_("After the last day of training."))
    credential_days = _days(_("Days for a certificate"), least=0, description=_("After the last day of training."))
    looked_back_days = _days(_("Days looked back"), description=_("Of figures about roles, seats and applications."))
    smallest = _days(
        _("Smallest group that others may see"),
        most=LARGEST_CELL,
        description=_("Where the number that is set for the whole site is larger, that one holds."),
    )
    currency = StringField(
        _("Currency"),
        [DataRequired(_("Say which.")), Regexp(r"^[A-Z]{3}$", message=_("Three capital letters, such as CAD."))],
    )
    why = TextAreaField(
        _("Why is it counted otherwise?"),
        [DataRequired(_("Say why, for whoever compares figures of before and after.")), Length(max=1000)],
        description=_("Staff read it beside the definition."),
    )

    def validate_windows(self, field: StringField) -> None:
        """Up to twelve days within ten years."""
        days = _numbers(field.data)
        if not 1 <= len(days) <= MANY or not all(1 <= one <= LONGEST for one in days):
            raise ValidationError(gettext("One to twelve numbers from 1 to %(most)s.", most=LONGEST))

    def validate_least_hours(self, field: DecimalField) -> None:
        """Full-time work is work that counts."""
        if field.data is not None and self.full_time_hours.data is not None and field.data > self.full_time_hours.data:
            raise ValidationError(gettext("Full-time work has at least as many hours as work that counts."))

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as plain data, in the words of `Settings.from_json`."""
        said = {name: value for name, value in self.values.items() if name != "why"}
        said |= {name: str(said[name]) for name in ("least_hours", "full_time_hours")}
        return said | {"windows": _numbers(self.windows.data)}


def form_of(definition: Definition, *, version: str | int | None = None) -> DefinitionForm:
    """The form of a definition, with its settings in the fields; the smallest group is asked for where it is read.

    `version` names what is changed where that is more than the number of the definition.
    """
    told = definition.settings.to_json()
    told["windows"] = ", ".join(str(one) for one in definition.settings.windows)
    told |= {name: getattr(definition.settings, name) for name in ("least_hours", "full_time_hours")}
    form = DefinitionForm(version=definition.number if version is None else version, **told)
    if definition.key is not Key.IMPACT_RATIO:
        del form.smallest
    return form


def _numbers(words: str | None) -> list[int]:
    return [int(one[:6]) for one in (words or "").replace(",", " ").split() if one.isdecimal()]
