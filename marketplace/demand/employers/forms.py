"""What people type about an employer and its contacts."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length

from marketplace.demand.employers.models import SizeBand
from marketplace.demand.employers.queries import SIZE_LABELS
from marketplace.sides import Role
from marketplace.web.forms import Form

NAMED = DataRequired(_("A name is needed."))
LONG = Length(max=5000, message=_("Please keep this under 5,000 characters."))
REACHABLE = (
    DataRequired(_("An e-mail address is needed.")),
    Email(_("This does not look like an e-mail address, such as name@example.org.")),
    Length(max=254, message=_("An e-mail address has at most 254 characters.")),
)


def short(limit):
    return Length(max=limit, message=_("Please keep this under %(max)d characters."))


class EmployerForm(Form):
    name = StringField(_("Name of the employer"), [NAMED, short(200)])
    sector = StringField(_("Sector"), [short(120)], description=_("For example: food processing, freight, home care."))
    region = StringField(_("Region"), [short(120)], description=_("Where most of its people work."))
    size = SelectField(
        _("Size"),
        choices=[(size.value, label) for size, label in SIZE_LABELS.items()],
        coerce=SizeBand,
        default=SizeBand.UNKNOWN,
    )
    goals = TextAreaField(
        _("Where it wants to go"), [LONG], description=_("Goals for the next years, in its own words.")
    )
    growth_challenges = TextAreaField(
        _("What holds it back"), [LONG], description=_("Challenges in growing, in its own words.")
    )
    pains = TextAreaField(
        _("What hurts most"), [LONG], description=_("What goes wrong because people are missing, and what it costs.")
    )
    recruiting = TextAreaField(
        _("How it looks for people"), [LONG], description=_("Where, with which words, and who comes.")
    )
    hiring_process = TextAreaField(
        _("How it decides whom to hire"), [LONG], description=_("The steps, who has a say, how long it takes.")
    )
    version = HiddenField()


class NewEmployerForm(EmployerForm):
    contact_name = StringField(_("Name of the contact"), [NAMED, short(200)])
    contact_email = EmailField(_("E-mail of the contact"), [*REACHABLE])
    contact_job_title = StringField(_("What they do there"), [short(200)])
    version = None


class ContactForm(Form):
    name = StringField(_("Name"), [NAMED, short(200)])
    email = EmailField(_("E-mail"), [*REACHABLE])
    job_title = StringField(_("What they do there"), [short(200)])


class InviteForm(Form):
    role = SelectField(
        _("What they will do for the employer"),
        coerce=Role,
        default=Role.RECRUITER,
        choices=[
            (Role.OWNER.value, _("Owner: members, agreements and everything below")),
            (Role.RECRUITER.value, _("Recruiter: roles, people, interviews and offers")),
            (Role.INTERVIEWER.value, _("Interviewer: their own interviews")),
        ],
    )
