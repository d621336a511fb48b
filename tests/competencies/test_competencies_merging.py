"""Two competencies become one: everything moves, nothing points to the one that went, and names lead to the other."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.competencies import actions, queries
from marketplace.competencies.actions.entries import Entry, Tally
from marketplace.competencies.models import (
    Competency,
    CompetencyMerger,
    CompetencyRelation,
    Kind,
    Occupation,
    OccupationCompetency,
    Relation,
)
from marketplace.competencies.queries import fitted
from marketplace.competencies.queries.mergers import pointers
from marketplace.competencies.queries.newest import names_of
from marketplace.db import Base, db
from marketplace.demand.board.models import DemandLine, DemandLookalike, DemandSummary
from marketplace.demand.role_needs.models import Requirement, RequirementKind
from marketplace.demand.role_needs.queries.editions import changes_of
from marketplace.errors import Refused
from marketplace.hiring.matches.models import MatchPart
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Assessment
from marketplace.supply.jobseekers.models import ClaimStage, CompetencyClaim, CompetencySetAside, EvidenceItem
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency, relate
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.discovery import make_probe
from tests.factories.hiring import make_match_candidate, make_run
from tests.factories.programs import make_coordinator, make_module
from tests.factories.resumes import make_proposed_competency
from tests.factories.supply import NOW, make_claim, make_enrolment, make_evidence, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")

#: Each column that points to a competency. Whoever adds one adds a row of it to `rests_on`.
POINTING = {
    "assessments.competency_id",
    "competencies_set_aside.competency_id",
    "competency_claims.competency_id",
    "competency_labels.competency_id",
    "competency_relations.from_id",
    "competency_relations.to_id",
    "demand_lines.competency_id",
    "demand_lookalikes.one_id",
    "demand_lookalikes.other_id",
    "match_parts.via_id",
    "module_competencies.competency_id",
    "occupation_competencies.competency_id",
    "probe_competencies.competency_id",
    "requirements.competency_id",
    "resume_competencies.competency_id",
    "word_mappings.competency_id",
}


@pytest.fixture
def lead():
    return make_actor(Side.STAFF, all_programs=True)


@pytest.fixture
def goes():
    return make_competency("Route planning", labels=("plan the routes",))


@pytest.fixture
def stays():
    return make_competency("Plan routes", labels=("route plans",))


def merge(goes, stays, lead):
    return actions.merge(goes, stays, actor=lead, now=NOW)


def kept(*rows):
    db.session.add_all(rows)
    db.session.flush()
    return rows[0]


def rests_on(competency, other, lead):
    """A row in every column that points to a competency."""
    relate(competency, make_competency())
    relate(make_competency(), competency, Relation.RELATED)
    actions.map_words("van runs", competency.id, actor=lead, now=NOW)
    work = kept(Occupation(code=f"w{competency.id}", source="own", title="Dispatcher"))
    kept(OccupationCompetency(occupation_id=work.id, competency_id=competency.id, weight=40))
    asked = make_requirement(competency=competency)
    candidate = make_match_candidate(make_run(asked.role_need))
    db.session.execute(
        sa.update(MatchPart).where(MatchPart.match_candidate_id == candidate.id).values(via_id=competency.id)
    )
    make_module(teaches=[(competency, 3)])
    make_probe(competency=competency)
    make_proposed_competency(competency_id=competency.id)
    evidence = make_evidence(claim=make_claim(competency=competency))
    kept(CompetencySetAside(jobseeker_id=make_jobseeker().id, competency_id=competency.id, at=NOW))
    seen = {"evidence_id": evidence.id, "level": 2, "assessed_by_id": lead.person_id, "at": NOW}
    kept(Assessment(enrolment_id=make_enrolment().id, competency_id=competency.id, **seen))
    summary = kept(DemandSummary(counted_at=NOW, employers=1, needs=1, openings=1, requirements=1))
    numbers = {column.name: 1 for column in DemandLine.__table__.c if isinstance(column.type, sa.Integer)}
    kept(DemandLine(summary_id=summary.id, competency_id=competency.id, **numbers))
    kept(DemandLookalike(one_id=competency.id, other_id=other.id, found_at=NOW))
    kept(DemandLookalike(one_id=make_competency().id, other_id=competency.id, found_at=NOW))


def mentions_of(competency):
    """Every column of any table that holds the id of a competency, foreign key or not."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.Uuid)
        and db.session.scalar(sa.select(sa.func.count()).select_from(table).where(column == competency.id))
    }


