"""Times to offer in a form: a day and a time each, all in one zone, none that the clocks skip."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import DateField, Field, SelectField, TimeField
from wtforms.validators import InputRequired, Optional

from marketplace.web.formats import at, zones
from marketplace.web.forms import Form

TOGETHER = _("Give a day and a time together, or leave both empty.")
SKIPPED = _("The clocks go forward that night, so this time does not exist. Choose another.")
NUMBERS = (_("First day"), _("Second day"), _("Third day"), _("Fourth day"), _("Fifth day"))
CLOCKS = (
    _("Time"),
    _("Time on the second day"),
    _("Time on the third day"),
    _("Time on the fourth day"),
    _("Time on the fifth day"),
)


def exists(moment: datetime) -> bool:
    """Whether a wall-clock time happens: the hour that is skipped in spring does not."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None) == moment.replace(tzinfo=None)


class SlotsForm(Form):
    """One to `most` times; the first is asked for. `slots` are the moments typed."""

    most: ClassVar[int] = 0
    time_zone = SelectField(_("These are times in"), validators=[InputRequired()])

    def __init_subclass__(cls, **options: Any) -> None:  # Any: class keywords
        super().__init_subclass__(**options)
        for number in range(1, cls.most + 1):
            needed = number == 1
            days = [InputRequired(_("Choose a day."))] if needed else [Optional()]
            clocks = [InputRequired(_("Choose a time."))] if needed else [Optional()]
            setattr(cls, f"day_{number}", DateField(NUMBERS[number - 1], validators=days))
            setattr(cls, f"time_{number}", TimeField(CLOCKS[number - 1], validators=clocks))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: what WTForms takes
        super().__init__(*args, **kwargs)
        self.time_zone.choices = zones()

    @property
    def pairs(self) -> list[tuple[Field, Field]]:
        """The fields of each time: day and clock."""
        return [(self[f"day_{number}"], self[f"time_{number}"]) for number in range(1, self.most + 1)]

    def validate(self, extra_validators: Any = None) -> bool:  # Any: WTForms' own
        """Whether all is well: days and times come in pairs, and every time happens.

        An empty field of a pair ends its own checks, so pairs are looked at here.
        """
        fine = super().validate(extra_validators)
        zone = self.time_zone.data if self.time_zone.data in dict(self.time_zone.choices) else None
        for day, clock in self.pairs:
            fault = self._fault(day, clock, zone)
            if fault and not clock.errors:
                clock.errors = [str(fault)]
                fine = False
        return fine

    @staticmethod
    def _fault(day: Field, clock: Field, zone: str | None) -> Any:  # Any: a lazy sentence, or none
        if bool(day.data) != bool(clock.data):
            return TOGETHER if not (day.errors or clock.errors) else None
        if day.data and zone and not exists(at(day.data, clock.data, zone)):
            return SKIPPED
        return None

    @property
    def slots(self) -> list[datetime]:
        """The moments that were typed, in the order of the fields."""
        return [at(day.data, clock.data, self.time_zone.data) for day, clock in self.pairs if day.data and clock.data]
