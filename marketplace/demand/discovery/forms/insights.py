"""What people type about quotes and themes."""

import uuid

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.demand.discovery.models import InsightKind
from marketplace.demand.discovery.queries import KIND_LABELS
from marketplace.web.forms import Form

SHORT = Length(max=120, message=_("Please keep this under %(max)d characters."))


def _id(value):
    return uuid.UUID(str(value)) if value else None


class CodingForm(Form):
    """What a quote tells: its kind, its theme, who said it."""

    kind = SelectField(
        _("What it tells"),
        [InputRequired()],
        coerce=InsightKind,
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
    )
    theme = StringField(
        _("Theme"),
        [SHORT],
        description=_("A few words under which quotes of several employers meet: “first weeks”."),
    )
    speaker_id = SelectField(_("Who said it"), coerce=_id, choices=[])

    def __init__(self, *args, contacts=(), **kwargs):
        super().__init__(*args, **kwargs)
        nobody = _("Whom the session was held with") if isinstance(self, InsightForm) else _("Not known")
        self.speaker_id.choices = [("", nobody), *((str(contact.id), contact.name) for contact in contacts)]


class InsightForm(CodingForm):
    quote = TextAreaField(
        _("Quote"),
        [
            DataRequired(_("Copy a part of the answer here.")),
            Length(max=2000, message=_("Please keep a quote under 2,000 characters.")),
        ],
        description=_("Copied from the answer, word for word."),
    )


class RecodeForm(CodingForm):
    version = HiddenField()

    @classmethod
    def of(cls, insight, contacts):
        """The form as the quote is coded now."""
        return cls(obj=insight, contacts=contacts, theme=insight.theme_name)


class ThemeNameForm(Form):
    name = StringField(_("What it is called"), [DataRequired(_("A theme needs a few words.")), SHORT])
    version = HiddenField()


class MergeForm(Form):
    other_id = SelectField(
        _("Merge it into"), [InputRequired(_("Choose the theme that its quotes belong under."))], coerce=_id
    )

    def __init__(self, *args, themes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.other_id.choices = [("", _("Choose one")), *((str(theme.id), theme.name) for theme in themes)]


class SplitForm(Form):
    chosen = SelectMultipleField(
        _("These quotes are about something else"),
        [InputRequired(_("Choose at least one quote."))],
        coerce=_id,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    name = StringField(
        _("Their theme"),
        [DataRequired(_("Give the chosen quotes a theme.")), SHORT],
        description=_("A new one, or one that is there already."),
    )

    def __init__(self, *args, insights=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.chosen.choices = [(str(insight.id), _said(insight)) for insight in insights]


def _said(insight):
    """The quote with the name of its employer; only whose it is, when they do not agree to be quoted."""
    name = insight.session.employer.name
    return f"“{insight.quote}” ({name})" if insight.quote else _("%(name)s, words not shown", name=name)
