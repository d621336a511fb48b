"""What staff say when they put things off, give them away or have somebody reminded."""

import uuid
from datetime import timedelta
from urllib.parse import parse_qsl

from flask import request, url_for
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from marketplace.db import db
from marketplace.demand.programs.queries import living_staff
from marketplace.home.models import Why
from marketplace.home.queries.acts import keys_of
from marketplace.web.access import me, now
from marketplace.web.forms import Form

SNOOZED_FOR = timedelta(days=7)
REASONS = {
    Why.MORE_TIME: _("They asked for more time"),
    Why.AWAY: _("Somebody is away until then"),
    Why.DEPENDS: _("It depends on something else first"),
    Why.AGREED: _("We agreed on that day"),
}
NOBODY = "nobody"
LONGEST = 300  # characters of filters
FILTERS = ("kind", "show", "program")
PLACE = frozenset({*FILTERS, "page"})


class ChosenForm(Form):
    """Some lines of the inbox, by the words in their boxes."""

    writes = False  # whether somebody hears of it
    chosen = HiddenField(default=lambda: " ".join(request.args.getlist("item")))
    back = HiddenField(default=lambda: request.args.get("back", ""))

    @property
    def address_back(self):
        """The inbox as it was narrowed when the lines were chosen."""
        told = parse_qsl((self.back.data or "")[:LONGEST])
        return url_for("home.index", **{name: value for name, value in told if name in PLACE})

    @property
    def keys(self):
        """The things that were chosen."""
        return keys_of((self.chosen.data or "").split())


class RemindForm(ChosenForm):
    """A last look at who would be written to."""

    writes = True


class SnoozeForm(ChosenForm):
    """Until when, and why."""

    until = DateField(_("Until"), [InputRequired(_("Choose a day."))], default=lambda: now().date() + SNOOZED_FOR)
    why = RadioField(
        _("Why"),
        [InputRequired(_("Choose a reason, so that colleagues know."))],
        choices=[(reason.value, words) for reason, words in REASONS.items()],
        coerce=lambda value: value.value if isinstance(value, Why) else value,
    )


class AssignForm(ChosenForm):
    """To whom."""

    membership_id = SelectField(
        _("Who takes it"), [InputRequired(_("Choose somebody."))], default=lambda: str(me().membership_id)
    )

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        staff = db.session.scalars(living_staff()).all()
        self.membership_id.choices = [*((str(row.id), row.person.name) for row in staff), (NOBODY, _("nobody yet"))]

    @property
    def chosen_membership(self):
        """The colleague's place; none for nobody."""
        return None if self.membership_id.data == NOBODY else uuid.UUID(self.membership_id.data)