def test_every_column_that_points_to_a_competency_is_known():
    assert {f"{one.table.name}.{one.column.name}" for one in pointers()} == POINTING


def test_nothing_is_left_behind(goes, stays, lead):
    rests_on(goes, stays, lead)
    assert mentions_of(goes) == POINTING | {"competencies.id"}
    merger = merge(goes, stays, lead)
    assert mentions_of(goes) == {"competencies.id", "competency_mergers.competency_id"}
    assert merger.moved == {
        "assessments": 1,
        "competencies_set_aside": 1,
        "competency_claims": 1,
        "competency_relations": 2,
        "match_parts": 1,
        "module_competencies": 1,
        "occupation_competencies": 1,
        "probe_competencies": 1,
        "requirements": 1,
        "resume_competencies": 1,
        "word_mappings": 1,
    }
    assert (merger.merged_by_id, merger.joined) == (lead.person_id, [])


def test_what_is_said_before_is_what_moves(goes, stays, lead):
    for _number in range(2):
        make_requirement(competency=goes)
    make_module(teaches=[(goes, 3)])
    make_module(teaches=[(goes, 2), (stays, 3)])
    outlook = queries.outlook(goes, stays)
    assert (outlook.why_not, outlook.joins, outlook.names) == (None, 1, ["Route planning", "plan the routes"])
    assert outlook.moves == ["2 requirements", "2 modules"]
    merger = merge(goes, stays, lead)
    assert (merger.moved, merger.joined) == (
        {"module_competencies": 1, "requirements": 2},
        [{"table": "module_competencies", "level": 3}],
    )


# ---- what stands on both sides ------------------------------------------------------------------


def test_a_role_that_asks_for_both_asks_once_for_the_stronger(goes, stays, lead):
    need = make_role_need()
    mine = make_requirement(need, competency=goes, level=3, kind=RequirementKind.MUST, words="You plan routes.")
    make_requirement(need, competency=stays, level=2, kind=RequirementKind.SHOULD, words="")
    candidate = make_match_candidate(make_run(need))
    before, gone = need.version, mine.id
    merger = merge(goes, stays, lead)
    [row] = db.session.scalars(sa.select(Requirement).where(Requirement.role_need_id == need.id))
    assert (row.competency_id, row.level, row.kind, row.weight, row.words) == (
        stays.id,
        3,
        RequirementKind.MUST,
        3,
        "You plan routes.",
    )
    reasons = db.session.scalars(sa.select(MatchPart).where(MatchPart.match_candidate_id == candidate.id)).all()
    assert ({part.requirement_id for part in reasons}, len(reasons)) == ({row.id}, 2)
    assert gone != row.id
    assert need.version > before
    assert merger.joined == [
        {"table": "requirements", "role_need": str(need.id), "level": 3, "kind": "must", "weight": 3}
    ]


def test_a_role_says_that_staff_made_two_lines_one_and_nothing_of_roles_that_ask_for_one(goes, stays, lead):
    both, single = make_role_need(), make_role_need()
    make_requirement(both, competency=goes, level=3)
    make_requirement(both, competency=stays, level=2, kind=RequirementKind.SHOULD)
    make_requirement(single, competency=goes)
    merge(goes, stays, lead)
    assert [(change.side, change.first) for change in changes_of(both)] == [(Side.STAFF, False), (Side.EMPLOYER, True)]
    assert changes_of(single) == []


def test_who_claims_both_keeps_what_was_seen_last_with_all_evidence_and_their_higher_word(goes, stays, lead):
    person = make_jobseeker()
    seen = make_claim(jobseeker=person, competency=goes, level=1, shown_level=3)
    own = make_claim(jobseeker=person, competency=stays, level=4)
    story = make_evidence(claim=own)
    merge(goes, stays, lead)
    living = db.session.scalars(
        sa.select(CompetencyClaim).where(CompetencyClaim.jobseeker_id == person.id, CompetencyClaim.level.is_not(None))
    ).all()
    assert [(row.id, row.competency_id, row.level, row.shown_level) for row in living] == [(seen.id, stays.id, 4, 3)]
    assert db.session.get_one(EvidenceItem, story.id).claim_id == seen.id
    assert (own.stage, own.level, own.shown_level, own.competency_id) == (ClaimStage.CLAIMED, None, None, stays.id)


