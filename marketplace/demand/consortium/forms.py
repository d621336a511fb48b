"""What is typed about a consortium and a partner's membership."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from marketplace.db import db
from marketplace.demand.consortium import queries
from marketplace.demand.consortium.lifecycle import REASON_LABELS
from marketplace.demand.consortium.models import Reason, Stage
from marketplace.web.access import me
from marketplace.web.forms import Form

A_YEAR: Final = timedelta(days=365)


def chosen_id(value):
    """The id in a choice of rows; None for the empty choice. ValueError for anything else."""
    return UUID(str(value)) if value else None


class ConsortiumForm(Form):
    version = HiddenField()
    name = StringField(_("Name"), [InputRequired(), Length(max=200)])
    purpose = TextAreaField(_("What brings these employers together"), [Length(max=4000)])
    terms = TextAreaField(_("Terms of its agreements"), [Length(max=20000)])


class CommitmentForm(Form):
    """What a partner intends; an intention, not a promise of a job."""

    intended_hires = IntegerField(_("People you intend to hire"), [InputRequired(), NumberRange(0, 999)])
    intended_roles = StringField(_("For which roles"), [Length(max=300)])
    co_delivery_hours = DecimalField(
        _("Hours you give to the training"), [InputRequired(), NumberRange(0, 999)], places=1
    )


class PartnerForm(CommitmentForm):
    """What staff note down about a prospect; the employer states it again when it signs."""

    employer_id = SelectField(_("Employer"), [InputRequired()], coerce=chosen_id)
    agreement_ends_on = DateField(_("Agreement ends on"), [Optional()])

    def __init__(self, *arguments, consortium_id, **options):
        super().__init__(*arguments, **options)
        employers = db.session.scalars(queries.employers_outside(consortium_id, me()))
        self.employer_id.choices = [(employer.id, employer.name) for employer in employers]
        self.intended_hires.label.text = str(_("People they intend to hire"))
        self.co_delivery_hours.label.text = str(_("Hours they give to the training"))


class SignForm(CommitmentForm):
    version = HiddenField()
    fingerprint = HiddenField()
    legal_entity = StringField(_("Legal entity that signs"), [Length(max=200)])
    agreement_ends_on = DateField(_("Agreement ends on"), [InputRequired()])
    may_be_named = BooleanField(_("You may name us on the public pages of a program and of its cohorts"))
    may_sign = BooleanField(_("I may sign for my organisation, and I have read the terms"), [InputRequired()])

    def __init__(self, *arguments, obj=None, **options):
        """Who renews is offered a year more, not the day on which the old agreement ends anyway."""
        super().__init__(*arguments, obj=obj, **options)
        if obj is not None and obj.stage is Stage.RENEWING and obj.agreement_ends_on and not self.is_submitted():
            self.agreement_ends_on.data = obj.agreement_ends_on + A_YEAR


class TextForm(Form):
    """The words of an agreement that has not been sent."""

    version = HiddenField()
    text = TextAreaField(_("Text of the agreement"), [DataRequired(), Length(max=20000)])


class ReasonForm(Form):
    reason = SelectField(_("Reason"), [InputRequired()], coerce=Reason, choices=list(REASON_LABELS.items()))
    note = TextAreaField(_("In your words"), [Length(max=2000)])
