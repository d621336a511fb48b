"""Who a run considers, what it keeps, and that it says why."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from marketplace.db import db
from marketplace.demand.role_needs.models import RequirementKind
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.errors import Refused
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.models import MatchCandidate, MatchRun, PartState
from marketplace.hiring.placements import actions as placements
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.graduations.models import NoLonger
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.hiring import make_placement, make_referral
from tests.factories.supply import (
    NOW,
    make_claim,
    make_enrolment,
    make_evidence,
    make_jobseeker,
    make_ready_mark,
)

pytestmark = pytest.mark.usefixtures("session")


def graduate(**overrides):
    person = make_jobseeker(**{"consented": True} | overrides)
    make_enrolment(jobseeker=person, stage=EnrolmentStage.GRADUATED_ON_TIME)
    return person


@pytest.fixture
def need():
    role_need = make_role_need()
    make_requirement(role_need, competency=make_competency("Keep a shift calm"), level=3, position=0)
    make_requirement(
        role_need, competency=make_competency("Plan routes"), level=2, kind=RequirementKind.SHOULD, position=1
    )
    make_requirement(
        role_need, competency=make_competency("Fill in papers"), level=2, kind=RequirementKind.WILL_TRAIN, position=2
    )
    return role_need


def run(role_need, now):
    return actions.run(role_need, actor=make_actor(Side.STAFF), now=now)


def test_every_requirement_gets_its_state_and_points_add_up(need, now):
    calm, routes, papers = [r.competency for r in need.requirements]
    person = graduate()
    make_claim(jobseeker=person, competency=calm, shown_level=3, level=3)
    make_evidence(claim=make_claim(jobseeker=person, competency=routes, level=1))
    done = run(need, now)
    candidate = db.session.scalars(select(MatchCandidate).where(MatchCandidate.run_id == done.id)).one()
    found = [(p.requirement.competency_id, p.state, p.have, p.evidence) for p in candidate.parts]
    assert found == [
        (calm.id, PartState.MET, 3, "verified"),
        (routes.id, PartState.PARTLY, 1, "evidenced"),
        (papers.id, PartState.UNKNOWN, None, None),
    ]
    assert candidate.eligible
    assert sum(p.points for p in candidate.parts) == pytest.approx(candidate.score)
    assert sum(queries.tenths(candidate)) == pytest.approx(round(candidate.score, 1))
    assert candidate.score == pytest.approx(100 * (3 * 1 + 2 * 0.9 * 0.5) / 6)


def test_what_was_looked_at_and_not_shown_is_a_gap_and_not_unknown(need, now):
    calm = need.requirements[0].competency
    person = graduate()
    make_claim(jobseeker=person, competency=calm, shown_level=0, level=4)
    make_claim(jobseeker=person, competency=need.requirements[1].competency)
    run(need, now)
    candidate = db.session.scalars(select(MatchCandidate)).one()
    assert (candidate.parts[0].state, candidate.parts[0].have, candidate.eligible) == (PartState.GAP, 0, False)


def test_only_graduates_who_consented_may_work_and_are_not_hired_are_considered(need, now):
    seen = graduate(name="Seen Person")
    make_claim(jobseeker=seen, competency=need.requirements[0].competency)
    graduate(consented=False)
    graduate(may_work=False)
    make_jobseeker(consented=True)  # has not graduated
    hired = graduate()
    make_referral("hired", jobseeker=hired)
    done = run(need, now)
    assert [c.jobseeker_id for c in done.candidates] == [seen.id]
    nobody = dict.fromkeys(queries.REASONS, 0)
    assert (done.considered, done.not_shown) == (1, nobody | {"no_consent": 1, "may_not_work": 1, "hired": 1})


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        ({}, True),
        (None, False),
        ({"lapses_on": date(2026, 9, 1)}, True),
        ({"lapses_on": date(2026, 8, 31)}, False),
        ({"withdrawn_at": NOW, "withdrawn_for": NoLonger.ASKED}, False),
    ],
)
def test_only_graduates_whose_mark_holds_are_considered(need, mark, shown):
    person = make_jobseeker(consented=True)
    make_claim(jobseeker=person, competency=need.requirements[0].competency)
    enrolment = make_enrolment(jobseeker=person, stage=EnrolmentStage.GRADUATED_ON_TIME, vetted=False)
    if mark is not None:
        who = {"withdrawn_by_id": make_actor(Side.STAFF).person_id} if "withdrawn_at" in mark else {}
        make_ready_mark(enrolment=enrolment, **mark | who)
    done = run(need, datetime(2026, 9, 1, 12, tzinfo=UTC))
    assert [c.jobseeker_id for c in done.candidates] == ([person.id] if shown else [])
    assert done.not_shown["not_vetted"] == (0 if shown else 1)


def test_a_mark_without_consent_brings_nobody_into_a_run(need, now):
    graduate(consented=False)
    done = run(need, now)
    assert (done.considered, done.not_shown["no_consent"], done.not_shown["not_vetted"]) == (0, 1, 0)


def test_nobody_known_is_counted_and_not_ranked(need, now):
    graduate()
    done = run(need, now)
    assert (done.considered, done.unscored, done.candidates) == (1, 1, [])


@pytest.mark.parametrize("stage", [NeedStage.DRAFT, NeedStage.ON_HOLD, NeedStage.FILLED, NeedStage.WITHDRAWN])
def test_a_role_that_is_not_open_is_not_matched(stage, now):
    role_need = make_role_need(stage=stage)
    make_requirement(role_need)
    with pytest.raises(Refused, match="not open"):
        run(role_need, now)
    assert db.session.scalars(select(MatchRun)).all() == []


def test_a_role_that_asks_for_nothing_is_not_matched(now):
    with pytest.raises(Refused, match="asks for nothing"):
        run(make_role_need(), now)


def test_the_digest_is_of_what_went_in_and_not_of_the_order(need, now):
    people = [graduate() for _ in range(3)]
    for person in people:
        make_claim(jobseeker=person, competency=need.requirements[0].competency)
    ids = [person.id for person in people]
    role = queries.as_role(need)
    forth = queries.digest_of(queries.as_candidates(ids), role)
    back = queries.digest_of(queries.as_candidates(reversed(ids)), role)
    assert forth == back
    make_claim(jobseeker=people[0], competency=need.requirements[1].competency)
    assert queries.digest_of(queries.as_candidates(ids), role) != forth


def test_name_gap_and_place_cannot_reach_the_score(need, now):
    person = graduate(name="Aaron First", place="Port Elsin", headline="Director")
    make_claim(jobseeker=person, competency=need.requirements[0].competency)
    before = queries.digest_of(queries.as_candidates([person.id]), queries.as_role(need))
    person.person.name, person.headline, person.place, person.phone = "Zed Last", "", "Elsewhere", ""
    db.session.flush()
    assert queries.digest_of(queries.as_candidates([person.id]), queries.as_role(need)) == before


def test_staff_read_the_run_and_others_do_not_find_it(need, now, new_client):
    person = graduate(name="Imani Oduya-Vale")
    make_claim(jobseeker=person, competency=need.requirements[0].competency)
    done = run(need, now)
    staff = new_client()
    staff.sign_in(make_actor(Side.STAFF))
    page = staff.get_page(f"/role-needs/{need.id}/matches")
    assert "Imani Oduya-Vale" in page.main
    assert "Keep a shift calm" in page.main
    staff.get_page(f"/match-runs/{done.id}")
    for side in (Side.JOBSEEKER, Side.EMPLOYER, Side.ADMIN):
        other = new_client()
        other.sign_in(make_actor(side))
        other.get_page(f"/match-runs/{done.id}", status=404)
        other.get_page(f"/role-needs/{need.id}/matches", status=404)


def test_who_lost_a_job_is_considered_again(need, now):
    person = graduate()
    make_claim(jobseeker=person, competency=need.requirements[0].competency)
    placement = make_placement(
        "verified", referral=make_referral("hired", jobseeker=person), starts_on=date(2026, 4, 1)
    )
    assert run(need, now).not_shown["hired"] == 1
    placements.end(
        placement, ended_on=date(2026, 9, 1), reason="laid_off", note="", actor=make_actor(Side.STAFF), now=now
    )
    assert [c.jobseeker_id for c in run(need, now).candidates] == [person.id]
