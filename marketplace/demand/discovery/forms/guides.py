"""What people type about guides: their introduction, their questions and the probes behind those."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from marketplace.demand.discovery.actions import Asked
from marketplace.demand.discovery.queries import PART_LABELS
from marketplace.web.forms import Form

MOST_PROBES = 8
LONG = Length(max=2000, message=_("Please keep this under 2,000 characters."))


class IntroductionForm(Form):
    introduction = TextAreaField(
        _("What the employer reads before"),
        [LONG],
        description=_("What the conversation is for. Nothing to sell, nothing to prepare."),
    )


class GuideForm(IntroductionForm):
    name = StringField(
        _("Name of the guide"),
        [DataRequired(_("A name is needed.")), Length(max=200, message=_("Please keep this under 200 characters."))],
        description=_("A name that is there already gets its next edition, empty."),
    )


class QuestionForm(Form):
    part = RadioField(_("Part"), coerce=int, choices=list(PART_LABELS.items()), default=1)
    topic = StringField(
        _("Topic"),
        [DataRequired(_("A topic is needed.")), Length(max=120, message=_("Please keep this under 120 characters."))],
        description=_("Two or three words. The employer sees them before the session."),
    )
    question = TextAreaField(_("Question"), [DataRequired(_("A question is needed.")), LONG])
    probes = TextAreaField(
        _("To go on"),
        [LONG],
        description=_("What to ask when the answer stays short, one probe a line."),
    )

    @classmethod
    def of(cls, question):
        """The form as the question stands now."""
        return cls(
            part=question.part,
            topic=question.topic,
            question=question.question,
            probes="\n".join(probe.words for probe in question.probes),
        )

    def validate_probes(self, field):
        if len(_lines(field.data)) > MOST_PROBES:
            raise ValidationError(_("Eight probes are enough for one question. Take the best."))

    @property
    def asked(self):
        """What was typed, as the action takes it."""
        return Asked(self.part.data, self.topic.data, self.question.data, tuple(_lines(self.probes.data)))


def _lines(words):
    return [line.strip() for line in (words or "").splitlines() if line.strip()]
