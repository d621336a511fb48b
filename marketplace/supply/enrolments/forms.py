"""What people type about an enrolment."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DecimalField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from marketplace.demand.consortium.forms import chosen_id
from marketplace.demand.programs.models import ModuleCompetency
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.demand.role_needs.queries import PERIOD_LABELS
from marketplace.supply.enrolments.actions import Before, Seen
from marketplace.supply.enrolments.models import Intent, Reason, Timing
from marketplace.supply.enrolments.queries import INTENTS, OWN_REASONS, REASON_WORDS, REASONS, TIMINGS, said
from marketplace.supply.jobseekers.queries import SHOWN_LEVELS
from marketplace.web.forms import Form, clean

LONG = Length(max=4000, message=_("Please keep it under 4,000 characters."))


HOURS_OF_A_WEEK = 168


def to_a_tenth(hours):
    """The hours rounded to a tenth, as they are kept; what is no number of hours is left to the field."""
    if not isinstance(hours, Decimal) or not hours.is_finite() or abs(hours) > HOURS_OF_A_WEEK:
        return hours
    return hours.quantize(Decimal("0.1"), ROUND_HALF_UP)


def reason_of(word):
    """The reason that was chosen; nothing when none was."""
    return Reason(word) if word else None


WORKED = {"yes": True, "no": False, "unsaid": None}


class BaselineForm(Form):
    """Whether somebody worked before the program, and what it paid, as far as they want to say."""

    worked_before = RadioField(
        _("Did you work in the weeks before the program began?"),
        [InputRequired(_("Choose one. You may leave it unsaid."))],
        choices=[("yes", _("Yes")), ("no", _("No")), ("unsaid", _("I’d rather not say"))],
    )
    hours_per_week = DecimalField(
        _("Hours a week"),
        [Optional(), NumberRange(1, 80, message=_("Between 1 and 80 hours a week."))],
        places=1,
        filters=[to_a_tenth],
    )
    wage = DecimalField(
        _("Base wage in Canadian dollars, before tax and without tips or bonuses"),
        [Optional(), NumberRange(1, 9_999_999, message=_("Between 1 and 9,999,999 dollars."))],
        places=2,
    )
    wage_period = RadioField(
        _("That is the wage for"),
        choices=[(period.value, words) for period, words in PERIOD_LABELS.items()],
        default=WagePeriod.HOUR,
        coerce=WagePeriod,
    )

    @property
    def before(self):
        """What is said of the work before."""
        wage = self.wage.data
        period = self.wage_period.data if wage is not None else None
        return Before(WORKED.get(self.worked_before.data), self.hours_per_week.data, wage, period)

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if self.worked_before.data in {"no", "unsaid"} and (self.hours_per_week.data or self.wage.data):
            self.worked_before.errors = [
                gettext("Hours and a wage are those of work. Say that there was some, or leave them empty.")
            ]
        return valid and not self.errors


class IntentForm(BaselineForm):
    """What is asked once around the census day."""

    intent = RadioField(
        _("What do you want from it?"),
        [InputRequired(_("Choose the one that is nearest today."))],
        choices=[(intent.value, words) for intent, words in INTENTS.items()],
        coerce=Intent,
    )


class CorrectionForm(BaselineForm):
    """A mistake in what somebody said of their work before, and the reason why staff correct it."""

    words = TextAreaField(
        _("Why is it corrected?"),
        [DataRequired(_("Write what was wrong, and how you know: the person reads it.")), LONG],
    )
    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


def correction_form(newest=None):
    """The form of a correction, with what stands there now."""
    form = CorrectionForm()
    if newest is not None and not form.is_submitted():
        form.seen.data, form.wage.data, form.hours_per_week.data = newest.seq, newest.wage, newest.hours_per_week
        form.wage_period.data = newest.wage_period or WagePeriod.HOUR
        form.worked_before.data = next(word for word, value in WORKED.items() if value is newest.worked_before)
    form.worked_before.label.text = gettext("Did they work in the weeks before the program began?")
    return form


class AwayForm(Form):
    """Why somebody pauses, goes on elsewhere or leaves; `why_form` gives the reasons that go with the move."""

    reason = SelectField(_("Reason"), [InputRequired(_("Choose the reason that is nearest."))], coerce=reason_of)
    words = TextAreaField(
        _("What happened?"), [DataRequired(_("Write a sentence, so that the next person understands.")), LONG]
    )

    def offer(self, reasons):
        """The reasons to choose from."""
        self.reason.choices = [("", _("Choose")), *((reason.value, REASON_WORDS[reason]) for reason in reasons)]
        return self


class LeaveForm(AwayForm):
    """The person leaves by themselves; saying more costs nothing."""

    words = TextAreaField(_("Anything that the team should know"), [LONG])


class TransferForm(AwayForm):
    """Where somebody goes on, and why."""

    cohort_id = SelectField(_("Cohort"), [InputRequired(_("Choose a cohort."))], coerce=chosen_id)


def away_form(name):
    """The form of a step that needs a reason."""
    return AwayForm().offer(REASONS[name])


def leave_form():
    """The form of the person's own leaving; the reason may stay unsaid."""
    return LeaveForm().offer(OWN_REASONS)


