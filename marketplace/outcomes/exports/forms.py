"""What is chosen before something is taken out: of whom, as of when, how written, and with names for which reason."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from marketplace.demand.consortium.forms import chosen_id
from marketplace.outcomes.exports import queries
from marketplace.outcomes.exports.models import ExportKind
from marketplace.web.forms import Form

KIND_LABELS = {
    ExportKind.FIGURES_CSV: _("Figures, as a table (CSV)"),
    ExportKind.FIGURES_XLSX: _("Figures, as a workbook (XLSX)"),
    ExportKind.FIGURES_JSON: _("Figures with their definitions (JSON)"),
    ExportKind.FIGURES_PDF: _("Figures, to be read and printed (PDF)"),
    ExportKind.CIRR: _("People, by the definitions of CIRR"),
    ExportKind.WIOA: _("People, by the definitions of WIOA"),
    ExportKind.NACE: _("People, by the definitions of NACE"),
    ExportKind.EVIDENCE: _("Evidence of verified work, for an audit"),
}


def _choices(kinds):
    return [(kind.value, KIND_LABELS[kind]) for kind in kinds]


class Written(Form):
    """How figures are written; PDF only where this site can."""

    kind = RadioField(_("Written as"), default=ExportKind.FIGURES_CSV.value)
    kinds = (ExportKind.FIGURES_CSV, ExportKind.FIGURES_XLSX, ExportKind.FIGURES_JSON)

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        prints = (ExportKind.FIGURES_PDF,) if queries.printer() else ()
        self.kind.choices = _choices((*self.kinds, *prints))


class ScopeForm(Form):
    """Of which cohorts, and as of which day."""

    program_id = SelectField(
        _("Program"), description=_("Left open: every program that you see."), coerce=chosen_id, default=""
    )
    cohort_id = SelectField(
        _("Cohort"),
        description=_("One cohort counts alone, whatever the program and the period say."),
        coerce=chosen_id,
        default="",
    )
    since = DateField(_("Began on or after"), [Optional()])
    until = DateField(_("Began on or before"), [Optional()])
    as_of = DateField(
        _("As of"),
        [InputRequired(_("Say as of which day."))],
        description=_("What became known after that day is left out."),
    )

    def __init__(self, *arguments, cohorts=(), **options):
        super().__init__(*arguments, **options)
        programs = {str(cohort.program_id): cohort.program.title for cohort in cohorts}
        by_title = sorted(programs.items(), key=lambda one: (one[1].casefold(), one[0]))
        self.program_id.choices = [("", _("All of them")), *by_title]
        named = [(str(cohort.id), f"{cohort.name}, {cohort.program.title}") for cohort in cohorts]
        self.cohort_id.choices = [("", _("All of them")), *named]

    def validate_until(self, field):
        """Refuse a period that ends before it begins."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("The period ends before it begins."))

    @property
    def scope(self):
        """What was chosen of cohorts."""
        return {name: self[name].data or None for name in ("program_id", "cohort_id", "since", "until")}


class FiguresForm(ScopeForm, Written):
    """Figures: nobody is told apart in the file."""


class NamesForm(Form):
    """Whether people are named, and why."""

    with_names = BooleanField(
        _("With people’s names"),
        description=_("Without, each person has a reference that is the same in every export."),
    )
    reason = StringField(
        _("Why names are needed"),
        description=_("It stays beside this export, and leads read it."),
        validators=[Length(max=300)],
    )

    def validate_reason(self, field):
        """Names go out for a reason only."""
        if self.with_names.data and not field.data:
            raise ValidationError(_("Say why names are needed: it stays beside this export."))


class PeopleForm(ScopeForm, NamesForm):
    """Rows of people, or what shows their work."""

    kind = RadioField(
        _("What"),
        choices=_choices((ExportKind.CIRR, ExportKind.WIOA, ExportKind.NACE, ExportKind.EVIDENCE)),
        default=ExportKind.CIRR.value,
    )


class AuditForm(NamesForm):
    """What shows the work that an audit drew."""


class ReleasedForm(Written):
    """A release as a file."""


class FrozenForm(Written):
    """A version of a frozen report as a file."""
