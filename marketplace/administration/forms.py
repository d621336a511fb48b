"""What an administrator types: reasons, names, settings, the words of a mail."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField, IntegerField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from marketplace.suppression import LARGEST, SMALLEST
from marketplace.web.forms import Form
from marketplace.web.site import zone_exists

NEEDED = DataRequired(lazy_gettext("Please fill this in."))
NAME = (NEEDED, Length(max=200, message=lazy_gettext("At most 200 characters.")))
SHORT = (NEEDED, Length(max=80, message=lazy_gettext("At most 80 characters.")))


def reason_field(label=None, description=""):
    return TextAreaField(
        label or lazy_gettext("Why"),
        [
            DataRequired(lazy_gettext("Say why, in a few words. It stays in the history.")),
            Length(max=500, message=lazy_gettext("At most 500 characters.")),
        ],
        description=description,
    )


class ReasonForm(Form):
    """Why something is done to somebody’s account; the person reads it too."""

    reason = reason_field(description=lazy_gettext("The person reads this on the page of their account."))


class RenameForm(Form):
    """The new name of an organisation; the old one stays findable."""

    name = StringField(lazy_gettext("New name"), [*NAME])
    reason = reason_field()


class MergeForm(Form):
    """Why two organisations are one."""

    reason = reason_field(lazy_gettext("How you know that they are one"))


class SettingsForm(Form):
    """What holds for the whole site from the next page on."""

    site_name = StringField(lazy_gettext("Name of the site"), [*SHORT])
    time_zone = StringField(
        lazy_gettext("Time zone"),
        [NEEDED, Length(max=60, message=lazy_gettext("At most 60 characters."))],
        description=lazy_gettext("The name of a place in its zone, such as America/Halifax or America/Port_of_Spain."),
    )
    sender_name = StringField(
        lazy_gettext("Name on mails"),
        [*SHORT],
        description=lazy_gettext("Mail programs show it as the sender."),
    )
    version = HiddenField()

    def validate_time_zone(self, field):
        if not zone_exists(field.data):
            raise ValidationError(
                _("There is no time zone with this name. It has the form America/Halifax; capitals count.")
            )


class SmallestGroupForm(Form):
    """From how many people on a number is told. `version` is the number of the setting that the page shows."""

    people = IntegerField(
        lazy_gettext("Smallest group that is told"),
        [
            InputRequired(lazy_gettext("Say a number.")),
            NumberRange(SMALLEST, LARGEST, lazy_gettext("A whole number from %(min)s to %(max)s.")),
        ],
        description=lazy_gettext(
            "People, from %(least)s to %(most)s. The rule of a funder or a regulator may ask for 10 or 11.",
            least=SMALLEST,
            most=LARGEST,
        ),
    )
    reason = reason_field(description=lazy_gettext("Whose rule it is, or what it follows from."))
    version = HiddenField()


class MailForm(Form):
    """An administrator's words for a mail. What may stand in braces is checked by the action."""

    subject = StringField(
        lazy_gettext("Subject"), [NEEDED, Length(max=200, message=lazy_gettext("At most 200 characters."))]
    )
    paragraphs = TextAreaField(
        lazy_gettext("Words"),
        [NEEDED, Length(max=5000, message=lazy_gettext("Please keep this under 5,000 characters."))],
        description=lazy_gettext("An empty line begins a new paragraph. The button and the last line stay ours."),
    )
    version = HiddenField()


class OurWordsForm(Form):
    """The button that takes an administrator's words of a mail away: those on the page, not newer ones."""

    version = HiddenField()
