"""What-if: how many people each requirement of a role leaves out, at this moment, without telling of anybody."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from marketplace import matcher
from marketplace.competencies import queries as competencies
from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.demand.role_needs.models import RequirementKind
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.queries import live
from marketplace.sides import Role, Side
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.graduations.models import NoLonger, ReadyMark
from marketplace.supply.jobseekers.models import Consent
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency, relate
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.programs import make_assignment, make_coordinator
from tests.factories.supply import NOW, make_claim, make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")


def graduate(*claims, **overrides):
    person = make_jobseeker(**{"consented": True} | overrides)
    make_enrolment(jobseeker=person, stage=EnrolmentStage.GRADUATED_ON_TIME)
    for competency, level in claims:
        make_claim(jobseeker=person, competency=competency, level=level)
    return person


def owner_of(need):
    return make_actor(Side.EMPLOYER, need.employer, role=Role.OWNER)


@pytest.fixture
def calm():
    return make_competency("Keep a shift calm")


@pytest.fixture
def routes():
    return make_competency("Plan routes")


@pytest.fixture
def need(calm, routes):
    role_need = make_role_need()
    make_requirement(role_need, competency=calm, level=3, position=0)
    make_requirement(role_need, competency=routes, level=2, kind=RequirementKind.SHOULD, position=1)
    db.session.refresh(role_need)
    return role_need


def counted(need, actor=None):
    found = queries.outlook(need, actor or make_actor(Side.STAFF), NOW.date())
    return found.people, found.now, [(row.without, row.lower, row.as_will_train) for row in found.rows]


def test_each_requirement_is_counted_as_it_is_and_as_it_could_be(need, calm, routes):
    graduate((calm, 3))
    graduate((calm, 2), (routes, 2))
    graduate((routes, 1))
    graduate()
    assert counted(need) == (4, 1, [(2, 2, 3), (1, 1, 1)])


def test_whoever_takes_the_consent_back_is_not_counted_at_the_next_look(need, calm, now):
    person = graduate((calm, 3))
    graduate((calm, 3))
    assert counted(need)[:2] == (2, 2)
    db.session.execute(update(Consent).where(Consent.jobseeker_id == person.id).values(withdrawn_at=now))
    assert counted(need)[:2] == (1, 1)


def test_people_who_never_consented_may_not_work_or_did_not_graduate_are_never_counted(need, calm):
    graduate((calm, 4), consented=False)
    graduate((calm, 4), may_work=False)
    make_claim(jobseeker=make_jobseeker(consented=True), competency=calm, level=4)
    assert counted(need)[:2] == (0, 0)


def test_whose_mark_is_taken_back_or_lapses_is_not_counted_at_the_next_look(need, calm):
    people = [graduate((calm, 3)) for _ in range(3)]
    marks = [db.session.query(ReadyMark).filter_by(jobseeker_id=person.id).one() for person in people]
    assert counted(need)[:2] == (3, 3)
    marks[0].withdrawn_at, marks[0].withdrawn_for, marks[0].withdrawn_by_id = NOW, NoLonger.ASKED, people[0].id
    marks[1].lapses_on = NOW.date()
    db.session.flush()
    assert counted(need)[:2] == (2, 2)
    tomorrow = NOW.date() + timedelta(days=1)
    assert queries.outlook(need, make_actor(Side.STAFF), tomorrow).people == 1


def test_a_claim_that_is_added_raised_or_taken_away_is_seen_at_the_next_look(need, calm):
    person = graduate()
    assert counted(need)[1] == 0
    claim = make_claim(jobseeker=person, competency=calm, level=2)
    assert counted(need)[1] == 0
    claim.level = 3
    db.session.flush()
    assert counted(need)[1] == 1
    db.session.delete(claim)
    db.session.flush()
    assert counted(need)[1] == 0


def test_a_narrower_competency_meets_a_must_as_the_vocabulary_says(need, calm, now):
    narrower = make_competency("Calm a kitchen at its busiest")
    graduate((narrower, 3))
    assert counted(need)[1] == 0
    relate(narrower, calm, now=now)
    assert counted(need)[1] == 1


def test_an_employer_is_told_no_number_below_five_and_a_lead_every_one(need, calm, new_client):
    for _ in range(3):
        graduate((calm, 3))
    pages = []
    for actor in (owner_of(need), make_actor(Side.STAFF)):
        client = new_client()
        client.sign_in(actor)
        pages.append(client.get_page(f"/role-needs/{need.id}/what-if"))
    assert "Every must is met now by fewer than 5 of fewer than 5 people." in " ".join(pages[0].main.split())
    assert "Every must is met now by 3 of 3 people." in " ".join(pages[1].main.split())
    assert ("not told" in pages[0].main, "not told" in pages[1].main) == (True, False)


def program_of(person):
    return db.session.scalars(
        select(Program)
        .join(Cohort, Cohort.program_id == Program.id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.jobseeker_id == person.id)
    ).one()


def test_a_coordinator_counts_the_people_of_their_programs_and_nobody_else(need, calm, client):
    own = [graduate((calm, level)) for level in (3, 2)]
    others = [graduate((calm, 4)) for _ in range(4)]
    coordinator = make_coordinator(*map(program_of, own))
    assert counted(need) == (6, 5, [(0, 6, 6), (5, 5, 5)])
    assert counted(need, coordinator)[:2] == (2, 1)
    assert counted(need, make_coordinator())[:2] == (0, 0)
    client.sign_in(coordinator)
    page = " ".join(client.get_page(f"/role-needs/{need.id}/what-if").main.split())
    assert "Every must is met now by 1 of 2 people." in page
    assert "Only people of the programs that you are assigned to are counted." in page
    make_assignment(program_of(others[0]), coordinator)
    assert counted(need, coordinator)[:2] == (3, 2)


def test_a_coordinator_does_not_count_whoever_took_the_consent_back(need, calm, now):
    person = graduate((calm, 3))
    coordinator = make_coordinator(program_of(person))
    assert counted(need, coordinator)[:2] == (1, 1)
    db.session.execute(update(Consent).where(Consent.jobseeker_id == person.id).values(withdrawn_at=now))
    assert counted(need, coordinator)[:2] == (0, 0)


def test_the_database_is_never_asked_while_others_wait_for_the_pool(need, calm):
    """Neither for what people hold nor for whether anything changed."""

    def asked(*_arguments):
        held.append(live._live.lock.locked())

    held = []
    graduate((calm, 3))
    live._live.state = None
    engine = db.session.get_bind()
    event.listen(engine, "before_cursor_execute", asked)
    try:
        counted(need)
        graduate((calm, 3))
        counted(need, make_coordinator())
    finally:
        event.remove(engine, "before_cursor_execute", asked)
    assert (len(held) > 10, any(held)) == (True, False)


def test_what_was_read_before_somebody_else_brought_the_pool_up_is_read_again(need, calm, now, monkeypatch):
    """Otherwise a slow reader would bring back whoever took the consent back meanwhile."""
    person, asking = graduate((calm, 3)), []
    graduate((calm, 3))
    live._live.state = None
    read = live.as_candidates

    def slowly(ids):
        found = read(ids)
        if not asking:
            asking.append(True)
            db.session.execute(update(Consent).where(Consent.jobseeker_id == person.id).values(withdrawn_at=now))
            assert counted(need)[:2] == (1, 1)
        return found

    monkeypatch.setattr(live, "as_candidates", slowly)
    assert counted(need)[:2] == (1, 1)


def test_another_word_in_the_vocabulary_does_not_have_everybody_read_again(need, calm, monkeypatch):
    graduate((calm, 3))
    assert counted(need)[:2] == (1, 1)
    monkeypatch.setattr(live, "as_candidates", lambda ids: pytest.fail("read again"))
    make_competency("Weigh parcels")
    assert counted(need)[:2] == (1, 1)
    relate(make_competency("Calm a kitchen"), calm)
    assert counted(need)[:2] == (1, 1)


def test_one_person_more_changes_no_number_that_an_employer_is_told(need, calm, client):
    for _ in range(6):
        graduate((calm, 3))
    client.sign_in(owner_of(need))
    before = client.get_page(f"/role-needs/{need.id}/what-if").main
    assert "Every must is met now by 5 or more of 5 or more people." in " ".join(before.split())
    graduate((calm, 3))
    assert client.get_page(f"/role-needs/{need.id}/what-if").main == before


def test_the_fragment_puts_each_line_beside_its_requirement(need, calm, client):
    for _ in range(6):
        graduate((calm, 3))
    client.sign_in(make_actor(Side.EMPLOYER, need.employer, role=Role.OWNER))
    html = client.get(f"/role-needs/{need.id}/what-if", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in html
    for requirement in need.requirements:
        assert f'id="what-if-{requirement.id}" hx-swap-oob="true"' in html
    page = client.get_page(f"/role-needs/{need.id}")
    assert f"/role-needs/{need.id}/what-if" in page.html
    assert all(f'id="what-if-{requirement.id}"' in page.html for requirement in need.requirements)


def test_an_interviewer_and_another_employer_find_nothing(need, new_client):
    for actor in (make_actor(Side.EMPLOYER, need.employer, role=Role.INTERVIEWER), make_actor(Side.EMPLOYER)):
        client = new_client()
        client.sign_in(actor)
        assert client.get(f"/role-needs/{need.id}/what-if").status_code == 404


def test_a_role_that_asks_for_nothing_says_so(client):
    need = make_role_need()
    client.sign_in(make_actor(Side.STAFF))
    assert "asks for nothing yet" in client.get_page(f"/role-needs/{need.id}/what-if").main


def test_a_run_counts_a_related_competency_keeps_its_seed_and_can_be_drawn_again(need, calm, now):
    narrower = make_competency("Calm a kitchen at its busiest")
    relate(narrower, calm, now=now)
    people = [graduate((narrower, 3)) for _ in range(8)]
    done = actions.run(need, actor=make_actor(Side.STAFF), now=now)
    db.session.refresh(done)
    assert [(c.eligible, c.parts[0].via_id) for c in done.candidates] == [(True, narrower.id)] * 8
    again = matcher.Pool(queries.as_candidates([p.id for p in people]), competencies.relations(), seed=done.seed)
    order = [match.candidate_id for match in again.rank(queries.as_role(need))]
    assert [str(c.jobseeker_id) for c in done.candidates] == order
