"""What people type about what a role asks for."""

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from marketplace.competencies.forms import CompetencyField
from marketplace.competencies.queries import by_ids
from marketplace.db import db
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.role_needs.forms.parts import id_if_any, id_or_nothing, short
from marketplace.demand.role_needs.models import RequirementKind
from marketplace.demand.role_needs.queries import KIND_LABELS, KIND_MEANINGS, LEVEL_LABELS, LEVEL_MEANINGS
from marketplace.web.forms import Form

LONGEST_POSTING = 20_000
MOST_PROPOSALS = 60
LEFT_OR_TAKEN = [("", _("Leave it out")), *((kind.value, label) for kind, label in KIND_LABELS.items())]


def _in_short(insight):
    words = insight.quote[:90] or _("Words that are not to be quoted")
    return f"{words} ({discovery.KIND_LABELS[insight.kind]})"


class ChangeRequirementForm(Form):
    """One requirement; which competency it is stays."""

    level = RadioField(
        _("How well"), [InputRequired(_("Choose a level."))], coerce=int, choices=list(LEVEL_MEANINGS.items())
    )
    behaviours = TextAreaField(
        _("What that looks like here"),
        [short(2000)],
        description=_("What one sees somebody do who has this level. It helps both sides to judge alike."),
    )
    kind = RadioField(
        _("How much it binds"),
        [InputRequired(_("Choose one."))],
        coerce=RequirementKind,
        choices=[(kind.value, label) for kind, label in KIND_MEANINGS.items()],
    )
    weight = IntegerField(
        _("Weight"),
        [Optional(), NumberRange(min=1, max=9, message=_("From 1 to 9."))],
        description=_("How much it counts beside the others, from 1 to 9. Left empty: must 3, should 2, will train 1."),
    )
    insight_id = SelectField(_("The quote it comes from"), coerce=id_or_nothing)
    words = TextAreaField(
        _("In the employer's words"),
        [short(2000)],
        description=_("What was said or written about it. Left empty, the quote above stands here."),
    )
    version = HiddenField()

    def __init__(self, *args, quotes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.insight_id.choices = [
            ("", _("No quote")),
            *((str(insight.id), _in_short(insight)) for insight in quotes),
        ]


class RequirementForm(ChangeRequirementForm):
    competency = CompetencyField(_("What somebody has to be able to do"), [DataRequired(_("Name a competency."))])
    version = None

    @property
    def values(self):
        given = super().values
        return {"competency_id": given.pop("competency"), **given}


class PostingForm(Form):
    words = TextAreaField(
        _("The posting"),
        [DataRequired(_("Paste the posting.")), short(LONGEST_POSTING)],
        description=_("As it is, with everything around it. Nothing of it is kept but the words you accept."),
    )


class ProposalLine(PlainForm):
    """One requirement proposed from a posting; left out unless somebody says otherwise.

    What the posting would only like is never taken as a must: a role says so by itself, line by line.
    """

    optional = HiddenField(filters=[bool])
    competency = HiddenField(filters=[id_if_any])
    words = HiddenField(validators=[short(2000)])
    kind = SelectField(
        _("Take it as"),
        coerce=lambda kind: RequirementKind(kind) if kind else None,
        choices=LEFT_OR_TAKEN,
    )
    level = SelectField(_("How well"), coerce=int, default=2, choices=list(LEVEL_LABELS.items()))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.optional.data:
            self.kind.choices = [choice for choice in LEFT_OR_TAKEN if choice[0] != RequirementKind.MUST]


class ProposalsForm(Form):
    lines = FieldList(FormField(ProposalLine), max_entries=MOST_PROPOSALS)

    @property
    def taken(self):
        """The lines somebody took, as the action takes them; one that names no competency is none."""
        names = {"competency": "competency_id"}
        lines = [{**line.data} for line in self.lines]
        rows = [{names.get(key, key): value for key, value in line.items() if key != "optional"} for line in lines]
        known = {row.id for row in db.session.scalars(by_ids([row["competency_id"] for row in rows]))}
        return [row for row in rows if row["kind"] and row["competency_id"] in known]
