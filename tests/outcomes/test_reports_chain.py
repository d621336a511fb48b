"""The chain of a placement: complete where everything was recorded, dashed where nobody knows."""

from datetime import UTC, date, datetime

import pytest

from marketplace.db import db
from marketplace.demand.role_needs.models import RequirementKind
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.placements.lifecycle import CHECKS, UNANSWERED
from marketplace.hiring.placements.models import CheckStage
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Assessment
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from tests.factories.accounts import make_actor, make_person
from tests.factories.competencies import make_competency
from tests.factories.demand import make_employer, make_insight, make_requirement, make_role_need
from tests.factories.hiring import make_checkpoint, make_match_candidate, make_placement, make_referral, make_run
from tests.factories.programs import make_cohort, make_module, make_program
from tests.factories.supply import make_claim, make_enrolment, make_evidence, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def placement():
    """One requirement with every knot, one that only the title of a role explains."""
    calm, papers = make_competency("Keep a shift calm"), make_competency("Fill in papers")
    employer = make_employer("Fennel & Rook Freight")
    insight = make_insight(employer, "Somebody who stays calm when three are late.")
    need = make_role_need(employer)
    make_requirement(need, competency=papers, kind=RequirementKind.WILL_TRAIN, position=0)
    make_requirement(need, competency=calm, insight_id=insight.id, words="Stays calm", position=1)
    program = make_program(offered=True)
    module = make_module(program=program, title="Three late trucks", teaches=[(calm, 3)])
    enrolment = make_enrolment(
        cohort=make_cohort(program=program),
        jobseeker=make_jobseeker(name="Imani Oduya-Vale", consented=True),
        stage=EnrolmentStage.GRADUATED_ON_TIME,
    )
    claim = make_claim(jobseeker=enrolment.jobseeker, competency=calm, shown_level=3)
    item = make_evidence(claim=claim, words="A new plan in eleven minutes.")
    db.session.add(
        Assessment(
            enrolment_id=enrolment.id,
            competency_id=calm.id,
            module_id=module.id,
            evidence_id=item.id,
            level=3,
            words="A new plan in eleven minutes.",
            assessed_by_id=make_person().id,
            at=datetime(2026, 8, 1, tzinfo=UTC),
        )
    )
    candidate = make_match_candidate(make_run(need), jobseeker=enrolment.jobseeker)
    referral = make_referral(
        ReferralStage.HIRED, role_need=need, jobseeker=enrolment.jobseeker, match_candidate=candidate
    )
    row = make_placement(PlacementStage.VERIFIED, referral=referral, enrolment=enrolment)
    make_checkpoint(row, day=30)
    return row


def test_the_chain_shows_every_knot_from_words_to_retention(placement, client):
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page(f"/placements/{placement.id}/chain")
    strand = page.main
    for words in (
        "Somebody who stays calm when three are late.",
        "Keep a shift calm",
        "Three late trucks",
        "A new plan in eleven minutes.",
        "Met",
        "Day 30",
    ):
        assert words in strand
    assert page.texts("h2")[0] == "Keep a shift calm"  # the complete strand comes first
    assert "Fennel & Rook Freight" in strand
    (words,) = [
        part.requirement.insight for part in placement.referral.match_candidate.parts if part.requirement.insight
    ]
    assert f"/discovery/quotes/{words.id}" in page.html
    page = client.get_page(f"/discovery/quotes/{words.id}")
    assert "Somebody who stays calm when three are late." in page.main
    assert f"/discovery/{words.session_id}" in page.html


def test_a_knot_that_nobody_recorded_is_said_to_be_unknown(placement, client):
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page(f"/placements/{placement.id}/chain")
    assert "Nobody wrote down the words behind this requirement." in page.main
    assert "The program does not teach this." in page.main
    assert "Nobody has asked yet." in page.main


@pytest.mark.parametrize("stage", sorted(set(CheckStage) - UNANSWERED))
def test_whatever_a_check_found_is_said_in_the_words_of_its_page(placement, client, stage):
    make_checkpoint(placement, day=90, stage=stage)
    make_checkpoint(placement, day=None, quarter=2, enrolment_id=placement.enrolment_id, due_on=date(2027, 1, 1))
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page(f"/placements/{placement.id}/chain")
    assert f"Day 90: {CHECKS.label(stage, Side.STAFF)}" in page.main
    assert "Second quarter after the training: planned for" in page.main


def test_the_chain_asks_the_database_a_bounded_number_of_times(placement, client, counting):
    client.sign_in(make_actor(Side.STAFF))
    url = f"/placements/{placement.id}/chain"
    with counting() as before:
        client.get_page(url)
    need = placement.referral.role_need
    for _ in range(3):
        make_requirement(need, insight_id=make_insight(need.employer).id)
    candidate = make_match_candidate(make_run(need), jobseeker=placement.jobseeker)
    placement.referral.match_candidate_id = candidate.id
    db.session.flush()
    with counting() as after:
        client.get_page(url)
    assert len(before) == len(after) <= 25
