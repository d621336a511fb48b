"""What is kept of a run: its inputs, from which it can be computed again, on either engine; and two runs compared."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from marketplace.competencies.models import Competency, Kind
from marketplace.db import db
from marketplace.demand.role_needs.models import RequirementKind
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.actions import running
from marketplace.hiring.matches.models import MatchCandidate, MatchInputs, MatchPart, MatchRun
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import Wants
from tests.factories.accounts import add, make_actor, make_person
from tests.factories.competencies import NOW, relate
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.hiring import make_match_candidate, make_run
from tests.factories.supply import make_claim, make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")
# SHA-256 of the world below, the same on both engines. Another number here is another way of matching: give it a name.
DIGEST = "d95f75ce9faf0a7fc35fea0fb518ace512d193d74510ae47e0533034b7310721"


def competency(number, name):
    return add(
        Competency(
            id=UUID(int=number), code=f"own:{number}", source="own", preferred=name, kind=Kind.SKILL, created_at=NOW
        )
    )


def graduate(number, *claims):
    person = make_jobseeker(person=make_person(id=UUID(int=number)), consented=True)
    make_enrolment(jobseeker=person, stage=EnrolmentStage.GRADUATED_ON_TIME)
    for held, values in claims:
        make_claim(jobseeker=person, competency=held, **values)
    return person


@pytest.fixture
def world(monkeypatch):
    """Two requirements, one of them answered by a narrower competency, and four people; the lots are fixed."""
    monkeypatch.setattr(running.secrets, "randbelow", lambda _most: 7)
    calm, routes, night, other = (
        competency(number, name)
        for number, name in enumerate(("Keep a shift calm", "Plan routes", "Plan night routes", "Bake bread"), start=11)
    )
    relate(night, routes)
    need = make_role_need(id=UUID(int=5))
    make_requirement(need, competency=calm, level=3, position=0)
    make_requirement(need, competency=routes, level=2, kind=RequirementKind.SHOULD, position=1)
    people = [
        graduate(101, (calm, {"level": 2}), (other, {"level": 4})),
        graduate(102, (calm, {"level": 2})),
        graduate(103, (calm, {"shown_level": 3}), (night, {"level": 2})),
        graduate(104, (routes, {"shown_level": 0})),
    ]
    return need, people


def run(need, now):
    done = actions.run(need, actor=make_actor(Side.STAFF), now=now)
    db.session.refresh(done)
    return done


def told(rows):
    return [
        (str(row.jobseeker_id), row.score, row.eligible, [(p.state.value, p.have, p.points) for p in row.parts])
        for row in rows
    ]


def test_the_fingerprint_of_a_world_is_the_same_on_either_engine(world, now):
    done = run(world[0], now)
    assert done.digest == DIGEST
    assert [row.jobseeker_id.int for row in done.candidates] == RANKED


RANKED = [103, 101, 102, 104]


def test_a_run_can_be_computed_again_from_what_was_kept_of_it(world, now):
    need, people = world
    done = run(need, now)
    first = told(done.candidates)
    make_claim(jobseeker=people[3], competency=need.requirements[0].competency, shown_level=4)
    need.requirements[0].level = 1
    db.session.flush()
    db.session.expire_all()
    kept = db.session.get_one(MatchInputs, done.id)
    again = [
        (match.candidate_id, match.score, match.eligible, [(p.state, p.have, p.points) for p in match.parts])
        for match in queries.computed_again(kept.content)
    ]
    assert again == first
    assert queries.fingerprint(kept.content) == done.digest
    assert told(done.candidates) == first
    assert "Bake" not in str(kept.content)
    assert str(UUID(int=14)) not in str(kept.content)  # what the role does not ask for is not kept


@pytest.mark.parametrize(
    "change",
    [
        sa.update(MatchRun).values(digest="0" * 64),
        sa.update(MatchCandidate).values(score=100.0),
        sa.update(MatchPart).values(points=0.0),
        sa.update(MatchInputs).values(left_out={}),
        sa.delete(MatchInputs),
        sa.delete(MatchPart),
    ],
    ids=["run", "candidate", "part", "inputs", "inputs gone", "part gone"],
)
def test_nothing_of_a_run_is_changed_by_sql_either(world, now, change):
    run(world[0], now)
    with pytest.raises(sa.exc.DatabaseError, match="only ever appended"), db.session.begin_nested():
        db.session.execute(change.execution_options(synchronize_session=False))


@pytest.mark.parametrize(
    "column",
    [MatchRun.run_by_id, MatchCandidate.run_id, MatchCandidate.jobseeker_id, MatchPart.match_candidate_id],
    ids=str,
)
def test_whose_a_result_is_and_who_ran_it_is_not_changed_by_sql_either(column, now):
    make_match_candidate(make_run(make_requirement().role_need))
    change = sa.update(column.class_).values({column: column}).execution_options(synchronize_session=False)
    with pytest.raises(sa.exc.DatabaseError, match="only ever appended"), db.session.begin_nested():
        db.session.execute(change)


# ---- two runs -------------------------------------------------------------------------------------


def test_two_runs_say_who_came_who_left_who_moved_and_why(world, now):
    need, (first, second, third, fourth) = world
    before = run(need, now)
    calm, routes = need.requirements
    fifth = graduate(105, (calm.competency, {"level": 1}))
    add(Wants(jobseeker_id=second.id, hours_at_most=5))
    make_claim(jobseeker=first, competency=routes.competency, level=2)
    after = run(need, now)
    found = queries.compare(before, after)
    assert [(line.candidate.jobseeker_id, line.why) for line in found.came] == [(fifth.id, "not_looked_at")]
    assert [(line.candidate.jobseeker_id, line.why) for line in found.left] == [(second.id, "hours")]
    moved = {line.candidate.jobseeker_id: line for line in found.moved}
    assert [(c.name, c.before.have, c.after.have) for c in moved[first.id].changed] == [("Plan routes", None, 2)]
    assert third.id not in moved
    assert found.stayed + len(moved) == 3
    assert (found.asked, found.way_changed, found.vocabulary_changed) == ((), False, False)
    assert fourth.id not in {line.candidate.jobseeker_id for line in (*found.came, *found.left)}


def test_two_runs_say_what_the_role_asks_otherwise_and_that_the_vocabulary_changed(world, now):
    need, _people = world
    before = run(need, now)
    need.requirements[0].level = 2
    relate(competency(15, "Calm a night shift"), need.requirements[0].competency)
    db.session.flush()
    found = queries.compare(before, run(need, now))
    assert [(row.name, row.before, row.after) for row in found.asked] == [
        ("Keep a shift calm", (3, "3", "must"), (2, "3", "must"))
    ]
    assert found.vocabulary_changed


def test_staff_read_two_runs_beside_each_other(world, client, now):
    need, (first, *_others) = world
    earlier = run(need, now)
    first.person.name = "Imani Oduya-Vale"
    make_claim(jobseeker=first, competency=need.requirements[1].competency, level=2)
    later = run(need, now)
    old = make_run(need, algorithm="exact-1", at=NOW)
    client.sign_in(make_actor(Side.STAFF))
    main = client.get_page(f"/match-runs/{later.id}/compared/{earlier.id}").main
    assert "Imani Oduya-Vale" in main
    assert "unknown → met, level 2 of 2, own word" in " ".join(main.split())
    main = client.get_page(f"/match-runs/{later.id}/compared/{old.id}").main
    assert "exact-1 then" in main
    assert "made before runs kept what went into them" in main
    client.get_page(f"/match-runs/{later.id}/compared/{make_run().id}", status=404)
