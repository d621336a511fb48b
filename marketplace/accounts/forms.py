"""What people type to sign in, register, renew a password, invite and accept."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField, ValidationError
from wtforms.validators import Email, InputRequired, Length

from marketplace.accounts import actions
from marketplace.accounts.actions.passwords import LONGEST
from marketplace.errors import Refused
from marketplace.sides import Side
from marketplace.web import formats
from marketplace.web.forms import Form

NEEDED = InputRequired(lazy_gettext("Please fill this in."))
NAME = [NEEDED, Length(max=200, message=lazy_gettext("At most 200 characters."))]
ADDRESS = [
    NEEDED,
    Length(max=254, message=lazy_gettext("At most 254 characters.")),
    Email(lazy_gettext("This does not look like an e-mail address. It has the form name@place.example.")),
]


class NotGuessed:
    """A password that is long enough and not among those tried first; `about` names fields it must not repeat."""

    def __init__(self, *about):
        self.about = about

    def __call__(self, form, field):
        known = tuple(form[name].data or "" for name in self.about if name in form)
        try:
            actions.check_password(field.data or "", about=known)
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from refusal


class SignInForm(Form):
    next = HiddenField()
    email = EmailField(lazy_gettext("E-mail address"), [NEEDED, Length(max=254)])
    password = PasswordField(
        lazy_gettext("Password"),
        [NEEDED, Length(max=LONGEST, message=lazy_gettext("A password has at most 1000 characters."))],
    )


class RegisterForm(Form):
    name = StringField(lazy_gettext("Your name"), NAME)
    email = EmailField(lazy_gettext("E-mail address"), ADDRESS)


class ForgotForm(Form):
    email = EmailField(lazy_gettext("E-mail address"), ADDRESS)


class AccountForm(Form):
    """A name and a first password, behind a link that has proven the address."""

    name = StringField(lazy_gettext("Your name"), NAME)
    password = PasswordField(lazy_gettext("Choose a password"), [NEEDED, NotGuessed("name")])


class NewPasswordForm(Form):
    password = PasswordField(lazy_gettext("New password"), [NEEDED, NotGuessed()])


class ChangePasswordForm(Form):
    current = PasswordField(lazy_gettext("Your password now"), [NEEDED, Length(max=LONGEST)])
    password = PasswordField(lazy_gettext("New password"), [NEEDED, NotGuessed()])


class CodeForm(Form):
    """A code of the phone, or one on paper."""

    code = StringField(
        lazy_gettext("Code"), [NEEDED, Length(max=40, message=lazy_gettext("A code has at most 40 characters."))]
    )


class ProveForm(Form):
    """The password again, before something sensitive. `again` is where the form goes that waits for it."""

    next = HiddenField()
    again = HiddenField()
    password = PasswordField(
        lazy_gettext("Your password now"),
        [NEEDED, Length(max=LONGEST, message=lazy_gettext("A password has at most 1000 characters."))],
    )


class AddressForm(Form):
    email = EmailField(lazy_gettext("New e-mail address"), ADDRESS)


AS_SITE = "site"


class AboutMeForm(Form):
    name = StringField(lazy_gettext("Your name"), NAME)
    time_zone = SelectField(lazy_gettext("Times are shown in"))

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.time_zone.choices = [(AS_SITE, _("The time of the site")), *formats.zones()]

    @property
    def values(self):
        """Without a zone of one's own it is the site's."""
        theirs = self.time_zone.data
        return super().values | {"time_zone": None if theirs == AS_SITE else theirs}

    @classmethod
    def of(cls, person):
        return cls(name=person.name, time_zone=person.time_zone or AS_SITE)


class InviteForm(Form):
    """An administrator's invitation: to a program team, to a funder, or to administer the site."""

    name = StringField(lazy_gettext("Name"), NAME)
    email = EmailField(lazy_gettext("E-mail address"), ADDRESS)
    side = SelectField(
        lazy_gettext("As"),
        coerce=Side,
        choices=[
            (Side.STAFF.value, lazy_gettext("Program staff")),
            (Side.FUNDER.value, lazy_gettext("Funder")),
            (Side.ADMIN.value, lazy_gettext("Administrator")),
        ],
    )
    team = StringField(
        lazy_gettext("Program team or funder"), [Length(max=200, message=lazy_gettext("At most 200 characters."))]
    )

    def validate_team(self, field):
        if self.side.data is Side.STAFF and not field.data:
            raise ValidationError(_("Staff act for a program team. Name it; a new name makes a new team."))
        if self.side.data is Side.FUNDER and not field.data:
            raise ValidationError(_("Name the funder that they act for; a new name makes a new funder."))
