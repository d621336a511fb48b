"""What people type while they listen: answers, marked words, what those tell, and the time that a topic took."""

import uuid

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from marketplace.demand.discovery.models import InsightKind
from marketplace.demand.discovery.queries import KIND_LABELS
from marketplace.web.forms import Form


class AnswerForm(Form):
    """An answer as it stands in one page: which page, and how often that has sent it, are the script's to say."""

    words = TextAreaField(
        _("What was said, in their words"),
        [Length(max=20000, message=_("Please keep one answer under 20,000 characters."))],
    )
    version = HiddenField(default="0")
    tab = HiddenField(default="", validators=[Length(max=36)])
    turn = HiddenField(default="0")
    settles_id = HiddenField(default="")

    @classmethod
    def of(cls, question, answer, **more):
        """The form of one question on a page with many."""
        told = {"words": answer.words, "version": str(answer.version)} if answer else {}
        return cls(formdata=None, **(told | more)).called(str(question.position))

    def called(self, suffix):
        """Give the fields ids of their own: a page holds one such form per question."""
        for field in (self.words, self.tab, self.turn, self.settles_id):
            field.id = f"{field.short_name}-{suffix}"
        return self

    @property
    def values(self):
        return {
            "words": self.words.data,
            "tab": self.tab.data or "",
            "turn": int(self.turn.data) if (self.turn.data or "").isdecimal() else 0,
            "settles_id": _id(self.settles_id.data),
        }


class MarkForm(Form):
    words = TextAreaField(
        validators=[
            DataRequired(_("Select the words first.")),
            Length(max=2000, message=_("Please keep a quote under 2,000 characters.")),
        ]
    )


class SortForm(Form):
    kind = SelectField(
        _("What it tells"),
        [InputRequired()],
        coerce=InsightKind,
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
    )
    theme = StringField(_("Theme"), [Length(max=120, message=_("Please keep this under %(max)d characters."))])


class TimeForm(Form):
    seconds = IntegerField(validators=[InputRequired(), NumberRange(1, 3600)])


def _id(value):
    try:
        return uuid.UUID(value)
    except (TypeError, ValueError):
        return None
