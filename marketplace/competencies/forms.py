"""The form field in which a competency is typed or chosen, for the forms of every feature."""

import uuid
from dataclasses import dataclass

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from markupsafe import Markup
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, StopValidation
from wtforms.widgets import html_params

from marketplace.competencies import queries
from marketplace.competencies.models import Kind
from marketplace.db import db
from marketplace.web.access import maybe_me
from marketplace.web.forms import Form, clean

LONGEST_WORDS = 300


class CompetencyWidget:
    """A text input for the words, and a hidden one for the id that the typeahead fills in."""

    input_type = "text"
    validation_attrs = ("required", "disabled", "maxlength")

    def __call__(self, field, **attributes):
        attributes = {
            "id": field.id,
            "name": field.name,
            "type": "text",
            "value": field.words,
            "required": field.flags.required or False,
            "maxlength": LONGEST_WORDS,
        } | attributes
        hidden = html_params(id=field.chosen.id, name=field.chosen.name, type="hidden", value=field.chosen.value)
        return Markup(f"<input {html_params(**attributes)}><input {hidden}>")  # noqa: S704 -- html_params escapes


@dataclass(frozen=True)
class Chosen:
    """The hidden input beside the text field."""

    id: str
    name: str
    value: str


class CompetencyField(Field):
    """A competency by the words a person types; `data` is its id, or None.

    Words that can mean one competency only are taken. Others are an error with up to five
    `proposals`, which the page shows as choices; the typed `words` stay. Render it with the
    component `competency_field`.
    """

    widget = CompetencyWidget()

    def __init__(self, label=None, validators=None, **options):
        super().__init__(label, validators, **options)
        self.words = ""
        self.proposals = []

    def process(self, formdata, *arguments, **options):
        self._chosen_id = _id_in(formdata, self.chosen_name) if formdata else None
        self._proposed_id = _id_in(formdata, self.proposed_name) if formdata else None
        self._asked_before = bool(formdata) and self.proposed_name in formdata
        super().process(formdata, *arguments, **options)

    def process_data(self, value):
        super().process_data(value)
        row = db.session.scalar(queries.by_ids([value])) if value else None
        self.words = row.preferred if row else ""

    def process_formdata(self, valuelist):
        self.words = clean(valuelist[0])[:LONGEST_WORDS] if valuelist else ""
        self.raw_data = [self.words] if self.words else []  # blanks alone are no input
        self.data = None
        typed = self.words
        if self._proposed_id is not None and self._take(self._proposed_id):
            _note(typed, self.data)
            return
        if self.words:
            choice = queries.choose(self.words, self._chosen_id, organisation_id=_organisation())
            self.data, self.proposals = choice.competency_id, choice.proposals

    def pre_validate(self, form):  # noqa: ARG002 -- the signature is WTForms'
        if not self.words or self.data is not None:
            return
        if not self.proposals or self._asked_before:
            _note(self.words, None)
        if self.proposals:
            raise StopValidation(
                _(
                    "The vocabulary has no “%(words)s”. Choose what you mean below, or type another name for it.",
                    words=self.words,
                )
            )
        raise StopValidation(
            _(
                "Nothing in the vocabulary is like “%(words)s”. Try another name for it; these words are kept for "
                "the program team, who see to the vocabulary.",
                words=self.words,
            )
        )

    def _take(self, competency_id):
        row = db.session.scalar(queries.by_ids([competency_id]))
        if row is not None:
            self.data, self.words = row.id, row.preferred
        return row is not None

    @property
    def chosen(self):
        return Chosen(f"{self.id}-chosen", self.chosen_name, str(self.data or ""))

    @property
    def chosen_name(self):
        return f"{self.name}-chosen"

    @property
    def proposed_name(self):
        """The name of the radio buttons that hold the proposals."""
        return f"{self.name}-proposed"


def _organisation():
    """The organisation of whoever is signed in; None where nobody can be, as in a command."""
    acting = maybe_me() if current_user else None
    return acting.organisation_id if acting else None


def _note(words, competency_id):
    """Remember until the request has ended what was said of words, or that they led nowhere."""
    g.setdefault("competency_words", []).append((words, competency_id))


def _id_in(formdata, name):
    try:
        return uuid.UUID(formdata.get(name) or "")
    except ValueError:
        return None


class MapForm(Form):
    """Which competency words that led nowhere mean."""

    competency = CompetencyField(lazy_gettext("They mean"), [DataRequired(lazy_gettext("Name a competency."))])


class OtherForm(Form):
    """Which competency another one may be the same as."""

    competency = CompetencyField(lazy_gettext("The other one"), [DataRequired(lazy_gettext("Name a competency."))])


class AddForm(Form):
    """A competency added for words that led nowhere."""

    preferred = StringField(
        lazy_gettext("Its name"),
        [
            DataRequired(lazy_gettext("A name is needed.")),
            Length(max=LONGEST_WORDS, message=lazy_gettext("Please keep this under %(max)d characters.")),
        ],
        description=lazy_gettext("What somebody does, in a few words: “plan delivery routes”."),
    )
    kind = SelectField(
        lazy_gettext("Kind"),
        coerce=Kind,
        default=Kind.SKILL,
        choices=[(kind.value, label) for kind, label in queries.KIND_LABELS.items()],
    )
    description = TextAreaField(
        lazy_gettext("In one sentence"),
        [Length(max=2000, message=lazy_gettext("Please keep this under %(max)d characters."))],
    )
