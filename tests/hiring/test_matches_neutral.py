"""Nothing that says who somebody is reaches a match: every such column is changed, and the run stays what it was."""

import random
import uuid
from datetime import date, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from marketplace import matcher
from marketplace.competencies import queries as competencies
from marketplace.db import Base, UtcDateTime, db
from marketplace.hiring.matches import queries
from marketplace.hiring.matches.queries import considering
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import EquityAnswer, Wants
from tests.factories.accounts import add, make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.supply import NOW, make_claim, make_enrolment, make_evidence, make_experience, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")
#: What tells of a person. A new column of these is changed too, unless it stands below.
TELLS = {
    "people": "id",
    "jobseekers": "id",
    "experiences": "jobseeker_id",
    "evidence_items": "jobseeker_id",
    "equity_answers": "jobseeker_id",
    "wants": "jobseeker_id",
    "applications": "jobseeker_id",
}
#: What a person says about themselves so that roles are left out by it; never points.
FILTERS = {
    *("jobseekers.may_work", "jobseekers.available_from"),
    *("wants.hours_at_least", "wants.hours_at_most", "wants.from_home"),
}
#: What says where a row stands and not who somebody is.
MACHINERY = {
    "version",
    "active",
    "epoch",
    "stage",
    "kind",
    "reason",
    "ended_on",
    "confirm_by",
    "waitlist_rank",
    "level",
}


def scrambled():
    """Every column that is changed."""
    for name in TELLS:
        for column in Base.metadata.tables[name].columns:
            plain = not (column.primary_key or column.foreign_keys or isinstance(column.type, (sa.Uuid, UtcDateTime)))
            if plain and f"{name}.{column.name}" not in FILTERS and column.name not in MACHINERY:
                yield column


def another(column, lots):
    """Another value of the column's kind."""
    if isinstance(column.type, sa.Integer):
        return lots.randint(1, 40)
    if isinstance(column.type, sa.Date):
        return date(1960, 1, 1) + timedelta(days=lots.randint(0, 20_000))
    if isinstance(column.type, sa.JSON):
        return None
    words = uuid.UUID(int=lots.getrandbits(128)).hex + " of another name" * lots.randint(0, 3)
    return words[: column.type.length] if getattr(column.type, "length", None) else words


def scramble(lots):
    for column in scrambled():
        table = column.table
        ids = db.session.scalars(sa.select(table.c["id" if "id" in table.c else TELLS[table.name]])).all()
        for row_id in ids:
            value = another(column, lots)
            if value is not None:
                key = table.c["id" if "id" in table.c else TELLS[table.name]]
                db.session.execute(sa.update(table).where(key == row_id).values({column.name: value}))
    db.session.expire_all()


@pytest.fixture
def need():
    """A role, and six people: some equal in what they can do, so that lots are drawn."""
    role_need = make_role_need()
    asked = [make_competency(name) for name in ("Keep a shift calm", "Plan routes", "Fill in papers")]
    for position, competency in enumerate(asked):
        make_requirement(role_need, competency=competency, level=2 + position % 2, position=position)
    for number in range(6):
        person = make_jobseeker(consented=True, headline="Director", place="Port Elsin")
        make_enrolment(jobseeker=person, stage=EnrolmentStage.GRADUATED_ON_TIME)
        make_experience(jobseeker=person, organisation="The Grand Hotel", ended_on=None)
        claim = make_claim(jobseeker=person, competency=asked[number % 2], level=1 + number % 3)
        make_claim(jobseeker=person, competency=asked[2], shown_level=number % 4)
        make_evidence(claim=claim)
        add(EquityAnswer(jobseeker_id=person.id, sealed="sealed", answered_at=NOW))
        add(Wants(jobseeker_id=person.id, roles="Dispatcher", sectors="Transport", commute_minutes=20))
    return role_need


def outcome(need):
    """Everything that a run says, under one seed."""
    considered = queries.considered(make_actor(Side.STAFF), need, date(2026, 9, 1))
    people, role, near = (
        queries.as_candidates(considered.jobseeker_ids),
        queries.as_role(need),
        competencies.relations(),
    )
    return queries.digest_of(people, role, near, 7), matcher.Pool(people, near, seed=7).rank(role), considered


def test_no_name_age_gap_place_employer_or_equity_answer_reaches_a_match(need):
    before = outcome(need)
    assert len(before[1]) == 6
    for seed in range(5):
        scramble(random.Random(seed))
        assert outcome(need) == before


def test_the_columns_that_tell_of_people_are_among_those_that_are_changed():
    names = {f"{column.table.name}.{column.name}" for column in scrambled()}
    assert {
        *("people.name", "people.email", "jobseekers.place", "jobseekers.headline", "experiences.organisation"),
        *("experiences.started_on", "experiences.title", "evidence_items.words", "equity_answers.sealed"),
        *("wants.sectors", "jobseekers.hours_per_week", "applications.motivation"),
    } <= names


@pytest.mark.once
@pytest.mark.parametrize("let_in", ["people.name", "experiences.started_on", "equity_answers.sealed"])
def test_one_of_them_let_in_is_found(need, monkeypatch, let_in):
    table = Base.metadata.tables[let_in.split(".")[0]]
    column, whose = table.c[let_in.split(".")[1]], table.c[TELLS[table.name]]

    def swayed(jobseeker_ids):
        told = dict(db.session.execute(sa.select(whose, column)).all())
        return [
            matcher.Candidate(row.id, tuple(map(partial(sway, told[uuid.UUID(row.id)]), row.holdings)))
            for row in fair(jobseeker_ids)
        ]

    def sway(word, held):
        return matcher.Holding(held.concept_id, 1 + sum(map(ord, str(word))) % 4, held.evidence)

    fair = considering.as_candidates
    monkeypatch.setattr(queries, "as_candidates", swayed)
    before = outcome(need)
    scramble(random.Random(1))
    assert outcome(need)[:2] != before[:2]
