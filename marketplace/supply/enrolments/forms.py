"""What people type about an enrolment."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from marketplace.demand.programs.models import ModuleCompetency
from marketplace.supply.enrolments.actions import Seen
from marketplace.supply.enrolments.models import Intent
from marketplace.supply.enrolments.queries import INTENTS
from marketplace.supply.jobseekers.queries import SHOWN_LEVELS
from marketplace.web.forms import Form

LONG = Length(max=4000, message=_("Please keep it under 4,000 characters."))


class ConfirmForm(Form):
    """The one question that is asked before the first day."""

    intent = RadioField(
        _("What do you want from it?"),
        [InputRequired(_("Choose the one that is nearest today."))],
        choices=[(intent.value, words) for intent, words in INTENTS.items()],
        coerce=Intent,
    )


class EndForm(Form):
    """Why an enrolment ends."""

    words = TextAreaField(
        _("What happened?"), [DataRequired(_("Write a sentence, so that the next person understands.")), LONG]
    )


class AssessForm(Form):
    """One line for each competency of each module; `assess_form` adds the lines."""

    taught: Sequence[ModuleCompetency] = ()

    @property
    def lines(self):
        """What is taught, with its two fields."""
        return [(line, self[f"level_{_key(line)}"], self[f"words_{_key(line)}"]) for line in self.taught]

    @property
    def seen(self):
        """The lines in which a level was chosen."""
        return [
            Seen(line.module_id, line.competency_id, level.data, words.data)
            for line, level, words in self.lines
            if level.data is not None
        ]

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        for _line, level, words in self.lines:
            if level.data is not None and not words.data:
                words.errors = [gettext("Write what you saw: the person reads it.")]
            elif words.data and level.data is None and not level.errors:
                level.errors = [gettext("Choose the level that goes with your words.")]
        if not self.errors and not self.seen and self.taught:
            self.lines[0][1].errors = [gettext("Choose a level for at least one competency.")]
        return valid and not self.errors


def _key(line):
    """Names the line by what it is about: the program may change between the page and the sending."""
    return f"{line.module_id.hex}_{line.competency_id.hex}"


def _level(word):
    return None if word in ("", None) else int(word)


def assess_form(taught):
    """The form for what a program teaches, line by line."""
    choices = [("", _("Not now")), *((str(level), words) for level, words in SHOWN_LEVELS.items())]
    fields = {"taught": taught}
    for line in taught:
        fields[f"level_{_key(line)}"] = SelectField(_("Level"), choices=choices, coerce=_level)
        fields[f"words_{_key(line)}"] = TextAreaField(_("What you saw"), [LONG])
    return type("AssessForm", (AssessForm,), fields)()
