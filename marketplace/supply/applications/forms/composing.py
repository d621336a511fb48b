"""A question of a cohort as staff write it, and the cohort whose questions they begin with."""

import uuid

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from marketplace.supply.applications.actions.composing import Asked
from marketplace.supply.applications.models import QuestionKind
from marketplace.supply.applications.queries import KINDS, offered
from marketplace.web.forms import Form

BETWEEN = ":"


def chosen(word):
    """The id of a cohort; nothing when none was chosen, or what came is no id."""
    try:
        return uuid.UUID(str(word)) if word else None
    except ValueError:
        return None


class QuestionForm(Form):
    """What a question asks, of whom, and how it is answered."""

    label = StringField(
        _("The question"),
        [DataRequired(_("Write the question.")), Length(max=300, message=_("Please keep it under 300 characters."))],
    )
    help = TextAreaField(
        _("Help under it"),
        [Length(max=1000, message=_("Please keep it under 1,000 characters."))],
        description=_("What a good answer holds, or why you ask."),
    )
    kind = SelectField(_("How it is answered"), [InputRequired()], coerce=QuestionKind)
    choices = TextAreaField(
        _("Answers to choose from"),
        [Length(max=4000, message=_("Please keep it under 4,000 characters."))],
        description=_("One a line. For a scale: the words for 1 on the first line, those for 5 on the second."),
    )
    required = BooleanField(_("Everybody who is asked has to answer"))
    when = SelectField(_("Ask it"), default="")

    def __init__(self, *args, earlier=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind, words) for kind, words in KINDS.items()]
        self.when.choices = [("", gettext("of everybody"))] + [
            (
                f"{one.lineage.hex}{BETWEEN}{number}",
                gettext("only if “%(label)s” is “%(answer)s”", label=one.label, answer=answer),
            )
            for one in earlier
            for number, answer in enumerate(offered(one))
        ]
        self.earlier = {one.lineage.hex: one for one in earlier}

    @property
    def values(self):
        """The question, ready for the action."""
        lineage, _between, number = (self.when.data or "").partition(BETWEEN)
        before = self.earlier.get(lineage)
        return {
            "asked": Asked(
                kind=self.kind.data,
                label=self.label.data,
                help=self.help.data,
                required=self.required.data,
                choices=[line.strip()[:200] for line in (self.choices.data or "").splitlines() if line.strip()],
                depends_on=before.lineage if before else None,
                depends_answer=offered(before)[int(number)] if before else "",
            )
        }


def filled(question, earlier):
    """The form as a question stands."""
    when = ""
    before = next((one for one in earlier if one.lineage == question.depends_on), None)
    if before and question.depends_answer in offered(before):
        when = f"{before.lineage.hex}{BETWEEN}{list(offered(before)).index(question.depends_answer)}"
    return QuestionForm(
        earlier=earlier,
        data={
            "label": question.label,
            "help": question.help,
            "kind": question.kind,
            "choices": "\n".join(question.choices),
            "required": question.required,
            "when": when,
        },
    )


class ExtendForm(Form):
    """More time to apply; `version` is that of the cohort."""

    version = HiddenField()
    close_on = DateField(_("Applications close at the end of"), [InputRequired(_("Choose a day."))])
    hear_by = DateField(
        _("People hear by"),
        [InputRequired(_("Choose a day."))],
        description=_("When it moves, everybody who waits for a decision is told."),
    )
    words = TextAreaField(
        _("Why?"),
        [Length(max=1000, message=_("Please keep it under 1,000 characters."))],
        description=_("For the history of the cohort; people read the new day."),
    )


class CopyForm(Form):
    """Whose questions to begin with."""

    source_id = SelectField(_("Begin with the questions of"), [InputRequired(_("Choose a cohort."))], coerce=chosen)

    def __init__(self, *args, cohorts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.source_id.choices = [("", gettext("Choose")), *cohorts]
