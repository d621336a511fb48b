"""What an administrator acts on: people at the right stage, two organisations that are one, settings and words of a mail."""

from datetime import UTC, datetime
from typing import Any

from marketplace.accounts.models import SecondFactor, SignIn
from marketplace.accounts.queries import digest
from marketplace.administration.models import SiteSettings
from marketplace.db import db
from marketplace.outbox.models import MailText
from marketplace.sides import Side
from tests.factories import accounts, demand

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
MAIL = "invitation"


def furnish(world: Any) -> None:
    """Add the rows and point the administrator's routes at them."""
    one, other = demand.make_employer(), demand.make_employer()
    world.ids |= {"organisation_id": one.id, "other_id": other.id, "template": MAIL}
    lost = accounts.make_membership(Side.STAFF, all_programs=False)
    db.session.add(SecondFactor(person_id=lost.person_id, sealed="sealed", last_step=0, created_at=NOW))
    lead = accounts.make_membership(Side.STAFF, all_programs=True)
    away = accounts.make_membership(person=accounts.make_person(active=False))
    browser = _signed_in(accounts.make_membership())
    world.special |= {
        "administration.reset_second_factor": {"person_id": lost.person_id},
        "administration.make_lead": {"membership_id": lost.id},
        "administration.unmake_lead": {"membership_id": lead.id},
        "administration.let_in": {"person_id": away.person_id},
        "administration.end_sign_in": {"person_id": browser.membership.person_id, "sign_in_id": browser.id},
    }
    for row in (_settings(), _words()):
        db.session.merge(row)


def _signed_in(membership: Any) -> SignIn:
    now = datetime.now(UTC)
    return accounts.add(
        SignIn(
            membership=membership,
            secret_hash=digest(str(membership.id)),
            epoch=1,
            created_at=now,
            began_at=now,
            proven_at=now,
            last_seen_at=now,
            device="Firefox",
        )
    )


def _settings() -> SiteSettings:
    return SiteSettings(
        id=1, site_name="Guildhall", time_zone="America/Toronto", sender_name="Guildhall", version=1, changed_at=NOW
    )


def _words() -> MailText:
    return MailText(
        template=MAIL,
        subject="You are invited to {organisation}",
        paragraphs="Hello {name},\n\nthe link works until {expires_at}.",
        version=1,
        changed_at=NOW,
    )
