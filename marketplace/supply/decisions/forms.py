"""What the program team types about waitlists and decisions, and what people ask."""

import uuid

from flask_babel import format_date
from flask_babel import gettext as text_of
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from marketplace.db import db
from marketplace.supply.applications.forms import REASONS
from marketplace.supply.decisions import queries
from marketplace.supply.decisions.models import Outcome
from marketplace.web.forms import Form

WORDS = Length(max=2000, message=_("Please keep it under 2,000 characters."))
SAY_WHAT = DataRequired(_("Write what you would say to their face, and what they can do next."))


def _chosen(value):
    return uuid.UUID(str(value)) if value else None


def _later(application):
    rows = db.session.scalars(queries.later_cohorts(application))
    return [(row.id, f"{row.name}, {_day(row.starts_on)}") for row in rows]


def _day(day):
    return format_date(day, "d MMMM y")


class RulesForm(Form):
    """How long a freed seat is held, and until when people wait."""

    version = HiddenField()
    hold_hours = IntegerField(_("Hours to confirm"), [InputRequired(), NumberRange(1, 720)])
    grace_days = IntegerField(_("Days after the start"), [InputRequired(), NumberRange(0, 90)])


class PlaceForm(Form):
    """Another place on the waitlist."""

    place = IntegerField(_("Place"), [InputRequired(), NumberRange(1, 9999)])
    words = TextAreaField(
        _("Why"), [DataRequired(_("Write a sentence, so that everybody can see that it was fair.")), WORDS]
    )


class AskForm(Form):
    """A person asks to wait for a later cohort. Whether it can be waited for is said by the action, with a sentence."""

    to_cohort_id = SelectField(
        _("Which cohort would suit you?"), [InputRequired()], coerce=_chosen, validate_choice=False
    )
    words = TextAreaField(_("Is there anything the program team should know?"), [WORDS])

    def __init__(self, *arguments, application, **options):
        super().__init__(*arguments, **options)
        self.to_cohort_id.choices = _later(application)


class DeferForm(AskForm):
    """The program team lets an application go along to a later cohort."""

    to_cohort_id = SelectField(_("The later cohort"), [InputRequired()], coerce=_chosen, validate_choice=False)
    words = TextAreaField(_("Your words to the person"), [SAY_WHAT, WORDS])


class AnswerForm(Form):
    """The answer to somebody who asks to wait for a later cohort."""

    version = HiddenField()
    agreed = RadioField(
        _("Your answer"),
        [InputRequired(_("Choose one."))],
        choices=[("yes", _("Yes, the application goes along")), ("no", _("No, it stands where it stands"))],
    )
    words = TextAreaField(_("Your words to the person"), [SAY_WHAT, WORDS])

    @property
    def values(self):
        """The answer as a yes or a no."""
        return super().values | {"agreed": self.agreed.data == "yes"}


class ProposalForm(Form):
    """What is meant to be decided about one application."""

    outcome = RadioField(
        _("What do you propose?"),
        [InputRequired(_("Choose one."))],
        choices=[(outcome.value, words) for outcome, words in queries.OUTCOMES.items()],
        coerce=lambda value: value.value if isinstance(value, Outcome) else value,
    )
    to_cohort_id = SelectField(_("The later cohort"), [Optional()], coerce=_chosen)
    reason = SelectField(_("Reason"), [Optional()], choices=[("", _("none")), *REASONS], default="")
    words = TextAreaField(_("Why, in your words"), [WORDS])
    shared = BooleanField(_("The person reads why"))
    next_step = TextAreaField(_("What the person can do next"), [WORDS])

    def __init__(self, *arguments, application, **options):
        super().__init__(*arguments, **options)
        self.to_cohort_id.choices = [("", _("none")), *_later(application)]

    @property
    def values(self):
        """The words as a decision has them."""
        return super().values | {"outcome": Outcome(self.outcome.data), "reason": self.reason.data or ""}


class ByRankForm(Form):
    """So many seats and so many places on the waitlist, as the list is ranked."""

    accept = IntegerField(_("A seat for the first"), [InputRequired(), NumberRange(0, 9999)])
    waitlist = IntegerField(_("The waitlist for the next"), [InputRequired(), NumberRange(0, 9999)])


class ReleaseForm(Form):
    """The last look: the decisions as the page showed them."""

    expected = HiddenField()


class CutForm(Form):
    """Fewer seats than there are."""

    version = HiddenField()
    seats = IntegerField(_("Seats from now on"), [InputRequired(), NumberRange(1, 9999)])
    to_cohort_id = SelectField(_("Whose seat goes"), [Optional()], coerce=_chosen)
    words = TextAreaField(_("Your words to the people whose seat goes"), [WORDS])

    def __init__(self, *arguments, cohort, **options):
        super().__init__(*arguments, **options)
        rows = [(row.id, _goes_along(row)) for row in db.session.scalars(queries.next_cohorts(cohort))]
        self.to_cohort_id.choices = [("", _("stands first on the waitlist")), *rows]


class CancelForm(Form):
    """A cohort that does not take place."""

    note = TextAreaField(_("Why it is cancelled"), [InputRequired(), WORDS])
    to_cohort_id = SelectField(_("Who was in review, waited or had a seat"), [Optional()], coerce=_chosen)
    words = TextAreaField(_("Your words to everybody who applied"), [WORDS])

    def __init__(self, *arguments, cohort, **options):
        super().__init__(*arguments, **options)
        rows = [(row.id, _goes_along(row)) for row in db.session.scalars(queries.next_cohorts(cohort))]
        self.to_cohort_id.choices = [("", _("comes to the end here, and can apply again")), *rows]


def _goes_along(cohort):
    return text_of("goes along to %(cohort)s, %(day)s", cohort=cohort.name, day=_day(cohort.starts_on))
