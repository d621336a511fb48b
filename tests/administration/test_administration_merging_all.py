"""After a merge no row of any table is left with the employer that went, but for histories that say who it was."""

import sqlalchemy as sa

from marketplace.accounts.models import Organisation, OrganisationAlias
from marketplace.administration.actions.merging import merge
from marketplace.competencies import actions as vocabulary
from marketplace.db import db
from marketplace.demand.consortium import actions as consortium
from marketplace.demand.consortium.actions.papers import entity_of
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.employers import actions as employers
from marketplace.demand.employers import queries
from marketplace.sides import Side
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.jobseekers.models import Consent, Disclosure, Purpose
from tests.conftest import NOW
from tests.factories import accounts, competencies, demand, programs
from tests.matrix.ready import make_ready
from tests.matrix.world import build

# Where the one that went still stands, each with its reason.
KEPT = {
    "organisations.id": "its own row, which the old name leads from",
    "employers.id": "the same",
    "organisation_mergers.organisation_id": "says that it went, and where",
    "employer_changes.subject_id": "a history: what was done with it under its name",
    "employer_editions.employer_id": "a history: what its page said; read on the page of the one that stays",
    "admin_acts.details": "says what was merged",
    "outbox_items.arguments": "a mail that waits asks whether its reader acts for it or the one it became part of",
}
# Tables that carry an organisation which is never an employer.
NEVER_AN_EMPLOYER = {"released_figures"}


def identifiers() -> dict[sa.Table, list[str]]:
    """Every table with its columns that could hold an id: uuids by type, text and JSON that might have one inside."""
    tables = sa.MetaData()
    tables.reflect(db.session.connection())
    return {
        table: [column.name for column in table.columns if not isinstance(column.type, sa.Integer | sa.Float | sa.Date)]
        for table in tables.tables.values()
        if not table.name.startswith(("search_", "submissions", "alembic"))
    }


def standing(organisation_id) -> set[str]:
    """`table.column` wherever the id stands, in either way of writing it; read from the database, not the models."""
    found = set()
    for table, columns in identifiers().items():
        for name in columns:
            words = sa.func.lower(sa.cast(table.c[name], sa.Text))
            here = sa.or_(words.contains(organisation_id.hex), words.contains(str(organisation_id)))
            if db.session.scalar(sa.select(sa.func.count()).select_from(table).where(here)):
                found.add(f"{table.name}.{name}")
    return found


def pointing_at_employers() -> set[str]:
    """The tables whose foreign keys, in the database itself, lead to an organisation, at once or through others."""
    inspector = sa.inspect(db.session.connection())
    known = {("organisations", "id"), ("employers", "id")}
    while True:
        more = {
            (table, mine)
            for table in inspector.get_table_names()
            for key in inspector.get_foreign_keys(table)
            for mine, theirs in zip(key["constrained_columns"], key["referred_columns"], strict=True)
            if (key["referred_table"], theirs) in known
        }
        if more <= known:
            return {table for table, _column in known}
        known |= more


def change(employer, goals, actor):
    employers.change_employer(
        employer,
        version=employer.version,
        name=employer.name,
        sector=employer.sector,
        region="",
        size=employer.size,
        goals=goals,
        growth_challenges="",
        pains="",
        recruiting="",
        hiring_process="",
        actor=actor,
        now=NOW,
    )


def join(stays, goes, admin):
    one, other = (db.session.get_one(Organisation, employer.id) for employer in (stays, goes))
    merge(one, other, reason="One company, entered twice.", actor=admin, now=NOW)


def full_world():
    """An employer with rows in every room: everything the matrix needs, and what it leaves out."""
    world = build()
    make_ready(world)
    employer, staff = world.ids["employer"], world.people["lead"]
    change(employer, "A second depot", staff)
    employers.make_move(employer, "talk", actor=staff, now=NOW)
    slot = programs.make_delivery(
        cohort_partner=programs.make_cohort_partner(hiring_partner=programs.make_partner(employer=employer))
    )
    cohorts.schedule_hours(slot, actor=staff, now=NOW)
    cohorts.hold_hours(slot, hours=slot.hours, met=3, actor=staff, now=NOW)
    accounts.make_invitation("a link", side=Side.EMPLOYER, organisation=db.session.get_one(Organisation, employer.id))
    fill_the_rest(employer, world)
    prospect = programs.make_partner(employer=employer, stage=PartnerStage.PROSPECT)
    consortium.send_agreement(prospect, actor=staff, now=NOW)
    db.session.flush()
    return world, employer


def fill_the_rest(employer, world):
    partner = programs.make_partner(employer=employer)
    entity_of(partner, "Zibbel Holdings", now=NOW)
    vocabulary.map_words(
        "zibbel shifts",
        competencies.make_competency().id,
        actor=world.people["lead"],
        now=NOW,
        organisation_id=employer.id,
    )
    db.session.add(OrganisationAlias(organisation_id=employer.id, name="Zibbel", name_key="zibbel", kept_at=NOW))
    consent = db.session.scalars(
        sa.select(Consent).where(Consent.employer_id == employer.id, Consent.purpose == Purpose.IDENTITY)
    ).first()
    db.session.add(
        Disclosure(
            jobseeker_id=consent.jobseeker_id,
            employer_id=employer.id,
            consent_id=consent.id,
            seen_by_id=world.people["A"].person_id,
            what="placements",
            at=NOW,
        )
    )


def test_no_row_is_left_with_the_employer_that_went(session):
    world, goes = full_world()
    stays = demand.make_employer("Fennel and Rook")
    join(stays, goes, world.people["admin"])
    assert standing(goes.id) == set(KEPT)


def test_what_a_legal_entity_of_both_has_signed_is_signed_by_the_one_that_stays(session):
    stays, goes = demand.make_employer(), demand.make_employer()
    kept, double = (
        entity_of(programs.make_partner(employer=employer), "Zibbel Holdings", now=NOW) for employer in (stays, goes)
    )
    only = entity_of(programs.make_partner(employer=goes), "Zibbel East", now=NOW)
    papers = [
        programs.make_agreement(programs.make_partner(employer=goes), number=2, legal_entity_id=entity.id)
        for entity in (double, only)
    ]
    join(stays, goes, accounts.make_actor(Side.ADMIN))
    assert [paper.legal_entity_id for paper in papers] == [kept.id, only.id]
    assert only.employer_id == stays.id


def test_the_page_that_stays_tells_the_editions_and_steps_of_the_one_that_went(client, session):
    stays, goes = demand.make_employer("Fennel and Rook"), demand.make_employer("Quorn Bakery")
    staff = accounts.make_actor(Side.STAFF)
    for employer, goals in ((goes, "A second oven"), (stays, "A second depot")):
        change(employer, goals, staff)
    employers.make_move(goes, "work", actor=staff, now=NOW)
    join(stays, goes, accounts.make_actor(Side.ADMIN))
    told = queries.editions(stays)
    assert [(one.number, one.of) for one in told] == [(2, ""), (1, ""), (2, "Quorn Bakery"), (1, "Quorn Bakery")]
    assert [one.differences[0].pieces for one in told if one.differences] == [
        [("new", "A second depot")],
        [("new", "A second oven")],
    ]
    client.sign_in(staff)
    assert "Working together" in client.get_page(f"/employers/{stays.id}").main


def test_every_table_that_can_hold_an_employer_holds_one_in_that_test(session):
    _world, employer = full_world()
    filled = {place.split(".")[0] for place in standing(employer.id)}
    assert pointing_at_employers() - NEVER_AN_EMPLOYER - {"admin_acts", "organisation_mergers"} <= filled
