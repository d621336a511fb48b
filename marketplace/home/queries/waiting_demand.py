"""What waits around employers: roles to confirm, agreements to sign, versions to read."""

from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from marketplace.demand.consortium import queries as consortium
from marketplace.demand.consortium.models import Agreement, Consortium, HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.discovery.models import DiscoverySession, SessionStage
from marketplace.demand.programs import queries as programs
from marketplace.demand.programs.models import Program, ProgramVersion, ReviewStage, VersionReview, VersionStage
from marketplace.demand.role_needs import queries as role_needs
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.home.queries.waiting import (
    WEEK,
    Asked,
    Kind,
    Rows,
    Turn,
    as_it_is,
    by_consortium,
    by_employer,
    day_after,
    employer_of,
    line,
)
from marketplace.supply.cohorts.models import CohortWish
from marketplace.supply.cohorts.queries import wishing

TWO_WEEKS: Final = 2 * WEEK.days


def partners_to_countersign(asked: Asked) -> Rows:
    """Agreements that a partner has signed."""
    signed = _newest(Agreement.signed_at)
    rows = consortium.visible_to(asked.actor).where(HiringPartner.stage == PartnerStage.SIGNED)
    return _of_partner(asked, rows, day_after(signed, WEEK.days), signed)


def agreements_unsigned(asked: Asked) -> Rows:
    """Agreements that a partner's owner has not signed for two weeks."""
    sent = _newest(Agreement.sent_at)
    rows = consortium.visible_to(asked.actor).where(HiringPartner.stage == PartnerStage.AGREEMENT_SENT)
    due = day_after(sent, TWO_WEEKS)
    return _of_partner(asked, rows.where(due <= asked.soon), due, sent)


def _newest(moment: Any) -> sa.ScalarSelect[Any]:  # Any: a mapped column
    rows = sa.select(sa.func.max(moment)).where(Agreement.hiring_partner_id == HiringPartner.id)
    return rows.correlate(HiringPartner).scalar_subquery()


def _of_partner(asked: Asked, rows: sa.Select[HiringPartner], due: Any, since: Any) -> Rows:  # Any: columns
    name = sa.select(Consortium.name).where(Consortium.id == HiringPartner.consortium_id)
    return line(
        asked,
        rows,
        subject=HiringPartner.id,
        due=due,
        since=since,
        who=employer_of(HiringPartner.employer_id),
        about=name.scalar_subquery,
        asks=HiringPartner.employer_id,
        program=by_consortium(HiringPartner.consortium_id),
    )


def partners_for_next(asked: Asked) -> Rows:
    """Partners that want to be on the next cohort."""
    name = sa.select(Consortium.name).where(Consortium.id == HiringPartner.consortium_id)
    return line(
        asked,
        wishing.wishes_visible_to(asked.actor),
        subject=CohortWish.id,
        page=CohortWish.hiring_partner_id,
        due=day_after(CohortWish.asked_at, WEEK.days),
        since=CohortWish.asked_at,
        who=employer_of(HiringPartner.employer_id),
        about=name.scalar_subquery,
        asks=HiringPartner.employer_id,
        program=by_consortium(HiringPartner.consortium_id),
    )


def versions_unread(asked: Asked) -> Rows:
    """The newest versions, of which a partner has said neither that they are right nor that they are not."""
    version = (
        sa.select(ProgramVersion.program_id)
        .where(ProgramVersion.id == VersionReview.version_id)
        .correlate(VersionReview)  # said, because it stands inside another one
    )
    title = sa.select(Program.title).where(Program.id == version.scalar_subquery())
    due = day_after(VersionReview.asked_at, TWO_WEEKS)
    newest = sa.select(ProgramVersion.id).where(ProgramVersion.stage == VersionStage.SENT)
    rows = programs.reviews_visible_to(asked.actor).where(
        VersionReview.stage == ReviewStage.ASKED,
        VersionReview.version_id.in_(newest),
        HiringPartner.stage.in_(consortium.GATHERED),
    )
    return line(
        asked,
        rows.where(due <= asked.soon),
        subject=VersionReview.id,
        page=version.scalar_subquery(),
        due=due,
        since=VersionReview.asked_at,
        who=employer_of(HiringPartner.employer_id),
        about=title.scalar_subquery,
        asks=HiringPartner.employer_id,
        program=by_consortium(HiringPartner.consortium_id),
    )


def roles_unconfirmed(asked: Asked) -> Rows:
    """Roles that the team wrote down and the employer has not confirmed for two weeks."""
    due = day_after(RoleNeed.created_at, TWO_WEEKS)
    rows = role_needs.visible_to(asked.actor).where(RoleNeed.stage == NeedStage.DRAFT, due <= asked.soon)
    return line(
        asked,
        rows,
        subject=RoleNeed.id,
        due=due,
        since=RoleNeed.created_at,
        who=as_it_is(RoleNeed.title),
        about=employer_of(RoleNeed.employer_id),
        asks=RoleNeed.employer_id,
        program=by_employer(RoleNeed.employer_id),
    )


def talks_without_a_time(asked: Asked) -> Rows:
    """Times for a conversation of which the employer has picked none for a week."""
    due = day_after(DiscoverySession.created_at, WEEK.days)
    rows = discovery.visible_to(asked.actor).where(DiscoverySession.stage == SessionStage.PROPOSED)
    return line(
        asked,
        rows.where(due <= asked.soon),
        subject=DiscoverySession.id,
        due=due,
        since=DiscoverySession.created_at,
        who=employer_of(DiscoverySession.employer_id),
        about=as_it_is(sa.literal("")),
        asks=DiscoverySession.employer_id,
        program=by_employer(DiscoverySession.employer_id),
    )


_PARTNER: Final = ("consortium.partner_page", "partner_id")
KINDS: Final = (
    Kind(
        "countersign",
        Turn.TEAM,
        _("Agreements to countersign"),
        _("Countersign an agreement"),
        partners_to_countersign,
        *_PARTNER,
    ),
    Kind(
        "next_cohort",
        Turn.TEAM,
        _("Partners for the next cohort"),
        _("Sign a partner onto the next cohort"),
        partners_for_next,
        "cohorts.next_page",
        "partner_id",
    ),
    Kind(
        "agreement",
        Turn.EMPLOYER,
        _("Agreements not signed"),
        _("An agreement is not signed"),
        agreements_unsigned,
        *_PARTNER,
    ),
    Kind(
        "version",
        Turn.EMPLOYER,
        _("Versions not signed off"),
        _("A version is neither signed off nor objected to"),
        versions_unread,
        "programs.versions",
        "program_id",
    ),
    Kind(
        "role_need",
        Turn.EMPLOYER,
        _("Roles not confirmed"),
        _("A role is not confirmed"),
        roles_unconfirmed,
        "role_needs.page",
        "role_need_id",
    ),
    Kind(
        "talk",
        Turn.EMPLOYER,
        _("Conversations without a time"),
        _("No time is picked for a conversation"),
        talks_without_a_time,
        "discovery.page",
        "session_id",
    ),
)
