"""Who sees a person now by what they applied for and whom they are shown to: lines of their page about it."""

import uuid
from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.jobseekers import queries as profiles
from marketplace.supply.jobseekers.queries import Group, Sight

#: What the team of a program reads of whoever applied there.
_OF_THE_TEAM = (Group.IDENTITY, Group.CARD, Group.PROFILE, Group.EVIDENCE, Group.RESUME, Group.APPLICATIONS)
_OVER = (ReferralStage.CLOSED, ReferralStage.OBSOLETE)


@profiles.tells_who_sees
def teams(jobseeker_id: uuid.UUID) -> Iterable[Sight]:
    """The teams of the programs that the person sent an application to."""
    rows = (
        select(Program.title)
        .join(Cohort, Cohort.program_id == Program.id)
        .join(Application, Application.cohort_id == Cohort.id)
        .where(Application.jobseeker_id == jobseeker_id, Application.stage != ApplicationStage.DRAFT)
        .order_by(Program.title)
        .distinct()
    )
    for title in db.session.scalars(rows):
        who = _("The team of “%(program)s”", program=title)
        yield from (Sight(group, who, _("You applied there.")) for group in _OF_THE_TEAM)


@profiles.tells_who_sees
def shown_to(jobseeker_id: uuid.UUID) -> Iterable[Sight]:
    """The employers that the person is shown to, without a name until both said yes."""
    rows = (
        select(Organisation.name)
        .join(Referral, Referral.employer_id == Organisation.id)
        .where(Referral.jobseeker_id == jobseeker_id, Referral.shared_at.is_not(None), Referral.stage.not_in(_OVER))
        .order_by(Organisation.name)
        .distinct()
    )
    for name in db.session.scalars(rows):
        yield Sight(Group.CARD, name, _("You agree to be matched, and the team proposed you for a role of theirs."))
