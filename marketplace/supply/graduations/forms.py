"""What is typed about requirements, certificates and marks."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.demand.consortium.forms import chosen_id
from marketplace.supply.graduations.models import NameShown, NoLonger, RevokedFor
from marketplace.supply.graduations.queries import LEVEL_WORDS, NAME_WORDS, NO_LONGER_WORDS, REVOKED_WORDS
from marketplace.web.forms import Form


def _level(word):
    return None if word in ("", None) else int(word)


class RequireForm(Form):
    """What more a cohort asks for; each part that is filled in becomes one requirement."""

    level = SelectField(
        _("The taught competencies are shown"),
        choices=[("", _("As it is now")), *((str(level), words) for level, words in LEVEL_WORDS.items())],
        coerce=_level,
    )
    share = IntegerField(_("Sessions to be present at, of 100"), [Optional(), NumberRange(1, 100)])
    words = StringField(_("An item of your own, ticked by hand"), [Length(max=200)])

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if valid and self.level.data is None and self.share.data is None and not self.words.data:
            self.words.errors = [gettext("Fill in what you want to ask for.")]
            return False
        return valid


def _name(word):
    return NameShown(word) if word else None


class ChooseForm(Form):
    """What whoever has the code of a certificate reads."""

    shows_name = RadioField(
        _("Who I am"),
        choices=[*((one.value, words) for one, words in NAME_WORDS.items()), ("", _("Nothing: nobody can look it up"))],
        coerce=_name,
    )
    shows_competencies = BooleanField(_("The competencies that I showed, with their levels"))


class RevokeForm(Form):
    revoked_for = SelectField(
        _("Why it no longer holds"),
        [InputRequired(_("Choose the reason."))],
        choices=[("", _("Choose")), *((one.value, words) for one, words in REVOKED_WORDS.items())],
        coerce=lambda word: RevokedFor(word) if word else None,
    )


class ReadyForm(Form):
    lapses_on = DateField(_("Until"), [InputRequired()])


class TakeBackForm(Form):
    withdrawn_for = SelectField(
        _("Why not any more"),
        [InputRequired(_("Choose the reason."))],
        choices=[
            ("", _("Choose")),
            *((one.value, words) for one, words in NO_LONGER_WORDS.items() if one is not NoLonger.RENEWED),
        ],
        coerce=lambda word: NoLonger(word) if word else None,
    )


class PeopleForm(Form):
    """The people that one step is made for, all of them chosen to begin with."""

    people = SelectMultipleField(
        _("People"),
        [InputRequired(_("Choose at least one."))],
        coerce=chosen_id,
        validate_choice=False,  # whoever was moved meanwhile is refused in words
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, rows):
        """Whom the step can be made for."""
        self.people.choices = [(row.id, row.jobseeker.person.name) for row in rows]
        if not self.is_submitted():
            self.people.data = [row.id for row in rows]
        return self
