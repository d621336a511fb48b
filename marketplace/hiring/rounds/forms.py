"""What people choose in a round: roles and a day, their own order, a change with its reason, and the release."""

import uuid

from flask_babel import gettext as text
from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from marketplace.hiring.rounds.models import Proposing
from marketplace.web.formats import end_of_day, zones
from marketplace.web.forms import Form

NOBODY, EVERYBODY = "nobody", "everybody"
SENTENCE = _("Write a sentence, so that the next person understands.")
LONG = _("Please keep it under 2,000 characters.")
PROPOSING = (
    (Proposing.CANDIDATES.value, _("Candidates: the best stable result for them, and listing truly pays")),
    (Proposing.EMPLOYERS.value, _("Employers: the best stable result for them")),
)


class RoundForm(Form):
    """A new round: its name, whose people, which roles, and until when lists are open."""

    name = StringField(
        _("Name"),
        validators=[
            InputRequired(_("Give it a name that both sides understand.")),
            Length(max=120, message=_("Please keep it under 120 characters.")),
        ],
    )
    program_id = SelectField(_("Whose people"), validate_choice=True)
    role_need_ids = SelectMultipleField(
        _("Roles"),
        validators=[InputRequired(_("Choose at least one role."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    freezes_on = DateField(
        _("Last day for the lists"), validators=[InputRequired(_("Choose the last day for the lists."))]
    )
    time_zone = SelectField(_("The day ends in"), validators=[InputRequired()])

    def __init__(self, programs=(), roles=(), everybody=False, **kwargs):
        super().__init__(**kwargs)
        own = [(str(program.id), program.title) for program in programs]
        self.program_id.choices = (
            [(EVERYBODY, text("Everybody who is shown for these roles"))] if everybody else []
        ) + own
        self.role_need_ids.choices = [(str(need.id), f"{need.title}, {need.employer.name}") for need in roles]
        self.time_zone.choices = zones()

    @property
    def values(self):
        typed = super().values
        typed["freezes_at"] = end_of_day(typed.pop("freezes_on"), typed["time_zone"])
        typed["program_id"] = None if typed["program_id"] == EVERYBODY else uuid.UUID(typed["program_id"])
        typed["role_need_ids"] = [uuid.UUID(found) for found in typed["role_need_ids"]]
        return typed


class ListForm(Form):
    """An order: the ids as the page showed them, those that are wanted, and perhaps one that goes up or down.

    The list itself writes these fields, so they are not among the hidden ones that every form has.
    """

    order = HiddenField(widget=TextInput())
    wanted = SelectMultipleField(_("Wanted"), validate_choice=False)  # who is gone since the page was made is left out
    up = HiddenField(widget=TextInput())
    down = HiddenField(widget=TextInput())
    version = HiddenField()

    def __init__(self, referrals=(), **kwargs):
        super().__init__(**kwargs)
        self.known = {str(referral.id): referral.id for referral in referrals}
        self.wanted.choices = [(str(referral.id), referral.alias) for referral in referrals]

    @property
    def values(self):
        typed = super().values
        return {
            "order": [self.known[found] for found in (typed["order"] or "").split() if found in self.known],
            "wanted": {self.known[found] for found in typed["wanted"] or () if found in self.known},
            "up": self.known.get(typed["up"] or ""),
            "down": self.known.get(typed["down"] or ""),
        }


class ProposeForm(Form):
    """Whose wishes lead."""

    proposing = RadioField(
        _("Who asks first"),
        choices=PROPOSING,
        default=Proposing.CANDIDATES.value,
        validators=[InputRequired(_("Choose who asks first."))],
    )


class ChangeForm(Form):
    """What staff decide instead for one person, and why."""

    referral_id = SelectField(_("What is decided"), default=NOBODY)
    reason = TextAreaField(
        _("Why"),
        validators=[InputRequired(SENTENCE), Length(max=2000, message=LONG)],
        description=_("Only the team reads it."),
    )
    version = HiddenField()

    def __init__(self, referrals=(), **kwargs):
        super().__init__(**kwargs)
        self.referral_id.choices = [(NOBODY, text("Nobody in this round"))] + [
            (str(one.id), f"{one.role_need.title}, {one.role_need.employer.name}") for one in referrals
        ]

    @property
    def values(self):
        typed = super().values
        chosen = typed["referral_id"]
        return {**typed, "referral_id": None if chosen == NOBODY else uuid.UUID(chosen)}


class ReleaseForm(Form):
    """The release of what the page showed."""

    seen = HiddenField()


class AbandonForm(Form):
    """Why a round is called off."""

    note = TextAreaField(
        _("Why is it called off?"),
        validators=[InputRequired(SENTENCE), Length(max=2000, message=LONG)],
        description=_("Only the team reads it. Both sides are told that the round is off, and that their talks go on."),
    )