@pytest.mark.parametrize("later_on_the_one_that_goes", [True, False])
def test_of_two_assessments_the_newer_counts(goes, stays, lead, later_on_the_one_that_goes):
    person = make_jobseeker()
    earlier, later = NOW - timedelta(days=3), NOW - timedelta(days=1)
    days = (later, earlier) if later_on_the_one_that_goes else (earlier, later)
    make_claim(jobseeker=person, competency=goes, shown_level=2, shown_at=days[0])
    make_claim(jobseeker=person, competency=stays, shown_level=4, shown_at=days[1])
    merge(goes, stays, lead)
    [row] = db.session.scalars(
        sa.select(CompetencyClaim).where(
            CompetencyClaim.jobseeker_id == person.id, CompetencyClaim.shown_level.is_not(None)
        )
    )
    assert row.shown_level == (2 if later_on_the_one_that_goes else 4)


def test_a_person_claims_again_what_they_had_taken_back_twice(goes, stays, lead):
    person = make_jobseeker()
    for competency in (goes, stays):
        make_claim(jobseeker=person, competency=competency, level=None)
    merge(goes, stays, lead)
    again = make_claim(jobseeker=person, competency=stays)
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        make_claim(jobseeker=person, competency=stays)
    assert again.level == 2


def test_an_occupation_and_a_finding_keep_the_higher_number(goes, stays, lead):
    work = kept(Occupation(code="w", source="own", title="Dispatcher"))
    kept(
        OccupationCompetency(occupation_id=work.id, competency_id=goes.id, weight=70),
        OccupationCompetency(occupation_id=work.id, competency_id=stays.id, weight=40),
    )
    merge(goes, stays, lead)
    [row] = db.session.scalars(sa.select(OccupationCompetency))
    assert (row.competency_id, row.weight) == (stays.id, 70)


def test_relations_move_and_none_leads_to_itself_or_both_ways(goes, stays, lead):
    wide, narrow, beside = make_competency("Logistics"), make_competency("Night routes"), make_competency("Maps")
    relate(goes, wide)
    relate(stays, wide)
    relate(narrow, goes)
    relate(goes, stays, Relation.RELATED)
    relate(stays, beside)
    relate(beside, goes)
    merge(goes, stays, lead)
    rows = sa.select(CompetencyRelation.from_id, CompetencyRelation.to_id)
    assert {tuple(row) for row in db.session.execute(rows)} == {
        (stays.id, wide.id),
        (narrow.id, stays.id),
        (stays.id, beside.id),
    }


def test_a_table_without_a_rule_for_two_rows_refuses(goes, stays, lead, monkeypatch):
    monkeypatch.setattr("marketplace.competencies.actions.merging._ROOMS", {})
    need = make_role_need()
    for competency in (goes, stays):
        make_requirement(need, competency=competency)
    with pytest.raises(Refused, match="Both stand in “1 requirement”"):
        merge(goes, stays, lead)


# ---- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize("large", [False, True])
def test_every_name_leads_to_the_one_that_stays_at_once(goes, stays, lead, large, monkeypatch, tmp_path, now):
    monkeypatch.setattr(fitted, "_cache", fitted._Cache())
    monkeypatch.setattr("marketplace.competencies.actions.fitting.end_read", lambda: None)
    queries.keep_in(tmp_path)
    monkeypatch.setattr(fitted, "LARGE", 2 if large else 200)
    actions.fit_here(now=now)
    assert queries.choose("Route planning").competency_id == goes.id
    merge(goes, stays, lead)
    for words in ("Route planning", "plan the ROUTES", "Plan routes", "route plans"):
        assert queries.choose(words).competency_id == stays.id
    assert {row.id for row in queries.suggest("route")} == {stays.id}
    assert {found.competency.id for found in queries.mentioned("Route planning and route plans.")} == {stays.id}
    assert str(goes.id) not in {concept.id for concept in queries.concepts()}


def test_an_import_brings_nothing_back_and_keeps_the_names_that_followed(stays, lead):
    entries = [
        Entry("ours/plan", "Plan tours", Kind.SKILL),
        Entry("ours/tour", "Tour planning", Kind.SKILL, labels=("tours",)),
    ]
    actions.save_entries(entries, source="starter", now=NOW, tally=Tally())
    plan, tour = (db.session.scalars(queries.by_code(entry.code)).one() for entry in entries)
    merge(tour, plan, lead)
    tally = Tally()
    actions.save_entries(entries, source="starter", now=NOW, tally=tally)
    assert (tally.added, tally.changed, tally.unchanged) == (0, 0, 2)
    assert names_of([str(tour.id), str(plan.id)]) == {
        str(tour.id): set(),
        str(plan.id): {"Plan tours", "Tour planning", "tours"},
    }


