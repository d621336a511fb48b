"""An application as people fill it in: why, and the questions of the cohort, built from its rows."""

import uuid
from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.supply.applications.actions.answering import Given
from marketplace.supply.applications.models import FormQuestion, QuestionKind
from marketplace.supply.applications.queries import STEPS, unanswered_in
from marketplace.supply.documents.forms import DocumentField
from marketplace.web.forms import Form

LONG = Length(max=6000, message=_("Please keep it under 6,000 characters."))
SHORT = Length(max=200, message=_("Please keep it under 200 characters."))


class Marked:
    """Says beside a field whether it may be left open; whether it was is asked when the whole form is known."""

    def __init__(self, *, required):
        self.field_flags = {"required": True} if required else {"optional": True}

    def __call__(self, form, field):
        """Nothing: see `ApplyForm.validate`."""


class MayBeLeft(RadioField):
    """Choices of which none has to be taken: whether one must be is asked when the whole form is known."""

    def pre_validate(self, form):
        """No choice is no fault here; one that is not offered is."""
        if self.data:
            super().pre_validate(form)


class DraftForm(Form):
    """An application that is not finished."""

    motivation = TextAreaField(_("Why this program, and why now?"), [LONG])
    match_me = BooleanField(_("Yes, I take part in matching"))
    #: The questions of the cohort, and those that a file was kept for before.
    questions: Sequence[FormQuestion] = ()
    kept: frozenset[uuid.UUID] = frozenset()

    @property
    def given(self):
        """What was answered, by the lineage of the question."""
        return {one.lineage: _given(self[name_of(one)].data) for one in self.questions}

    @property
    def values(self):
        """The fields that every application has, and the answers to the cohort's own questions."""
        own = {name_of(one) for one in self.questions}
        return {name: value for name, value in super().values.items() if name not in own} | {"answers": self.given}


class ApplyForm(DraftForm):
    """An application that is sent: what is asked and required has to be answered."""

    motivation = TextAreaField(
        _("Why this program, and why now?"),
        [DataRequired(_("Write two or three sentences: what you do today, and what you want to do.")), LONG],
    )

    def validate(self, extra_validators=None):
        """Every fault at once, beside its question."""
        sound = super().validate(extra_validators)
        answers = {lineage: given.words for lineage, given in self.given.items()}
        files = self.kept | {lineage for lineage, given in self.given.items() if given.file}
        for question in unanswered_in(self.questions, answers, files):
            one = self[name_of(question)]
            if not one.errors:
                one.errors = [gettext("This one needs an answer.")]
                sound = False
        return sound


def name_of(question):
    """The name of the field of a question, the same from version to version."""
    return f"q_{question.lineage.hex}"


def compose(base, questions, kept=()):
    """A form with the fields of these questions; `kept` names the files that came with the draft, by lineage."""
    fields = {name_of(one): _field(one, dict(kept).get(one.lineage, "")) for one in questions}
    return type(base.__name__, (base,), {"questions": tuple(questions), "kept": frozenset(dict(kept)), **fields})


def typed(questions, answers):
    """What a draft says, as data of the form: `answers` is lineage → what was given."""
    data = {}
    for one in questions:
        given = list(answers.get(one.lineage, ()))
        if one.kind is QuestionKind.MANY:
            data[name_of(one)] = given
        elif given and one.kind is not QuestionKind.FILE:
            data[name_of(one)] = given[0]
    return data


def _field(question, kept):
    label, about, marked = question.label, {"description": question.help}, Marked(required=question.required)
    match question.kind:
        case QuestionKind.SHORT:
            return StringField(label, [marked, SHORT], **about)
        case QuestionKind.LONG:
            return TextAreaField(label, [marked, LONG], **about)
        case QuestionKind.ONE:
            return MayBeLeft(label, [marked], choices=[(one, one) for one in question.choices], **about)
        case QuestionKind.SCALE:
            return MayBeLeft(label, [marked], choices=_steps(question), **about)
        case QuestionKind.MANY:
            boxes = {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
            return SelectMultipleField(
                label, [marked], choices=[(one, one) for one in question.choices], **boxes, **about
            )
    note = gettext("Kept: %(name)s. Choose another one to replace it.", name=kept) if kept else ""
    return DocumentField(label, [marked], description=" ".join(part for part in (question.help, note) if part))


def _steps(question):
    ends = dict(zip((STEPS[0], STEPS[-1]), question.choices, strict=False))
    return [(step, f"{step}: {ends[step]}" if ends.get(step) else step) for step in STEPS]


def _given(value):
    if isinstance(value, list):
        return Given(tuple(value))
    if isinstance(value, str):
        return Given((value,) if value else ())
    return Given(file=value or None)
