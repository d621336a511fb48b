"""The agreement as a paper: its words, frozen on sending with a fingerprint, and who is written to about it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from marketplace.accounts.models import Person
from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.consortium import queries
from marketplace.demand.consortium.lifecycle import AGREEMENT
from marketplace.demand.consortium.models import Agreement, AgreementStage, HiringPartner, LegalEntity
from marketplace.errors import Refused
from marketplace.outbox.actions import link_to, queue_mail
from marketplace.sides import Actor


def standard_terms() -> str:
    """What an agreement says unless its consortium says otherwise, a line for each term."""
    return "\n".join(
        (
            _(
                "You meet people who are vetted and ready for the roles you hire for, and whom hiring often passes "
                "over."
            ),
            _(
                "You tell the program team within ten working days whether you want to meet somebody, and why not "
                "when you do not."
            ),
            _("You give the hours below to the training, at times that you choose with the program team."),
            _(
                "The people you intend to hire are an intention. It is not a promise of a job, and nobody is told "
                "that it is."
            ),
            _(
                "Other partners read your name and nothing else. Your number, your roles and your words stand in "
                "public only where you agree to be named and quoted."
            ),
            _(
                "Either side can end this at any time. What was promised to people who are already in conversation "
                "with you is kept."
            ),
        )
    )


def fingerprint_of(text: str) -> str:
    """The SHA-256 of a text: one changed letter gives another."""
    return hashlib.sha256(text.encode()).hexdigest()


def draft(partner: HiringPartner, *, actor: Actor, now: datetime) -> Agreement:
    """The agreement that is being written for a partner; a new one with the consortium's terms when there is none."""
    there = queries.newest_agreement(lock(partner), AgreementStage.DRAFT)
    if there:
        return there
    before = queries.newest_agreement(partner)
    agreement = Agreement(
        hiring_partner_id=partner.id,
        number=before.number + 1 if before else 1,
        stage=AgreementStage.DRAFT,
        text=partner.consortium.terms or standard_terms(),
        created_at=now,
    )
    db.session.add(agreement)
    db.session.flush()
    record(agreement, "draft", came_from=None, actor=actor, now=now)
    return agreement


def write(agreement: Agreement, *, version: str | None, text: str) -> None:
    """Change the words of an agreement that has not been sent."""
    expect_version(lock(agreement), version)
    if agreement.stage is not AgreementStage.DRAFT:
        raise Refused(
            _("This agreement was sent, so its words stay. End it or renew it; the next one can say it otherwise.")
        )
    agreement.text = text
    db.session.flush()


def freeze_and_send(agreement: Agreement, *, actor: Actor, now: datetime) -> None:
    """Fix the words from now on."""
    agreement.fingerprint, agreement.sent_at = fingerprint_of(agreement.text), now
    move(agreement, AGREEMENT, "send", actor=actor, now=now)


def entity_of(partner: HiringPartner, name: str, *, now: datetime) -> LegalEntity:
    """The legal entity of that name of the partner's employer, noted down when it is new; the employer's own for ""."""
    name = name or partner.employer.name
    known = {row.name: row for row in queries.legal_entities(partner.employer_id)}
    if name in known:
        return known[name]
    entity = LegalEntity(employer_id=partner.employer_id, name=name, created_at=now)
    db.session.add(entity)
    db.session.flush()
    return entity


def owners_of(partner: HiringPartner) -> Sequence[Person]:
    """Who may sign for the employer. Refused while nobody may."""
    owners = db.session.scalars(queries.who_may_sign(partner.employer_id)).all()
    if owners:
        return owners
    raise Refused(
        _(
            "Nobody at %(employer)s may sign yet. Invite an owner on the employer’s page, then send the agreement.",
            employer=partner.employer.name,
        )
    )


def tell_owners(partner: HiringPartner, owners: Sequence[Person], template: str) -> None:
    """Write to each owner: `agreement` or `consortium_invited`."""
    name = partner.consortium.name
    subject = {
        "agreement": _("The agreement of %(name)s", name=name),
        "consortium_invited": _("Would you like to talk about %(name)s?", name=name),
    }[template]
    for owner in owners:
        queue_mail(
            to=owner.email,
            subject=subject,
            template=template,
            dedupe_key=f"{template}:{partner.id}:{partner.version}:{owner.id}",
            organisation_id=partner.employer_id,
            name=owner.name,
            consortium=name,
            employer=partner.employer.name,
            url=link_to("consortium.partner_page", partner_id=partner.id),
        )