def transfer_form(cohorts):
    """The form of a move to one of these cohorts."""
    form = TransferForm().offer(REASONS["transfer"])
    named = [(one.id, gettext("%(name)s, from %(day)s", name=one.name, day=said(one.starts_on))) for one in cohorts]
    form.cohort_id.choices = [("", _("Choose")), *named]
    return form


class AssessForm(Form):
    """One line for each competency of each module; `assess_form` adds the lines."""

    timing = SelectField(
        _("When is this?"),
        choices=[(timing.value, words) for timing, words in TIMINGS.items()],
        coerce=Timing,
        default=Timing.DURING,
    )
    taught: Sequence[ModuleCompetency] = ()
    sent: Mapping[str, str] = {}

    def process(self, formdata=None, *args, **kwargs):
        """Keep what was sent, for a page that is older than what the program teaches now."""
        self.sent = self.meta.wrap_formdata(self, formdata) or {}
        super().process(formdata, *args, **kwargs)

    @property
    def lines(self):
        """What is taught, with its two fields."""
        return [(line, self[f"level_{_key(line)}"], self[f"words_{_key(line)}"]) for line in self.taught]

    @property
    def seen(self):
        """The lines in which a level was chosen."""
        return [
            Seen(line.module_id, line.competency_id, level.data, words.data)
            for line, level, words in self.lines
            if level.data is not None
        ]

    @property
    def left_over(self):
        """What was typed about a line that the program no longer has: its level and words, in words."""
        levels = {str(level): str(label) for level, label in SHOWN_LEVELS.items()}
        lines = {name.partition("_")[2] for name in self.sent if name.startswith(("level_", "words_"))}
        gone = sorted(line for line in lines if f"level_{line}" not in self)
        typed = [(levels.get(self._said(f"level_{line}")), self._said(f"words_{line}")) for line in gone]
        return [": ".join(filter(None, both)) for both in typed if any(both)]

    def _said(self, name):
        return clean(self.sent.get(name, ""))

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if self.left_over:
            self.form_errors.append(_old_page(self.left_over))
        for _line, level, words in self.lines:
            if level.data is not None and not words.data:
                words.errors = [gettext("Write what you saw: the person reads it.")]
            elif words.data and level.data is None and not level.errors:
                level.errors = [gettext("Choose the level that goes with your words.")]
        if not self.errors and not self.seen and self.taught:
            self.lines[0][1].errors = [gettext("Choose a level for at least one competency.")]
        return valid and not self.errors


def _old_page(left_over):
    return gettext(
        "What the program teaches has changed since you opened this page, and nothing is recorded yet. You wrote about "
        "a competency that is no longer here: “%(typed)s”. Write it where it belongs now, then record.",
        typed="”, “".join(left_over),
    )


def _key(line):
    """Names the line by what it is about: the program may change between the page and the sending."""
    return f"{line.module_id.hex}_{line.competency_id.hex}"


def _level(word):
    return None if word in ("", None) else int(word)


def assess_form(taught):
    """The form for what a program teaches, line by line."""
    choices = [("", _("Not now")), *((str(level), words) for level, words in SHOWN_LEVELS.items())]
    fields = {"taught": taught}
    for line in taught:
        fields[f"level_{_key(line)}"] = SelectField(_("Level"), choices=choices, coerce=_level)
        fields[f"words_{_key(line)}"] = TextAreaField(_("What you saw"), [LONG])
    return type("AssessForm", (AssessForm,), fields)()
