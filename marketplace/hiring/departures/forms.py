"""What staff decide when an employer leaves."""

from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from marketplace.hiring.departures import queries
from marketplace.hiring.departures.actions import Choice, Choices
from marketplace.hiring.departures.queries import REASON_LABELS, Reason
from marketplace.web.access import me
from marketplace.web.forms import Form


def _decision(label, *choices, default):
    return RadioField(label, choices=list(choices), coerce=Choice, default=default)


class LeaveForm(Form):
    """One decision for each group, the reason, and a fingerprint of what was looked at."""

    seen = HiddenField()
    talks = _decision(
        _("The people in conversation with it"),
        (Choice.END, _("End the talks; interviews that have not begun are called off, and each person gets a letter")),
        (Choice.HAND_OVER, _("End them the same way, and put the people forward for the role below")),
        (Choice.KEEP, _("Let the talks go on to their end")),
        default=Choice.END,
    )
    shown = _decision(
        _("The people shown to it, or about to be"),
        (Choice.END, _("Take them off; whoever knows of it gets a letter")),
        (Choice.HAND_OVER, _("Take them off, and put them forward for the role below")),
        (Choice.KEEP, _("Leave them there until both sides have answered")),
        default=Choice.END,
    )
    role_need_id = SelectField(_("Another role for these people"), coerce=lambda value: UUID(value) if value else None)
    offers = _decision(
        _("The offers without an answer"),
        (Choice.KEEP, _("Let them stand: each can be answered until its day")),
        (Choice.END, _("Take them back and end the talks; each person gets a letter")),
        default=Choice.KEEP,
    )
    accepted = _decision(
        _("The offers that were accepted"),
        (Choice.KEEP, _("They hold: the hire can still be recorded")),
        (Choice.END, _("They come to nothing; the places are free again, and each person gets a letter")),
        default=Choice.KEEP,
    )
    roles = _decision(
        _("The roles"),
        (Choice.END, _("Close them. One in which talks go on closes when those are over")),
        (Choice.KEEP, _("Let them run out; nobody new is shown for them")),
        default=Choice.END,
    )
    sessions = _decision(
        _("The conversations ahead"),
        (Choice.END, _("Call them off; the employer is told. One held in part ends with what was heard")),
        (Choice.KEEP, _("Hold them as planned")),
        default=Choice.END,
    )
    deliveries = _decision(
        _("The hours it would give to trainings"),
        (Choice.END, _("Call them off")),
        (Choice.KEEP, _("Hold them as planned")),
        default=Choice.END,
    )
    reason = SelectField(_("Why it leaves"), [InputRequired()], coerce=Reason, choices=list(REASON_LABELS.items()))
    note = TextAreaField(
        _("In your words"),
        [
            DataRequired(_("Write a sentence, so that whoever talks with them next understands.")),
            Length(max=2000, message=_("Please keep it under 2,000 characters.")),
        ],
    )

    def __init__(self, *arguments, employer_id, **options):
        super().__init__(*arguments, **options)
        roles = queries.roles_to_hand_over_to(employer_id, me())
        self.role_need_id.choices = [("", _("No role chosen")), *roles]

    @property
    def choices(self):
        """What is to be done, as one value."""
        names = ("sessions", "roles", "shown", "talks", "offers", "accepted", "deliveries", "role_need_id")
        return Choices(**{name: self[name].data for name in names})
