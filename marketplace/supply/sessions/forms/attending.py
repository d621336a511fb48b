"""Who was there: one line for each person, and what goes for the rest."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField
from wtforms.validators import NumberRange, Optional

from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.sessions.actions.attending import Seen
from marketplace.supply.sessions.models import Mark
from marketplace.supply.sessions.queries.attendance import MARKS
from marketplace.web.forms import Form

LONGEST = 999  # minutes
DIGITS = 9  # of the count of notes that a page knew; a longer number is no count


class RollForm(Form):
    """One line for each person; `roll_form` adds the lines."""

    people: Sequence[Enrolment] = ()
    resting: Collection[uuid.UUID] = ()
    stood: Mapping[tuple[uuid.UUID, int], tuple[Mark, int | None] | None] = {}
    rest = RadioField(
        _("Everybody without a mark"),
        choices=[("unknown", _("stays unknown")), ("present", _("was there"))],
        default="unknown",
    )

    @property
    def lines(self):
        """Each person, with the two fields of the line that are seen."""
        return [(row, self[f"mark_{row.id.hex}"], self[f"minutes_{row.id.hex}"]) for row in self.people]

    @property
    def seen(self):
        """What is said of whom, by enrolment: what stood on the page already is not said again.

        Minutes count with “late” alone, or without any mark. What goes for the rest does not go for who had paused.
        """
        found = {}
        for row, mark, minutes in self.lines:
            if mark.data or _only(mark, minutes):
                found[row.id] = Seen(mark.data or Mark.LATE, minutes.data, self._knew(row))
            elif self.rest.data == "present" and row.id not in self.resting:
                found[row.id] = Seen(Mark.PRESENT, None, self._knew(row))
        return {key: one for key, one in found.items() if one.said != self.stood.get((key, one.knew))}

    @property
    def tapped(self):
        """What the one line of this form says, by enrolment; without a mark, that it is taken back."""
        found = {}
        for row, mark, minutes in self.lines:
            late = Mark.LATE if minutes.raw_data and minutes.data is not None else None
            found[row.id] = Seen(mark.data if mark.raw_data else late, minutes.data, self._knew(row))
        return found

    def _knew(self, row):
        """How many notes of the person the page knew; none where it does not say, so that it is looked at again."""
        typed = self[f"knew_{row.id.hex}"].data
        return int(typed) if typed and typed.isdecimal() and len(typed) <= DIGITS else 0


def _only(mark, minutes):
    return mark.data is None and minutes.data is not None


def _mark(word):
    return Mark(word) if word else None


def roll_form(people, noted, resting=()):
    """The form for these people, with what stands already chosen."""
    stood = {(key, note.seq): note.said for key, notes in noted.items() for note in notes}
    fields = {"people": people, "resting": resting, "stood": stood}
    for row in people:
        newest = noted[row.id][0] if noted.get(row.id) else None
        mark, minutes = (newest.said if newest else None) or (None, None)
        fields[f"mark_{row.id.hex}"] = RadioField(
            _("Was there"),
            [Optional()],
            choices=[(mark.value, words) for mark, words in MARKS.items()],
            coerce=_mark,
            default=mark,
            validate_choice=True,
        )
        fields[f"knew_{row.id.hex}"] = HiddenField(default=str(newest.seq if newest else 0))
        fields[f"minutes_{row.id.hex}"] = IntegerField(
            _("Minutes late"),
            [Optional(), NumberRange(1, LONGEST, _("Between 1 and 999 minutes."))],
            default=minutes,
        )
    return type("RollForm", (RollForm,), fields)()