def test_chains_lead_to_the_last(goes, stays, lead):
    last = make_competency("Plan tours")
    merge(goes, stays, lead)
    merge(stays, last, lead)
    assert (queries.now_called(goes.id), queries.choose("plan the routes").competency_id) == (last.id, last.id)


# ---- who, and what cannot be ----------------------------------------------------------------------


def test_a_concept_of_a_public_classification_takes_in_and_never_goes(stays, lead):
    actions.save_entries([Entry("http://e/1", "Schedule routes", Kind.SKILL)], source="esco", now=NOW, tally=Tally())
    public = db.session.scalars(queries.by_code("http://e/1")).one()
    with pytest.raises(Refused, match="comes from a public classification"):
        merge(public, stays, lead)
    assert merge(stays, public, lead).into_id == public.id


def test_only_a_lead_merges_and_only_once(goes, stays, lead):
    for actor in (make_coordinator(), make_actor(Side.ADMIN), make_actor(Side.EMPLOYER)):
        with pytest.raises(Refused, match="Ask a program lead"):
            merge(goes, stays, actor)
    with pytest.raises(Refused, match="same competency"):
        merge(goes, goes, lead)
    merge(goes, stays, lead)
    with pytest.raises(Refused, match="went on in another one already"):
        merge(stays, goes, lead)


def test_a_merger_is_never_rewritten(goes, stays, lead):
    merge(goes, stays, lead)
    for statement in (sa.update(CompetencyMerger).values(names=[]), sa.delete(CompetencyMerger)):
        with pytest.raises(sa.exc.DatabaseError, match="only ever appended"), db.session.begin_nested():
            db.session.execute(statement)


def test_what_was_left_apart_stays_apart_from_the_one_that_stays(goes, stays, lead):
    other = make_competency("Plan parties")
    actions.leave_apart(other, goes, actor=lead, now=NOW)
    for _twice in range(2):
        actions.leave_apart(goes, stays, actor=lead, now=NOW)
    merge(goes, stays, lead)
    assert queries.kept_apart() == {tuple(sorted((other.id, stays.id)))}


def test_the_board_is_counted_anew_by_a_job(goes, stays, lead):
    merge(goes, stays, lead)
    assert db.session.scalars(sa.select(OutboxItem.name).where(OutboxItem.name == "board.summarize")).all() == [
        "board.summarize"
    ]


# ---- pages --------------------------------------------------------------------------------------


def test_a_lead_looks_merges_and_old_addresses_lead_on(client, goes, stays, lead):
    make_requirement(competency=goes)
    client.sign_in(lead)
    page = client.get_page(f"/competencies/{goes.id}/other")
    answer = client.submit(page.form("/other"), competency="Plan routes", status=302)
    page = client.get_page(answer.location)
    assert "1 requirement will point to “Plan routes”." in page.main
    client.submit(page.form(f"/competencies/{goes.id}/beside/{stays.id}/merge"), status=303)
    for address in (goes.id, stays.id):
        page = client.get_page(f"/competencies/{address}")
        assert (page.h1, "“Route planning” is this one since then" in page.main) == ("Plan routes", True)
    client.get_page(f"/competencies/{goes.id}/beside/{stays.id}", status=404)


def test_a_coordinator_looks_and_leaves_apart_and_the_pair_is_not_proposed_again(client, goes, stays):
    for competency in (goes, stays):
        make_requirement(competency=competency)
    kept(DemandLookalike(**dict(zip(("one_id", "other_id"), sorted((goes.id, stays.id)), strict=True)), found_at=NOW))
    client.sign_in(make_coordinator())
    assert "Route planning" in client.get_page("/demand/look-alikes").main
    page = client.get_page(f"/competencies/{goes.id}/beside/{stays.id}")
    assert not page.has("form[action$='/merge']")
    client.submit(page.form("/apart"), status=302)
    assert "No two competencies look alike" in client.get_page("/demand/look-alikes").main
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Competency)) == len(
        db.session.scalars(queries.visible()).all()
    )
