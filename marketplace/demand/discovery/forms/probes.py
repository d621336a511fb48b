"""What people type about requirements, what is behind them, and where words and practice differ."""

import uuid

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from marketplace.competencies.forms import CompetencyField
from marketplace.demand.discovery.models import Reply, Verdict
from marketplace.demand.discovery.queries import REPLY_MEANINGS, VERDICT_MEANINGS
from marketplace.web.forms import Form

LEVELS = (
    (1, _("1: with guidance")),
    (2, _("2: alone on routine tasks")),
    (3, _("3: alone on new tasks")),
    (4, _("4: guides others")),
)
BEHIND = 4  # competencies that one form takes


def _id(value):
    return uuid.UUID(str(value)) if value else None


def short(limit):
    return Length(max=limit, message=_("Please keep this under %(max)d characters."))


def _quotes(insights, nothing):
    said = ((str(row.id), row.quote[:110] or _("A quote whose words are not shown")) for row in insights)
    return [("", nothing), *said]


class ProbeForm(Form):
    stated = TextAreaField(
        _("The requirement, in their words"),
        [DataRequired(_("Write the requirement as it was stated.")), short(500)],
        description=_("As they say or write it: “five years in tech”, “a degree”."),
    )
    insight_id = SelectField(_("The quote it comes from"), coerce=_id)

    def __init__(self, *args, insights=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.insight_id.choices = _quotes(insights, _("No quote: from a posting, or said elsewhere"))


class FindingForm(Form):
    why = TextAreaField(
        _("Why they ask for it, and what it tells them"),
        [DataRequired(_("Write down what they said when you asked why.")), short(2000)],
        description=_("Their reason, as near to their words as you can."),
    )
    verdict = RadioField(
        _("What it turned out to be"),
        [InputRequired(_("Choose one."))],
        coerce=Verdict,
        choices=[(verdict.value, label) for verdict, label in VERDICT_MEANINGS.items()],
    )
    says_must = BooleanField(_("They say that it must be there from the first day"))
    version = HiddenField()

    @classmethod
    def of(cls, finding):
        """The form with what holds so far."""
        if finding is None:
            return cls()
        told = {"why": finding.why, "verdict": finding.verdict, "says_must": finding.says_must}
        for row in finding.behind[:BEHIND]:
            told |= {f"competency_{row.position}": row.competency_id, f"level_{row.position}": row.level}
        return cls(data=told)

    @property
    def pairs(self):
        """The fields of each line: a competency and its level."""
        return [(self[f"competency_{line}"], self[f"level_{line}"]) for line in range(1, BEHIND + 1)]

    @property
    def values(self):
        behind = [(competency.data, level.data) for competency, level in self.pairs if competency.data]
        return {
            "why": self.why.data,
            "verdict": self.verdict.data,
            "says_must": self.says_must.data,
            "behind": behind,
        }


for _line in range(1, BEHIND + 1):
    setattr(FindingForm, f"competency_{_line}", CompetencyField(_("What somebody has to be able to do")))
    setattr(FindingForm, f"level_{_line}", SelectField(_("How well"), coerce=int, default=2, choices=list(LEVELS)))


class ConfirmedForm(Form):
    contact_id = SelectField(_("Who confirmed it"), [InputRequired(_("Choose who confirmed it."))], coerce=_id)

    def __init__(self, *args, contacts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.contact_id.choices = [("", _("Choose one")), *((str(row.id), row.name) for row in contacts)]


class ContradictionForm(Form):
    asked_insight_id = SelectField(_("What is asked for: a quote"), coerce=_id)
    asked_words = TextAreaField(
        _("Or in words from elsewhere"), [short(500)], description=_("From a posting, say: “degree required”.")
    )
    done_insight_id = SelectField(_("What is done: a quote"), coerce=_id)
    done_words = TextAreaField(
        _("Or what you know of their practice"),
        [short(500)],
        description=_("Without names: “the last three who were hired had no degree”."),
    )
    question = TextAreaField(
        _("How you would put it to them"),
        [DataRequired(_("Word the question as they will read it.")), short(500)],
        description=_("They read both halves and this question on their page."),
    )

    def __init__(self, *args, insights=(), **kwargs):
        super().__init__(*args, **kwargs)
        insights = list(insights)
        for field in (self.asked_insight_id, self.done_insight_id):
            field.choices = _quotes(insights, _("None"))


class OutcomeForm(Form):
    outcome = TextAreaField(_("What came of it"), [DataRequired(_("Write down what they said.")), short(1000)])
    version = HiddenField()


class ReplyForm(Form):
    reply = RadioField(
        _("How is it?"),
        [InputRequired(_("Choose one."))],
        coerce=Reply,
        choices=[(reply.value, label) for reply, label in REPLY_MEANINGS.items()],
    )
    words = TextAreaField(
        _("In your own words"),
        [short(2000)],
        description=_("Your people and the program team read this. Nobody else does."),
    )


class PostingWordsForm(Form):
    words = TextAreaField(
        _("The posting, or a requirement"),
        [DataRequired(_("Paste the words to look at.")), short(20000)],
        description=_("Nothing of it is kept."),
    )
