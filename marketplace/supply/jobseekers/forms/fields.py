"""Fields that several forms of jobseekers have."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, MonthField, RadioField
from wtforms.validators import InputRequired, Length

from marketplace.supply.jobseekers.queries import LEVELS


def at_most(letters):
    return Length(max=letters, message=_("Please keep it under %(max)d characters."))


class Day(DateField):
    """A day that may be left out, with a sentence of ours when it is no day."""

    def process_formdata(self, valuelist):
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("That is not a day. Write it like 2027-03-02.")) from None


class Month(MonthField):
    """A month, kept as its first day; browsers without a month picker take 2019-05 as text."""

    def process_formdata(self, valuelist):
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("That is not a month. Write year and month, such as 2019-05.")) from None


def level_field(label):
    return RadioField(
        label,
        [InputRequired(_("Choose what fits best today. You can change it any time."))],
        choices=[(str(level), words) for level, words in LEVELS.items()],
        coerce=int,
    )
