"""Two organisations that are one: everything moves, nothing is lost, a no stays a no."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts import actions, queries
from marketplace.accounts.models import (
    AdminAct,
    Membership,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    SignIn,
)
from marketplace.administration.actions import doubles
from marketplace.administration.actions.merging import merge
from marketplace.administration.queries.holdings import WORDS, carriers, held
from marketplace.administration.queries.organisations import merger_of, organisations
from marketplace.competencies import actions as vocabulary
from marketplace.competencies.queries import words
from marketplace.db import Base, db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.discovery.models import DiscoverySession
from marketplace.demand.employers.models import Employer
from marketplace.errors import Refused
from marketplace.hiring.placements.models import Placement
from marketplace.sides import Role, Side
from marketplace.supply.jobseekers.models import Consent, Purpose
from tests.factories import accounts, demand, hiring, programs, supply
from tests.factories.competencies import make_competency
from tests.factories.placements import make_paper
from tests.matrix.world import build

NOW = datetime.now(UTC)


@pytest.fixture
def admin(session):
    return accounts.make_actor(Side.ADMIN)


def organisation(employer) -> Organisation:
    return db.session.get_one(Organisation, employer.id)


def join(stays, goes, admin, reason="One company, entered twice."):
    return merge(organisation(stays), organisation(goes), reason=reason, actor=admin, now=NOW)


def totals() -> dict[str, int]:
    return {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in Base.metadata.tables.values()
        if table.name != "search_entries"  # written by the database itself
    }


def dangling() -> list[object]:
    """Rows whose foreign keys lead nowhere."""
    db.session.flush()
    if db.session.get_bind().dialect.name == "sqlite":
        return list(db.session.execute(sa.text("PRAGMA foreign_key_check")).all())
    db.session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    return []


def test_what_every_room_holds_moves_and_nothing_is_lost(session):
    world = build()
    goes, stays = world.ids["employer"], demand.make_employer("Fennel and Rook")
    demand.make_role_need(stays)
    accounts.make_invitation("a link", side=Side.EMPLOYER, organisation=organisation(goes))
    make_paper(session.get_one(Placement, world.ids["placement_id"]), organisation_id=goes.id)
    before, had, has = totals(), held(goes.id), held(stays.id)
    elsewhere = {"organisation_aliases", "organisation_mergers", "disclosures", "released_figures", "word_mappings"}
    assert set(had) >= set(WORDS) - elsewhere, "rows of every room"
    moved = join(stays, goes, world.people["admin"])
    assert moved == had
    assert held(goes.id) == {}
    assert held(stays.id) == {name: has.get(name, 0) + count for name, count in had.items()} | {
        "organisation_aliases": 1,
        "organisation_mergers": 1,
    }
    after = totals()
    new = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert new == {"organisation_aliases": 1, "organisation_mergers": 1, "admin_acts": 1, "change_notes": 1}
    assert dangling() == []


def test_a_new_table_joins_by_being_there(session):
    pointing = {
        key.parent.table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in {"organisations", "employers"}
    }
    histories = {"admin_acts", "employer_changes", "employer_editions"}
    assert {carrier.table.name for carrier in carriers()} >= pointing - {"employers", *histories}
    assert {"requirements", "match_runs", "interviews", "offers"} <= {carrier.table.name for carrier in carriers()}


def test_tables_with_a_rule_of_their_own_are_there(session):
    assert doubles.known_tables() == set(doubles.SETTLES)


def test_people_see_what_they_saw_under_the_name_that_stays(client, session):
    world = build()
    goes, stays = world.ids["employer"], demand.make_employer("Fennel and Rook")
    join(stays, goes, world.people["admin"])
    db.session.commit()
    client.sign_in(db.session.get_one(Membership, world.people["A"].membership_id))
    assert client.get(f"/placements/{world.ids['placement_id']}").status_code == 200
    assert client.get(f"/role-needs/{world.ids['role_need_id']}").status_code == 200
    assert "Fennel and Rook" in client.get_page(f"/employers/{stays.id}").h1


def test_figures_count_two_hires_of_one_employer_as_repeat_hires(session, admin):
    one, other = demand.make_employer(), demand.make_employer()
    for employer in (one, other):
        hiring.make_placement(
            "verified", referral=hiring.make_referral("hired", role_need=demand.make_role_need(employer))
        )
    join(one, other, admin)
    rows = db.session.execute(
        sa.select(Placement.employer_id, sa.func.count())
        .where(Placement.employer_id.in_((one.id, other.id)))
        .group_by(Placement.employer_id)
    ).all()
    assert [tuple(row) for row in rows] == [(one.id, 2)]


def test_somebody_of_both_keeps_one_place_with_the_wider_role_and_stays_signed_in(session, admin):
    stays, goes = demand.make_employer(), demand.make_employer()
    person = accounts.make_person()
    kept = accounts.make_membership(
        Side.EMPLOYER, person=person, organisation=organisation(stays), role=Role.INTERVIEWER
    )
    double = accounts.make_membership(Side.EMPLOYER, person=person, organisation=organisation(goes), role=Role.OWNER)
    browser = accounts.make_sign_in(double)
    join(stays, goes, admin)
    assert (kept.role, kept.ended_at, double.ended_at) == (Role.OWNER, None, NOW)
    assert db.session.scalar(sa.select(SignIn.membership_id).where(SignIn.membership_id == kept.id)) == kept.id
    assert browser is not None


def consent(jobseeker, employer, given, withdrawn=None):
    return supply.make_consent(
        jobseeker=jobseeker,
        purpose=Purpose.IDENTITY,
        employer_id=employer.id,
        given_at=NOW - timedelta(days=given),
        withdrawn_at=None if withdrawn is None else NOW - timedelta(days=withdrawn),
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "living"),
    [
        ((9, None), (5, None), 1),  # yes to both: one yes stands
        ((9, None), (5, 3), 0),  # the last word was no
        ((2, None), (9, 5), 1),  # a yes after the no
        ((9, 1), (5, None), 0),  # the last word was no, to the one that goes
    ],
)
def test_the_last_word_of_a_person_about_an_employer_counts(session, admin, mine, theirs, living):
    stays, goes, jobseeker = demand.make_employer(), demand.make_employer(), supply.make_jobseeker()
    consent(jobseeker, goes, *mine)
    consent(jobseeker, stays, *theirs)
    join(stays, goes, admin)
    rows = db.session.scalars(sa.select(Consent).where(Consent.jobseeker_id == jobseeker.id)).all()
    assert [row.employer_id for row in rows if row.purpose is Purpose.IDENTITY] == [stays.id, stays.id]
    assert sum(row.withdrawn_at is None for row in rows if row.purpose is Purpose.IDENTITY) == living


def test_a_contact_of_both_stays_under_the_old_name_and_its_sessions_move(session, admin):
    stays, goes = demand.make_employer(), demand.make_employer()
    kept = demand.make_contact(stays, email="lead@fennel.example", job_title="")
    double = demand.make_contact(goes, email="lead@fennel.example", job_title="Operations lead")
    talk = demand.make_session(goes, contact_id=double.id)
    join(stays, goes, admin)
    moved = db.session.get_one(DiscoverySession, talk.id)
    assert (moved.employer_id, moved.contact_id) == (stays.id, kept.id)
    assert (double.employer_id, kept.job_title) == (goes.id, "Operations lead")
    assert dangling() == []


def test_two_partnerships_in_one_consortium_are_for_the_program_team_to_settle(session, admin):
    stays, goes, consortium = demand.make_employer(), demand.make_employer("Rook Freight"), programs.make_consortium()
    programs.make_partner(consortium=consortium, employer=stays)
    live = programs.make_partner(consortium=consortium, employer=goes)
    with pytest.raises(Refused, match="end the partnership of “Rook Freight”"):
        join(stays, goes, admin)
    live.stage = PartnerStage.ENDED
    db.session.flush()
    join(stays, goes, admin)
    assert db.session.get_one(HiringPartner, live.id).employer_id == goes.id


def test_empty_fields_are_filled_and_written_ones_stay(session, admin):
    stays = demand.make_employer(sector="Freight", goals="")
    goes = demand.make_employer(sector="Food", goals="A second depot")
    join(stays, goes, admin)
    row = db.session.get_one(Employer, stays.id)
    assert (row.sector, row.goals) == ("Freight", "A second depot")


def test_the_old_name_is_found_and_the_list_has_one_entry(session, admin):
    stays, goes = demand.make_employer("Zibbel Mills"), demand.make_employer("Quorn Bakery")
    join(stays, goes, admin)
    assert [row.name for row in db.session.scalars(organisations("quorn"))] == ["Zibbel Mills"]
    assert merger_of(goes.id).into_id == stays.id
    assert db.session.get_one(Organisation, goes.id).name == "Quorn Bakery"
    assert [row.name for row in db.session.scalars(sa.select(OrganisationAlias))] == ["Quorn Bakery"]


def test_three_that_are_one_end_in_one(session, admin):
    first, second, third = (demand.make_employer() for _ in range(3))
    need = demand.make_role_need(first)
    join(second, first, admin)
    join(third, second, admin)
    assert (merger_of(first.id).into_id, need.employer_id) == (third.id, third.id)


def test_the_history_says_who_when_what_and_why(session, admin):
    stays, goes = demand.make_employer(), demand.make_employer("Quorn Bakery")
    demand.make_contact(goes)
    join(stays, goes, admin, reason="The owner told us so.")
    act = db.session.scalars(sa.select(AdminAct)).one()
    assert (act.actor_id, act.organisation_id, act.note.words) == (
        admin.person_id,
        stays.id,
        "The owner told us so.",
    )
    assert act.details["name"] == "Quorn Bakery"
    assert act.details["moved"] == {"employer_contacts": 1}


@pytest.mark.parametrize("verb", ["UPDATE admin_acts SET about = 'x'", "DELETE FROM admin_acts"])
def test_what_administrators_did_can_not_be_changed(session, admin, verb):
    join(demand.make_employer(), demand.make_employer(), admin)
    with pytest.raises(sa.exc.DatabaseError, match="only ever appended"), db.session.begin_nested():
        db.session.execute(sa.text(verb))


def test_what_cannot_be_one_is_refused(session, admin):
    employer, team = demand.make_employer(), accounts.make_membership(Side.STAFF).organisation
    for stays, goes, sentence in (
        (employer, employer, "the same organisation"),
        (employer, team, "one kind"),
        (accounts.make_organisation(name="Bare"), employer, "be the one that stays"),
    ):
        with pytest.raises(Refused, match=sentence):
            join(stays, goes, admin)
    gone = demand.make_employer()
    join(employer, gone, admin)
    with pytest.raises(Refused, match="merged into another one already"):
        join(demand.make_employer(), gone, admin)


def test_only_an_administrator_merges(session):
    with pytest.raises(Refused, match="An administrator"):
        join(demand.make_employer(), demand.make_employer(), accounts.make_actor(Side.STAFF))


def test_a_merged_team_is_offered_no_more_and_its_name_leads_to_the_one_that_stays(session, admin):
    stays, goes = (accounts.make_organisation(OrganisationKind.PROGRAM_TEAM, name=name) for name in ("North", "Nordic"))
    merge(stays, goes, reason="One team.", actor=admin, now=NOW)
    assert queries.all_teams() == [stays]
    assert queries.team_named("Nordic") is None
    assert actions.team_of("nordic", now=NOW) == stays


def test_what_words_mean_to_the_one_that_stays_counts(session, admin):
    stays, goes = demand.make_employer(), demand.make_employer()
    meanings = {row.id: make_competency() for row in (stays, goes)}
    for employer_id, meaning in meanings.items():
        vocabulary.map_words("shifts", meaning.id, actor=admin, now=NOW, organisation_id=employer_id)
    join(stays, goes, admin)
    assert words.mapping_of("shifts", stays.id).competency_id == meanings[stays.id].id
